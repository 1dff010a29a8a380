import type { StartedRun } from './begin.ts'

/** Puts on record what was taken out of a file of the bundle, by rule; nothing when nothing was. */
export async function noteRedaction(
  run: StartedRun,
  file: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  if (Object.keys(counts).length === 0) return
  await run.events.append('redaction.applied', 'harness', { file, counts: { ...counts } })
}
