// Promises: the task's test command, run by us in a clean checkout of a tree, in the sandbox without network.
// Must not: take anything from the engine's checkout, or a report that was not written by this invocation.
// Called by: measure.ts, baseline.ts, canary.ts, hidden-tests.ts.
import { randomBytes } from 'node:crypto'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessExit, TestFacts } from '../contract/facts.ts'
import type { TaskTest } from '../contract/task.ts'
import { sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { readTestReport, type TestId } from '../testreport/read-test-report.ts'
import type { LaidFile } from '../workspace/read-hidden-tests.ts'
import type { StartedRun } from './begin.ts'
import type { Dependencies } from './dependencies.ts'
import { layOver } from './lay-over.ts'
import { INSIDE } from './layout.ts'
import { noteRedaction } from './note-redaction.ts'
import { makeMountPoints } from './prepare.ts'
import { readReportFile } from './read-report-file.ts'
import { runCommand } from './run-command.ts'
import { toSandboxSpec } from './sandbox-spec.ts'

export interface Invocation {
  /** Names the folders and the files. */
  readonly name: 'result' | 'base' | 'canary' | 'hidden'
  readonly tree: string
  /** File of the bundle that gets the runner's report. */
  readonly reportPath: string
  /** File of the bundle that gets the output of both streams. */
  readonly logPath: string
  /** Files laid over the tree before the tests. */
  readonly overlay?: readonly LaidFile[]
}

export interface TestOutcome {
  readonly exit: ProcessExit
  readonly reportFile: TestFacts['reportFile']
  readonly report: TestFacts['report']
  readonly cases: readonly TestId[]
  readonly logSha256: string
  /** Tracked files that are not as in the tree after the tests. */
  readonly changedAfter: readonly string[]
}

const REPORT = '{report}'

export async function runTests(
  run: StartedRun,
  test: TaskTest,
  dependencies: Dependencies,
  invocation: Invocation,
): Promise<TestOutcome> {
  const checkout = await run.repository.open(invocation.tree, {
    path: run.folders.fresh(`tests-${invocation.name}`),
    owner: run.owner,
    engineGit: false,
    maxBytes: run.workspace.config.policy.limits.checkoutBytes,
  })
  try {
    await layOver(checkout.path, invocation.overlay ?? [], run.owner)
    await makeMountPoints(run, checkout.path, run.task.setup?.produces ?? [])
    const reports = run.folders.fresh(`reports-${invocation.name}`)
    await mkdir(reports, { mode: 0o700 })
    if (run.owner !== undefined) await chown(reports, run.owner.uid, run.owner.gid)
    const reportName = randomBytes(16).toString('hex')
    const toFile = test.command.some((argument) => argument.includes(REPORT))
    const argv = test.command.map((argument) =>
      argument.replaceAll(REPORT, `${INSIDE.reports}/${reportName}`),
    )
    const [program, ...rest] = argv
    if (program === undefined) throw new ProctorError('bug', 'a test command is never empty')
    const spec = toSandboxSpec(run, {
      argv: [program, ...rest],
      mounts: [
        { from: checkout.path, to: INSIDE.checkout, mode: 'rw' },
        { from: reports, to: INSIDE.reports, mode: 'rw' },
        ...dependencies.mounts,
      ],
      wallSeconds: test.timeout,
      silenceSeconds: null,
    })
    const files = toFile
      ? { combined: invocation.logPath }
      : { combined: invocation.logPath, stdout: invocation.reportPath }
    const { exit, log } = await runCommand(run, spec, files)
    const { limits } = run.workspace.config.policy
    const file = toFile
      ? await readOwnReport(run, join(reports, reportName), invocation.reportPath)
      : await readReportFile(await run.bundle.place(invocation.reportPath), limits.outputBytes)
    if (toFile) await run.bundle.write(invocation.reportPath, file.bytes)
    const { report, ids: cases } = readTestReport(test.report, file.bytes)
    const after = await checkout.changes()
    return {
      exit,
      reportFile: {
        source: toFile ? 'file' : 'stdout',
        fresh: file.problem === null,
        bytes: file.bytes.byteLength,
        sha256: sha256(file.bytes),
      },
      report: file.problem === null ? report : { ...report, problems: [file.problem, ...report.problems] },
      cases,
      logSha256: log.sha256,
      changedAfter: after.changedFiles
        .filter(({ change }) => change !== 'added')
        .map(({ path }) => path)
        .filter((path) => invocation.overlay?.some((laid) => laid.path === path) !== true),
    }
  } finally {
    await checkout.close()
  }
}

/** The file that the runner wrote, as it goes into the bundle: without secrets, before anybody counts or digests it. */
async function readOwnReport(run: StartedRun, path: string, name: string) {
  const file = await readReportFile(path, run.workspace.config.policy.limits.artifactBytes)
  const { bytes, counts } = run.redaction.whole(file.bytes)
  await noteRedaction(run, name, counts)
  return { ...file, bytes }
}
