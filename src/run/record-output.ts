import { PassThrough, type Readable } from 'node:stream'
import type { EngineFacts } from '../contract/facts.ts'
import { MAX_LINE_BYTES } from '../engines/json-line.ts'
import type { Normaliser } from '../engines/port.ts'
import { openRawLog, type RawLogEnd } from '../evidence/raw-log.ts'
import type { SandboxedProcess } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { createInterpreter, type Spoken } from './interpret-output.ts'
import { noteRedaction } from './note-redaction.ts'

export interface Recording {
  /** stdout again, for an adapter that talks to its engine: bytes that are on disk already. */
  readonly lines: Readable
  readonly done: Promise<Omit<EngineFacts, 'id' | 'exit'>>
}

/** Where an engine's output goes. */
export interface RecordingTarget {
  /** Files of the bundle. */
  readonly stdout: string
  readonly stderr: string
  /** Gets what the lines mean, in order. */
  emit(spoken: Spoken): Promise<void>
}

/** Raw bytes to disk first, then line by line into events. Nothing that the engine prints is dropped. */
export function recordOutput(
  run: StartedRun,
  process: SandboxedProcess,
  normaliser: Normaliser,
  target: RecordingTarget,
): Recording {
  const lines = new PassThrough()
  return { lines, done: record(run, process, normaliser, target, process.stdin === null ? null : lines) }
}

async function record(
  run: StartedRun,
  process: SandboxedProcess,
  normaliser: Normaliser,
  target: RecordingTarget,
  lines: PassThrough | null,
): Promise<Omit<EngineFacts, 'id' | 'exit'>> {
  const pending: Promise<unknown>[] = []
  const interpreter = createInterpreter(normaliser, (spoken) => {
    pending.push(target.emit(spoken))
  })
  const { outputBytes } = run.workspace.config.policy.limits
  const stdoutLog = await openRawLog({
    path: await run.bundle.place(target.stdout),
    redactor: run.redaction.stream(),
    maxBytes: outputBytes,
    maxLineBytes: MAX_LINE_BYTES,
    onLine: (raw) => {
      const line = interpreter.push(raw)
      lines?.write(line)
    },
  })
  const stderrLog = await openRawLog({
    path: await run.bundle.place(target.stderr),
    redactor: run.redaction.stream(),
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
  const heard = interpreter.end()
  lines?.end()
  await Promise.all(pending.splice(0))
  await noteRedaction(run, target.stdout, stdout.counts)
  await noteRedaction(run, target.stderr, stderr.counts)
  return { stdout: toStream(stdout), stderr: toStream(stderr), ...heard }
}

function toStream({ bytes, sha256, truncated }: RawLogEnd): EngineFacts['stdout'] {
  return { bytes, sha256, truncated }
}
