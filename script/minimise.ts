// Promises: the weights with which yes and no are told apart best (logistic loss with a price on large weights), the same each time.
// Must not: know what the parts mean. Called by: script/learn-claims.ts.

export interface Row {
  /** Columns in which it has a one. */
  readonly parts: Int32Array
  /** 1 for yes, -1 for no. */
  readonly sign: number
}

const ROUNDS = 200
const MEMORY = 8

/** One weight a column, and at the end the bias. By L-BFGS. */
export function minimise(rows: readonly Row[], columns: number, price: number): Float64Array {
  const size = columns + 1
  const lossAt = (weights: Float64Array, slope: Float64Array): number => {
    slope.fill(0)
    let loss = 0
    for (const { parts, sign } of rows) {
      let sum = weights[columns] ?? 0
      for (const part of parts) sum += weights[part] ?? 0
      const margin = sign * sum
      loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
      const pull = -sign / (1 + Math.exp(margin))
      for (const part of parts) slope[part] = (slope[part] ?? 0) + pull
      slope[columns] = (slope[columns] ?? 0) + pull
    }
    for (let at = 0; at < columns; at += 1) {
      const weight = weights[at] ?? 0
      loss += (price / 2) * weight * weight
      slope[at] = (slope[at] ?? 0) + price * weight
    }
    return loss
  }
  let weights = new Float64Array(size)
  let slope = new Float64Array(size)
  let loss = lossAt(weights, slope)
  const steps: { readonly moved: Float64Array; readonly turned: Float64Array; readonly scale: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const way = Float64Array.from(slope, (value) => -value)
    const shares: number[] = []
    for (const step of [...steps].reverse()) {
      const share = step.scale * dot(step.moved, way)
      shares.unshift(share)
      add(way, step.turned, -share)
    }
    const last = steps.at(-1)
    if (last !== undefined) scaleBy(way, 1 / (last.scale * dot(last.turned, last.turned)))
    for (const [at, step] of steps.entries())
      add(way, step.moved, (shares[at] ?? 0) - step.scale * dot(step.turned, way))
    const descent = dot(way, slope)
    let length = steps.length === 0 ? 1 / Math.sqrt(dot(slope, slope)) : 1
    const next = new Float64Array(size)
    const nextSlope = new Float64Array(size)
    let nextLoss = Number.POSITIVE_INFINITY
    for (let halved = 0; halved < 30; halved += 1) {
      next.set(weights)
      add(next, way, length)
      nextLoss = lossAt(next, nextSlope)
      if (nextLoss <= loss + 1e-4 * length * descent) break
      length /= 2
    }
    if (!(nextLoss < loss - 1e-7 * loss)) break
    const moved = Float64Array.from(next, (value, at) => value - (weights[at] ?? 0))
    const turned = Float64Array.from(nextSlope, (value, at) => value - (slope[at] ?? 0))
    const curve = dot(moved, turned)
    if (curve > 1e-12) steps.push({ moved, turned, scale: 1 / curve })
    if (steps.length > MEMORY) steps.shift()
    weights = next
    slope = nextSlope
    loss = nextLoss
  }
  return weights
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let at = 0; at < to.length; at += 1) to[at] = (to[at] ?? 0) + times * (what[at] ?? 0)
}

function scaleBy(what: Float64Array, times: number): void {
  for (let at = 0; at < what.length; at += 1) what[at] = (what[at] ?? 0) * times
}
