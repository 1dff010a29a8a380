import type { ProcessExit } from '../contract/facts.ts'
import { openRawLog, type RawLog, type RawLogEnd } from '../evidence/raw-log.ts'
import type { SandboxedProcess, SandboxSpec } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { noteRedaction } from './note-redaction.ts'

export interface CommandOutcome {
  readonly exit: ProcessExit
  readonly log: RawLogEnd
  /** Standard output alone, as a file of the bundle; null when it was not asked for. */
  readonly stdout: RawLogEnd | null
}

interface CommandFiles {
  /** File of the bundle for both streams in the order of arrival. */
  readonly combined: string
  /** File of the bundle for standard output alone. */
  readonly stdout?: string
}

/**
 * Runs one of the harness's own commands (set-up, tests) in the sandbox, with its output on disk. The combined log
 * begins with the command and ends with how it ended.
 */
export async function runCommand(
  run: StartedRun,
  spec: SandboxSpec,
  files: CommandFiles,
): Promise<CommandOutcome> {
  const maxBytes = spec.limits.outputBytes
  const open = async (file: string) =>
    await openRawLog({ path: await run.bundle.place(file), redactor: run.redaction.stream(), maxBytes })
  const log = await open(files.combined)
  const stdout = files.stdout === undefined ? null : await open(files.stdout)
  await log.write(Buffer.from(`$ ${spec.argv.join(' ')}\n`))
  const process = await run.sandbox.start(spec)
  const stopListening = run.interrupts.onInterrupt((graceMs) => process.end('interrupted', graceMs))
  try {
    await Promise.all([
      copy(process.stdout, stdout === null ? [log] : [log, stdout]),
      copy(process.stderr, [log]),
    ])
    const exit = await process.exited
    await log.write(Buffer.from(`[ended with ${exit.signal ?? `exit code ${exit.exitCode}`}]\n`))
    const logEnd = await log.close()
    const stdoutEnd = (await stdout?.close()) ?? null
    await noteRedaction(run, files.combined, logEnd.counts)
    if (files.stdout !== undefined) await noteRedaction(run, files.stdout, stdoutEnd?.counts ?? {})
    return { exit, log: logEnd, stdout: stdoutEnd }
  } finally {
    stopListening()
  }
}

async function copy(stream: SandboxedProcess['stdout'], logs: readonly RawLog[]): Promise<void> {
  for await (const chunk of stream) {
    for (const log of logs) await log.write(chunk as Buffer)
  }
}
