// Promises: weights by the number of what they weigh, stored so that reading them costs a start next to nothing.
// Must not: know what is weighed. Called by: claims/likeness/likeness.ts, script/learn-claims.ts.

/** Weights are stored as whole hundredths. */
const UNIT = 100

/** As it stands in a file. */
export interface StoredTable {
  /** Hundredths; what there is before anything is weighed. */
  readonly bias: number
  /** Numbers in ascending order, 32 bits each, little-endian, in base64. */
  readonly codes: string
  /** Their weights in hundredths, 16 bits each, likewise. */
  readonly weights: string
}

export interface WeightTable {
  readonly bias: number
  /** 0 for what has no weight. */
  weightOf(code: number): number
}

export function storeTable(bias: number, weights: ReadonlyMap<number, number>): StoredTable {
  const sorted = [...weights].sort(([left], [right]) => left - right)
  const codes = Buffer.alloc(sorted.length * 4)
  const hundredths = Buffer.alloc(sorted.length * 2)
  for (const [at, [code, weight]] of sorted.entries()) {
    codes.writeInt32LE(code, at * 4)
    hundredths.writeInt16LE(Math.round(weight * UNIT), at * 2)
  }
  return {
    bias: Math.round(bias * UNIT),
    codes: codes.toString('base64'),
    weights: hundredths.toString('base64'),
  }
}

export function openTable(stored: StoredTable): WeightTable {
  const codes = new DataView(toBytes(stored.codes))
  const hundredths = new DataView(toBytes(stored.weights))
  const count = codes.byteLength / 4
  return {
    bias: stored.bias / UNIT,
    weightOf(code) {
      let from = 0
      let to = count
      while (from < to) {
        const middle = (from + to) >>> 1
        if (codes.getInt32(middle * 4, true) < code) from = middle + 1
        else to = middle
      }
      const isKnown = from < count && codes.getInt32(from * 4, true) === code
      return isKnown ? hundredths.getInt16(from * 2, true) / UNIT : 0
    },
  }
}

function toBytes(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer
}
