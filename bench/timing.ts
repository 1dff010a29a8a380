import { spawnSync } from 'node:child_process'

/** What one whole process took, in milliseconds of wall clock. `exits`: the codes that are answers (0). */
export function timeCommand(
  command: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly exits?: readonly number[] },
): number {
  const [program, ...args] = command
  const { cwd, exits = [0] } = options
  const start = performance.now()
  const { status, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const elapsed = performance.now() - start
  if (status === null || !exits.includes(status))
    throw new Error(`${command.join(' ')}: ${error?.message ?? stderr}`)
  return elapsed
}

/** Runs several subjects in turn, so that a machine whose speed drifts is equally unfair to all of them. */
export async function inTurn(
  subjects: Readonly<Record<string, () => number | Promise<number>>>,
  rounds: number,
): Promise<Readonly<Record<string, Samples>>> {
  const samples = new Map<string, number[]>(Object.keys(subjects).map((name) => [name, []]))
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, subject] of Object.entries(subjects)) {
      const value = await subject()
      if (round >= 0) samples.get(name)?.push(value)
    }
  }
  return Object.fromEntries([...samples].map(([name, values]) => [name, toSamples(values)]))
}

export interface Samples {
  readonly min: number
  readonly median: number
  readonly max: number
  readonly values: readonly number[]
}

function toSamples(values: readonly number[]): Samples {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { min: at(0), median: at(0.5), max: at(1), values }
}

/** Median of the pairwise ratios a/b: what to quote. */
export function ratio(a: Samples, b: Samples): number {
  return toSamples(a.values.map((value, index) => value / (b.values[index] ?? Number.NaN))).median
}

export function row(name: string, samples: Samples, note = ''): string {
  const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0).padStart(8)
  return `${name.padEnd(44)} ${ms(samples.min)} ${ms(samples.median)} ${ms(samples.max)}  ${note}`
}

export const HEADING = `${'whole process or call, ms'.padEnd(44)} ${'min'.padStart(8)} ${'median'.padStart(8)} ${'max'.padStart(8)}`
