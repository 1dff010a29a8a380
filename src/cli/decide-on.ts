import { resolve } from 'node:path'
import type { ExitCode } from '../contract/exit-codes.ts'
import { decideRun, type Words } from '../run/people/decide-run.ts'
import type { SealedRun } from '../run/people/open-sealed-run.ts'
import { findWorkspace } from '../workspace/read-workspace.ts'
import type { CommandContext, OptionSpecs } from './command.ts'
import type { Output } from './output.ts'
import { printPeople } from './people-lines.ts'

/** Options of the commands by which people sign. */
export const SIGNING_OPTIONS = {
  key: {
    type: 'string',
    value: 'FILE',
    description: 'sign with this SSH key (its .pub when an agent holds it)',
  },
  signature: {
    type: 'string',
    value: 'FILE',
    description: 'a signature made elsewhere, over the statement that the command writes without --key',
  },
} as const satisfies OptionSpecs

export const RUN_POSITIONAL = { name: 'RUN', description: 'id of a sealed run', required: true } as const

interface Typed {
  readonly runId: string
  readonly key: string | undefined
  readonly signature: string | undefined
}

/** Shows the run, signs and records what a person says, and gives the exit code of what the run comes to now. */
export async function decideOn(
  { start, cwd, output }: Pick<CommandContext, 'start' | 'cwd' | 'output'>,
  { runId, key, signature }: Typed,
  words: Words,
): Promise<ExitCode> {
  const at = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path))
  const answer = await decideRun({
    workspaceDir: await findWorkspace(start),
    runId,
    words,
    key: at(key),
    signature: at(signature),
    show: (run) => showRun(output, run),
  })
  const { outcome, reasons, command, verified, exitCode } = answer
  if (outcome === 'refused') {
    for (const reason of reasons) output.answer(`${output.style.bad('refused')} ${reason}`)
  } else if (outcome === 'unsigned') {
    output.answer(`to be signed: ${command}`)
    output.answer(`then the same command with --signature ${answer.statement}.sig`)
  }
  printPeople(output, verified)
  output.document({ runId, ...answer })
  return exitCode
}

const FILES_SHOWN = 40

/** Everything that the signature will be about, from the files as they are now. */
function showRun(output: Output, { report, facts, subject, runStatementSha256 }: SealedRun): void {
  if (subject === null) return
  const { request, requestSha256 } = subject
  const { patch } = facts
  output.say(
    `run ${report.runId}: ${request.engine.id} on ${request.task.id}, ${request.repository.id} (${request.repository.class}), ${request.riskClass} risk, stage ${request.stage}`,
  )
  for (const { path, addedLines, deletedLines, binary } of patch?.changedFiles.slice(0, FILES_SHOWN) ?? [])
    output.say(
      `  ${binary ? 'binary' : `+${addedLines} -${deletedLines}`.padEnd(12)} ${JSON.stringify(path)}`,
    )
  const more = (patch?.changedFiles.length ?? 0) - FILES_SHOWN
  if (more > 0) output.say(`  and ${more} more files`)
  for (const { code, message } of report.blockers) output.say(`  ${code}: ${message}`)
  output.say(`patch        sha256:${request.patchSha256}`)
  output.say(`result tree  ${request.resultTree}`)
  output.say(`base         ${request.base.commit}`)
  output.say(`policy       sha256:${request.policyDigest}`)
  output.say(`request      sha256:${requestSha256}`)
  output.say(`run          sha256:${runStatementSha256}`)
  output.say(`until        ${request.expiresAt}`)
}
