import * as z from 'zod'
import {
  EngineFacts,
  Facts,
  ProviderFacts,
  RefusalReason,
  SandboxFacts,
  SetupFacts,
} from '../../contract/facts.ts'
import type { BundleWriter } from '../../evidence/bundle-writer.ts'
import type { JournalLine, JournalStep } from '../journal.ts'

export const ResumablePrepared = z.strictObject({
  checkout: z.boolean(),
  dependencies: z.strictObject({
    facts: SetupFacts.nullable(),
    mounts: z.array(z.strictObject({ from: z.string(), to: z.string(), mode: z.enum(['ro', 'rw']) })),
    key: z.string().nullable(),
  }),
})

export const ResumableExecuted = z.strictObject({
  engine: EngineFacts.nullable(),
  provider: ProviderFacts.nullable(),
  sandbox: SandboxFacts.nullable(),
  refusals: z.array(RefusalReason),
  interrupted: Facts.shape.interrupted,
})

export const ResumableMeasured = z.strictObject({ facts: Facts })

/** The steps whose results can be taken up again; what follows them is done anew. */
const RESUMABLE: readonly JournalStep[] = ['begin', 'prepare', 'execute', 'measure']

/** How far a run had come, as far as what is on the disk bears it out. */
export interface ResumePoint {
  /** The last step whose result holds; null when the run's beginning is not whole. */
  readonly step: JournalStep | null
  /** Steps up to it, by name. */
  readonly lines: ReadonlyMap<JournalStep, JournalLine>
}

/**
 * The last step that the journal says had ended, and whose files and events are there as it left them. A machine that
 * went down may have lost what was not on the disk yet: then an earlier step is the last.
 * @param events whole events in the log  @param found files of the bundle  @param bootId of the machine now
 */
export function decideResumePoint(
  journal: readonly JournalLine[],
  events: number,
  found: Awaited<ReturnType<BundleWriter['files']['list']>>,
  bootId: string | null,
): ResumePoint {
  const sizes = new Map(found.map(({ path, bytes }) => [path, bytes]))
  const holds = (line: JournalLine): boolean =>
    line.events <= events &&
    (line.durable || line.bootId === bootId) &&
    line.files.every(({ path, bytes }) => sizes.get(path) === bytes)
  const ended = journal.filter(({ phase, step }) => phase === 'done' && RESUMABLE.includes(step))
  const last = ended.findLastIndex(holds)
  const lines = new Map(ended.slice(0, last + 1).map((line) => [line.step, line]))
  return { step: ended[last]?.step ?? null, lines }
}
