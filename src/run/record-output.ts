import { PassThrough, type Readable } from 'node:stream'
import type { EngineFacts } from '../contract/facts.ts'
import { MAX_LINE_BYTES } from '../engines/json-line.ts'
import type { Normalised, Normaliser } from '../engines/port.ts'
import { openRawLog, type RawLogEnd } from '../evidence/raw-log.ts'
import { sha256 } from '../kernel/digest.ts'
import type { SandboxedProcess } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { UnparsedRanges } from './unparsed-ranges.ts'

const NEWLINE = Buffer.from('\n')

export interface Recording {
  /** stdout again, for an adapter that talks to its engine: bytes that are on disk already. */
  readonly lines: Readable
  readonly done: Promise<Omit<EngineFacts, 'id' | 'exit'>>
}

/** Raw bytes to disk first, then line by line into events. Nothing that the engine prints is dropped. */
export function recordOutput(
  run: StartedRun,
  process: SandboxedProcess,
  normaliser: Normaliser,
  secrets: readonly string[],
): Recording {
  const lines = new PassThrough()
  return { lines, done: record(run, process, normaliser, secrets, process.stdin === null ? null : lines) }
}

async function record(
  run: StartedRun,
  process: SandboxedProcess,
  normaliser: Normaliser,
  secrets: readonly string[],
  lines: PassThrough | null,
): Promise<Omit<EngineFacts, 'id' | 'exit'>> {
  const forged: string[] = []
  let events = 0
  const pending: Promise<unknown>[] = []
  const emit = (promise: Promise<unknown>) => {
    pending.push(promise)
  }
  const ranges = new UnparsedRanges('stdout', (data) =>
    emit(run.events.append('engine.unparsed', 'harness', data)),
  )
  const { outputBytes } = run.workspace.config.policy.limits
  const stdoutLog = await openRawLog({
    path: await run.bundle.place('raw/stdout.log'),
    secrets,
    maxBytes: outputBytes,
    maxLineBytes: MAX_LINE_BYTES,
    onLine: ({ bytes, offset, terminated, cut }) => {
      const line = terminated ? Buffer.concat([bytes, NEWLINE]) : bytes
      const normalised = cut ? tooLong(line, offset) : normaliser.push(bytes, offset)
      for (const event of normalised.events) {
        events += 1
        emit(run.events.append(event.type, 'engine', event.data))
      }
      forged.push(...normalised.forged)
      for (const item of normalised.unparsed) ranges.add(item, line)
      lines?.write(line)
    },
  })
  const stderrLog = await openRawLog({
    path: await run.bundle.place('raw/stderr.log'),
    secrets,
    maxBytes: outputBytes,
  })
  const copyStdout = async () => {
    for await (const chunk of process.stdout) {
      await stdoutLog.write(chunk as Buffer)
      await Promise.all(pending.splice(0))
    }
  }
  const copyStderr = async () => {
    for await (const chunk of process.stderr) await stderrLog.write(chunk as Buffer)
  }
  await Promise.all([copyStdout(), copyStderr()])
  const stdout = await stdoutLog.close()
  const stderr = await stderrLog.close()
  ranges.flush()
  lines?.end()
  await Promise.all(pending.splice(0))
  await recordRedaction(run, { 'raw/stdout.log': stdout, 'raw/stderr.log': stderr })
  const { outcome, message } = normaliser.terminal()
  return {
    stdout: toStream(stdout),
    stderr: toStream(stderr),
    terminal: outcome,
    terminalMessage: message?.slice(0, 2_000) ?? null,
    events,
    unparsed: ranges.lines,
    forged,
  }
}

/** A line that is too long to be held has no meaning for anybody; its beginning is named, its bytes are on disk. */
function tooLong(line: Buffer, offset: number): Normalised {
  const unparsed = { offset, bytes: line.length, digest: sha256(line), reason: 'the line is too long' }
  return { events: [], unparsed: [unparsed], forged: [] }
}

function toStream({ bytes, sha256, truncated }: RawLogEnd): EngineFacts['stdout'] {
  return { bytes, sha256, truncated }
}

async function recordRedaction(run: StartedRun, logs: Readonly<Record<string, RawLogEnd>>): Promise<void> {
  for (const [file, { counts }] of Object.entries(logs)) {
    if (Object.keys(counts).length > 0)
      await run.events.append('redaction.applied', 'harness', { file, counts })
  }
}
