/** Numbers in [0, 1) that follow from a seed alone, the same on every machine. Not for keys. */
export type Random = () => number

/**
 * The generator xoshiro128**, its state filled by splitmix32.
 * Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
 */
export function createRandom(seed: number): Random {
  let mixer = seed >>> 0
  const mix = (): number => {
    mixer = (mixer + 0x9e3779b9) >>> 0
    let word = mixer
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    return (word ^ (word >>> 16)) >>> 0
  }
  let [a, b, c, d] = [mix(), mix(), mix(), mix()]
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result / 2 ** 32
  }
}

/** A whole number in [0, below). */
export function pickBelow(random: Random, below: number): number {
  return Math.floor(random() * below)
}

/** A new array in random order (Fisher and Yates). */
export function shuffle<T>(values: readonly T[], random: Random): T[] {
  const shuffled = [...values]
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = pickBelow(random, last + 1)
    const [x, y] = [shuffled[last], shuffled[other]]
    if (x !== undefined && y !== undefined) [shuffled[last], shuffled[other]] = [y, x]
  }
  return shuffled
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
