// Promises: each reviewer that policy names is asked once, with a checkout of the result that nobody else sees.
// Must not: let a reviewer change what was measured, or take silence, a crash or bad form for an answer.
// Called by: measure.ts.
import { chmod, copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandReviewer, EngineReviewer, ReviewFacts } from '../contract/review.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Mount } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { INSIDE } from './layout.ts'
import { parseReviewAnswer } from './parse-review-answer.ts'
import { askEngine } from './review-by-engine.ts'
import { PATCH_INSIDE } from './review-instruction.ts'
import { runCommand } from './run-command.ts'
import { toSandboxSpec } from './sandbox-spec.ts'

/** Longest standard output of a reviewer that is read. */
const MAX_ANSWER = 1024 * 1024

/** @param tree the result tree; reviews are of what was measured, and not of what the engine left */
export async function askReviewers(run: StartedRun, tree: string): Promise<ReviewFacts[]> {
  const reviews: ReviewFacts[] = []
  for (const reviewer of run.workspace.config.policy.reviewers) {
    if (run.interrupts.cause !== null) break
    // A person is asked after the seal, when no process has to wait.
    if (reviewer.kind === 'person') continue
    run.progress('measure', `review by ${reviewer.id}`)
    await run.events.append('review.requested', 'harness', { reviewer: reviewer.id, kind: reviewer.kind })
    const review = await askOne(run, reviewer, tree)
    reviews.push(review)
    const said = {
      reviewer: reviewer.id,
      kind: reviewer.kind,
      reasons: review.reasons,
      statementDigest: null,
    }
    if (review.verdict === 'accepted') await run.events.append('review.accepted', 'harness', said)
    if (review.verdict === 'rejected') await run.events.append('review.rejected', 'harness', said)
  }
  return reviews
}

async function askOne(
  run: StartedRun,
  reviewer: CommandReviewer | EngineReviewer,
  tree: string,
): Promise<ReviewFacts> {
  const checkout = await run.repository.open(tree, {
    path: run.folders.fresh(`review-${reviewer.id}`),
    owner: run.owner,
    engineGit: false,
    maxBytes: run.workspace.config.policy.limits.checkoutBytes,
  })
  try {
    const patch = join(run.folders.root, `review-${reviewer.id}.diff`)
    await copyFile(await run.bundle.place('patch.diff'), patch)
    await chmod(patch, 0o644)
    const mounts: readonly Mount[] = [
      { from: checkout.path, to: INSIDE.checkout, mode: 'ro' },
      { from: patch, to: PATCH_INSIDE, mode: 'ro' },
    ]
    return reviewer.kind === 'engine'
      ? await askEngine(run, reviewer, mounts)
      : await askCommand(run, reviewer, mounts)
  } finally {
    await checkout.close()
  }
}

async function askCommand(
  run: StartedRun,
  reviewer: CommandReviewer,
  mounts: readonly Mount[],
): Promise<ReviewFacts> {
  const argv = reviewer.command.map((argument) => argument.replaceAll('{patch}', PATCH_INSIDE))
  const [program, ...rest] = argv
  if (program === undefined) throw new ProctorError('bug', 'a reviewer command is never empty')
  const spec = toSandboxSpec(run, {
    argv: [program, ...rest],
    mounts,
    wallSeconds: reviewer.timeout,
    silenceSeconds: null,
  })
  const answer = `raw/review-${reviewer.id}.out`
  const { exit, stdout } = await runCommand(run, spec, {
    combined: `raw/review-${reviewer.id}.log`,
    stdout: answer,
  })
  const none = (problem: string): ReviewFacts => ({ ...toReview(reviewer), verdict: 'none', problem })
  if (exit.timedOut) return none(`it did not answer within ${reviewer.timeout} s`)
  if (exit.exitCode !== 0) return none(`it ended with ${exit.signal ?? `exit code ${exit.exitCode}`}`)
  if (stdout === null || stdout.bytes > MAX_ANSWER) return none('its answer is too long')
  return readAnswer(reviewer, await readFile(await run.bundle.place(answer), 'utf8'))
}

function toReview({ id, kind }: CommandReviewer): ReviewFacts {
  return { reviewer: id, kind, verdict: 'none', reasons: [], problem: null }
}

function readAnswer(reviewer: CommandReviewer, output: string): ReviewFacts {
  const answer = parseReviewAnswer(output.trimEnd().split('\n').at(-1) ?? '')
  if (answer === null) {
    return { ...toReview(reviewer), problem: 'its last line is no JSON object with a verdict and reasons' }
  }
  const { verdict, reasons } = answer
  return { ...toReview(reviewer), verdict: verdict === 'accept' ? 'accepted' : 'rejected', reasons }
}
