import type { Facts, PatchFacts, SourceState, TestFacts, VendorFacts } from '../contract/facts.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { ReviewFacts } from '../contract/review.ts'
import { overBudget } from '../gates/budget.ts'
import { sha256 } from '../kernel/digest.ts'
import { peopleNeeded } from '../kernel/people-needed.ts'
import { scanPatch } from '../patchscan/scan-patch.ts'
import { compareWithBase } from './baseline.ts'
import { EVENT_LOG, type StartedRun } from './begin.ts'
import { type MadeBy, made } from './brand.ts'
import { runCanary } from './canary.ts'
import type { EngineRun } from './execute.ts'
import { runHiddenTests } from './hidden-tests.ts'
import type { Prepared } from './prepare.ts'
import { recordTests } from './record-tests.ts'
import { askReviewers } from './review.ts'
import { runTests } from './run-tests.ts'

export type Measured = MadeBy<'measure', { readonly facts: Facts }>

/** What another process had measured. */
export function resumeMeasured(facts: Facts): Measured {
  return made('measure')({ facts })
}

/** Patch, result tree, source repository and tests: by us, now that the engine is dead. */
export async function measure(run: StartedRun, prepared: Prepared, engineRun: EngineRun): Promise<Measured> {
  const heldBack = engineRun.provider?.failures.some(({ kind }) => kind === 'budget') === true
  for (const over of heldBack ? [] : overBudget(run.task.budget ?? null, engineRun.provider)) {
    await run.events.append('provider.budget_exceeded', 'harness', over)
  }
  const patch = await measurePatch(run, prepared, engineRun)
  const tests =
    patch === null ? await noTests(run, engineRun) : await measureTests(run, prepared, patch.resultTree)
  const reviews = patch === null ? [] : await askReviewers(run, patch.resultTree)
  const after = await run.repository.state(run.sourceBefore.bytes !== null)
  const vendor = await measureVendor(run, engineRun)
  const facts = await assembleFacts(run, prepared, engineRun, { patch, tests, reviews, after, vendor })
  return made('measure')({ facts })
}

async function measurePatch(
  run: StartedRun,
  prepared: Prepared,
  engineRun: EngineRun,
): Promise<PatchFacts | null> {
  if (prepared.checkout === null || engineRun.engine === null) {
    await run.bundle.write('patch.diff', '')
    return null
  }
  run.progress('measure', 'patch and result tree')
  const changes = await prepared.checkout.changes()
  await run.bundle.write('patch.diff', changes.patch)
  for (const file of changes.changedFiles) await run.events.append('file.changed', 'harness', file)
  return {
    resultTree: changes.resultTree,
    sha256: sha256(changes.patch),
    bytes: changes.patch.byteLength,
    changedFiles: [...changes.changedFiles],
    anomalies: [...changes.anomalies],
    ignored: changes.ignored.slice(0, 100),
    applies: changes.applies,
    content: scanPatch(changes.patch, run.workspace.config.policy.patch.secretScanBytes),
  }
}

async function noTests(run: StartedRun, engineRun: EngineRun): Promise<null> {
  const why = run.decision.refusals.length > 0 ? 'the run was refused' : 'no engine was run'
  await run.bundle.write(
    'test.log',
    `proctor: the tests were not run, since ${engineRun.engine === null ? why : 'there is no result'}\n`,
  )
  return null
}

async function measureTests(run: StartedRun, prepared: Prepared, tree: string): Promise<TestFacts | null> {
  const { test } = run.task
  if (test === undefined || run.interrupts.cause !== null) {
    await run.bundle.write('test.log', 'proctor: the tests were not run, since the run was interrupted\n')
    return null
  }
  run.progress('measure', `tests: ${test.command.join(' ')}`)
  const { dependencies } = prepared
  const outcome = await recordTests(run, 'result', test, tree, () =>
    runTests(run, test, dependencies, {
      name: 'result',
      tree,
      reportPath: 'test-report/report',
      logPath: 'test.log',
    }),
  )
  const hidden = await runHiddenTests(run, test, dependencies, tree, outcome.cases)
  return {
    argv: [...test.command],
    tree,
    exit: outcome.exit,
    reportFile: outcome.reportFile,
    report: outcome.report,
    minExecuted: test.minExecuted,
    baseline: await compareWithBase(run, test, dependencies, outcome.cases),
    changedAfter: outcome.changedAfter.slice(0, 100),
    canary: await runCanary(run, test, dependencies, tree, outcome.cases),
    ...(hidden === undefined ? {} : { hidden }),
  }
}

interface Measurements {
  readonly patch: PatchFacts | null
  readonly tests: TestFacts | null
  readonly reviews: readonly ReviewFacts[]
  readonly after: SourceState
  readonly vendor: VendorFacts | null
}

const PATHS_SHOWN = 20

/** The engine's own files again, now that nothing of it runs. */
async function measureVendor(run: StartedRun, { engine }: EngineRun): Promise<VendorFacts | null> {
  const { vendor } = run.candidate
  if (vendor === null || engine === null) return null
  const { treeSha256: after, files } = await vendor.derive()
  const { treeSha256: before, files: known } = vendor.before
  const paths = new Set([...known.keys(), ...files.keys()])
  const changed = [...paths].filter((path) => known.get(path) !== files.get(path)).sort()
  return { before, after, changed: changed.slice(0, PATHS_SHOWN) }
}

async function assembleFacts(
  run: StartedRun,
  prepared: Prepared,
  engineRun: EngineRun,
  measured: Measurements,
): Promise<Facts> {
  const { policy } = run.workspace.config
  const { vendor } = measured
  return {
    schemaVersion: SCHEMA_IDS.facts,
    runId: run.id,
    task: {
      id: run.task.id,
      digest: run.inputs.taskDigest,
      scope: run.task.scope,
      protected: [...run.repositoryConfig.protected, ...policy.protectedPaths],
      riskClass: run.decision.record.riskClass,
      hasTest: run.task.test !== undefined,
      hasCanary: run.task.test?.canary !== undefined,
      ...(run.inputs.hiddenTests === undefined ? {} : { hiddenTests: run.inputs.hiddenTests }),
      budget: run.task.budget ?? null,
    },
    repository: { id: run.repositoryConfig.id, class: run.repositoryConfig.class },
    policy: {
      digest: run.inputs.policyDigest,
      requiredGates: run.decision.record.requiredGates,
      artifactBytes: policy.limits.artifactBytes,
      patch: policy.patch,
      reviewers: policy.reviewers.filter(({ kind }) => kind !== 'person').map(({ id }) => id),
      people: peopleNeeded(policy, run.decision.record.riskClass, run.repositoryConfig.class),
      ...(policy.budget === undefined ? {} : { budget: policy.budget }),
    },
    base: run.repository.base,
    refusals: [...run.decision.refusals, ...engineRun.refusals],
    interrupted: run.interrupts.cause,
    source: { before: run.sourceBefore, after: measured.after },
    ...(vendor === null ? {} : { vendor }),
    setup: prepared.dependencies.facts,
    sandbox: engineRun.sandbox,
    engine: engineRun.engine,
    provider: engineRun.provider,
    patch: measured.patch,
    tests: measured.tests,
    reviews: [...measured.reviews],
    artifacts: (await run.bundle.artifacts([EVENT_LOG])).map(({ path, bytes }) => ({ path, bytes })),
  }
}
