// Promises: which step of a run had begun and which had ended, with what the next ones need, in a file of the run.
// Must not: be evidence; nothing of it is sealed, and nobody but recovery believes it. Called by: run-task.ts, begin.ts.
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { Count, Timestamp } from '../contract/ids.ts'
import { type BundleWriter, flushBundle } from '../evidence/bundle-writer.ts'
import type { EventLog } from '../evidence/event-log.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { describeMyself } from '../ledger/process-identity.ts'

export const JOURNAL_STEPS = [
  'open',
  'begin',
  'prepare',
  'execute',
  'measure',
  'judge',
  'seal',
  'verify',
] as const
export type JournalStep = (typeof JOURNAL_STEPS)[number]

const JournalLine = z.strictObject({
  time: Timestamp,
  /** Milliseconds since the machine started. */
  monotonicMs: z.number(),
  /** Of the machine since its last start. */
  bootId: z.string().nullable(),
  step: z.enum(JOURNAL_STEPS),
  phase: z.enum(['intent', 'done']),
  /** Everything up to here was on the disk when this line was written. */
  durable: z.boolean(),
  /** Lines of the event log. */
  events: Count,
  /** Files of the bundle, the event log left out. */
  files: z.array(z.strictObject({ path: z.string(), bytes: Count })),
  data: z.unknown(),
})
export type JournalLine = z.infer<typeof JournalLine>

const NAME = 'journal.jsonl'
const EVENT_LOG = 'events.normalized.jsonl'

interface Begun {
  readonly events: EventLog
  readonly bundle: BundleWriter
}

export interface Journal {
  /** Before the effect. @throws ProctorError evidence_write */
  intend(step: JournalStep): Promise<void>
  /**
   * After the effect. `durable`: bundle and journal are on the disk when this settles.
   * @throws ProctorError evidence_write
   */
  done(step: JournalStep, begun: Begun, data: unknown, durable: boolean): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

/** Opens the journal of a work folder, which may have been begun by another process. */
export async function openJournal(root: string): Promise<Journal> {
  const path = join(root, NAME)
  const file = await attempt(path, 'open', async () => {
    const opened = await open(path, 'a+', 0o600)
    // A line that was cut off would spoil the next one.
    const bytes = await opened.readFile()
    await opened.truncate(bytes.lastIndexOf(0x0a) + 1)
    return opened
  })
  return {
    intend: (step) =>
      write(file, path, { step, phase: 'intent', durable: false, events: 0, files: [], data: null }),
    async done(step, { events, bundle }, data, durable) {
      if (durable) {
        await events.sync()
        await flushBundle(bundle)
      }
      const found = await attempt(bundle.folder, 'list', () => bundle.files.list(bundle.folder))
      const files = found
        .filter(({ kind, path: name }) => kind === 'file' && name !== EVENT_LOG)
        .map(({ path: name, bytes }) => ({ path: name, bytes }))
      await write(file, path, { step, phase: 'done', durable, events: events.count, files, data })
      if (durable) await attempt(path, 'sync', () => file.sync())
    },
    async close() {
      if (file.fd !== -1) await file.close()
    },
  }
}

async function write(
  file: FileHandle,
  path: string,
  line: Omit<JournalLine, 'time' | 'monotonicMs' | 'bootId'>,
): Promise<void> {
  const stamped = {
    time: new Date().toISOString(),
    monotonicMs: Number(process.hrtime.bigint() / 1_000n) / 1_000,
    bootId: (await describeMyself()).bootId,
    ...line,
  }
  await attempt(path, 'write', () => file.appendFile(`${JSON.stringify(stamped)}\n`))
}

async function attempt<T>(path: string, step: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    throw new ProctorError('evidence_write', `${path}: ${step} failed: ${errno}`, {
      cause,
      details: { path, step, errno },
    })
  }
}

/** Every whole line, up to the first that is not one. */
export async function readJournal(root: string): Promise<JournalLine[]> {
  let text: string
  try {
    text = await readFile(join(root, NAME), 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
  const lines: JournalLine[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const parsed = toLine(line)
    if (parsed === undefined) break
    lines.push(parsed)
  }
  return lines
}

function toLine(text: string): JournalLine | undefined {
  try {
    return JournalLine.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
