// Promises: one engine, admitted and decided on like any other, is asked what it thinks of a patch that it did not write.
// Must not: let it change what was measured, count anything but one clear answer, or mix its traffic with the author's.
// Called by: review.ts.
import { mkdir, readFile, rm } from 'node:fs/promises'
import type { ProcessExit } from '../contract/facts.ts'
import { GatewayRecord } from '../contract/gateway-log.ts'
import type { EngineReviewer, ReviewAnswer, ReviewFacts } from '../contract/review.ts'
import { decidePermission } from '../engines/permission.ts'
import { errnoOf, isProctorError } from '../kernel/proctor-error.ts'
import { isSameModel } from '../policy/why-not-another.ts'
import type { Mount, SandboxSpec } from '../sandbox/index.ts'
import { type AdmittedReviewer, admitReviewer } from './admit-reviewer.ts'
import type { StartedRun } from './begin.ts'
import { adapterOf, policyOf, sourceChanged, toContext, toSpec } from './execute.ts'
import { giveFolder } from './give-folder.ts'
import type { Spoken } from './interpret-output.ts'
import { INSIDE } from './layout.ts'
import { openModelGateway } from './open-model-gateway.ts'
import { parseReviewAnswer } from './parse-review-answer.ts'
import { recordOutput } from './record-output.ts'

type Engine = NonNullable<ReviewFacts['engine']>
type PrepareContext = Awaited<ReturnType<typeof toContext>>
type Said = Pick<ReviewFacts, 'verdict' | 'reasons' | 'problem'>

/** @param mounts result tree and patch, read-only */
export async function askEngine(
  run: StartedRun,
  reviewer: EngineReviewer,
  mounts: readonly Mount[],
): Promise<ReviewFacts> {
  const admitted = await admitReviewer(run, reviewer)
  const answer = admitted.ok ? await start(run, admitted.run, reviewer, mounts) : null
  const said = answer?.said ?? none(admitted.ok ? 'it was not asked' : admitted.problem)
  return { reviewer: reviewer.id, kind: 'engine', engine: toEngine(run, reviewer, admitted, answer), ...said }
}

interface Answer {
  readonly said: Said
  readonly usage: Engine['usage']
}

function toEngine(
  run: StartedRun,
  { engine: id }: EngineReviewer,
  { decision }: AdmittedReviewer,
  answer: Answer | null,
): Engine {
  const model = run.workspace.config.engines.find((one) => one.id === id)?.model ?? null
  const usage = answer?.usage ?? null
  if (decision === null) return { id, model, admissionDigest: null, usage }
  const { candidate, facts, record } = decision
  return { id, model, admissionDigest: candidate.recordDigest, decision: { facts, record }, usage }
}

function none(problem: string): Said {
  return { verdict: 'none', reasons: [], problem }
}

async function start(
  author: StartedRun,
  run: StartedRun,
  reviewer: EngineReviewer,
  mounts: readonly Mount[],
): Promise<Answer> {
  // A harness that died over the same review may have left its socket there.
  await rm(run.folders.sockets, { recursive: true, force: true })
  await mkdir(run.folders.sockets, { recursive: true, mode: 0o711 })
  await mkdir(run.folders.root, { mode: 0o755 })
  await mkdir(run.folders.home, { mode: 0o700 })
  if (run.scenario !== null) await run.bundle.write(`raw/review-${reviewer.id}.scenario.json`, run.scenario)
  const log = `raw/review-${reviewer.id}.gateway.jsonl`
  const opened = await openModelGateway(run, { log, exchanges: `raw/review-${reviewer.id}.exchanges.jsonl` })
  try {
    const context = await toContext(run, opened)
    const plan = await adapterOf(run).prepare(context)
    if (run.owner !== undefined) await giveFolder(run.folders.home, run.owner)
    const home: Mount = { from: run.folders.home, to: INSIDE.home, mode: 'rw' }
    const spec = toSpec(run, plan, opened, [...mounts, home])
    const [changed] = await sourceChanged(run)
    if (changed !== undefined) return { said: none(changed.message), usage: null }
    const said = await converse(run, reviewer, spec, context)
    await opened?.gateway.close()
    if (opened === null) return { said, usage: null }
    const { requests, inputTokens, outputTokens } = opened.gateway.facts()
    const shared = await sharedModel(author, log)
    return {
      said: shared === null ? said : none(`it asked ${shared}, a model of the author`),
      usage: { requests, inputTokens, outputTokens },
    }
  } catch (error) {
    // An adapter that can't be launched as it is configured.
    if (isProctorError(error, 'config_invalid', 'config_unreadable'))
      return { said: none(error.message), usage: null }
    throw error
  } finally {
    await opened?.gateway.close()
  }
}

/** Whatever proctor.yaml says: a model that both asked for, as the gateways saw it. */
async function sharedModel(run: StartedRun, log: string): Promise<string | null> {
  const authors = await modelsIn(await run.bundle.place('gateway.jsonl'))
  const reviewers = await modelsIn(await run.bundle.place(log))
  return reviewers.find((model) => authors.some((other) => isSameModel(model, other))) ?? null
}

async function modelsIn(path: string): Promise<string[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
    return lines.flatMap((line) => GatewayRecord.parse(JSON.parse(line)).model ?? [])
  } catch (error) {
    // An author without a model has no such log.
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

async function converse(
  run: StartedRun,
  reviewer: EngineReviewer,
  spec: SandboxSpec,
  context: PrepareContext,
): Promise<Said> {
  const adapter = adapterOf(run)
  const heard = new Answers()
  const process = await run.sandbox.start(spec)
  const stopping = new AbortController()
  const stopListening = run.interrupts.onInterrupt((graceMs) => {
    stopping.abort()
    process.end('interrupted', graceMs)
  })
  try {
    const policy = policyOf(run)
    const recording = recordOutput(run, process, adapter.createNormaliser(policy), {
      stdout: `raw/review-${reviewer.id}.log`,
      stderr: `raw/review-${reviewer.id}.stderr.log`,
      // The events of a run are the author's: what a reviewer says stays in its log, but for its answer.
      emit: async (spoken) => heard.push(spoken),
    })
    if (process.stdin !== null && adapter.converse !== undefined) {
      const { stdin } = process
      await adapter.converse(
        {
          stdin,
          stdout: recording.lines,
          stopping: stopping.signal,
          permit: async (request) => decidePermission(policy, INSIDE.checkout, request),
        },
        context,
      )
    }
    recording.lines.resume()
    const output = await recording.done
    const failed = whyFailed(await process.exited, reviewer)
    if (failed !== null) return none(failed)
    if (output.forged.length > 0) return none('it claimed events that only the harness may write')
    if (output.stdout.truncated) return none('its output is too long')
    if (output.terminal !== 'completed') return none('it did not say that it was done')
    const answer = heard.only()
    if (typeof answer === 'string') return none(answer)
    return {
      verdict: answer.verdict === 'accept' ? 'accepted' : 'rejected',
      reasons: answer.reasons.map((reason) => run.redaction.text(reason)),
      problem: null,
    }
  } catch (error) {
    process.end('done', 0)
    throw error
  } finally {
    stopListening()
  }
}

function whyFailed(exit: ProcessExit, { timeout }: EngineReviewer): string | null {
  if (exit.timedOut || exit.silent) return `it did not answer within ${timeout} s`
  if (exit.limit !== null) return `it went over a limit: ${exit.limit}`
  if (exit.interrupted) return 'it was interrupted'
  return exit.exitCode === 0 ? null : `it ended with ${exit.signal ?? `exit code ${exit.exitCode}`}`
}

/** The answers among an engine's messages: only one verdict, and in its last message, is an answer. */
class Answers {
  #last: ReviewAnswer | null = null
  readonly #verdicts = new Set<string>()

  push({ type, data }: Spoken): void {
    if (type !== 'message.completed' || !('role' in data) || data.role !== 'agent') return
    const text = 'text' in data && typeof data.text === 'string' ? data.text : ''
    this.#last = parseReviewAnswer(text)
    if (this.#last !== null) this.#verdicts.add(this.#last.verdict)
  }

  /** The answer, or why there is none. */
  only(): ReviewAnswer | string {
    if (this.#last === null) return 'its last message is no JSON object with a verdict and reasons'
    return this.#verdicts.size === 1 ? this.#last : 'it gave one verdict after another'
  }
}
