import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import { PromotionRequest, type PromotionStatement } from '../../contract/ladder.ts'
import { nextStage, type Stage } from '../../contract/stages.ts'
import { digestOfJson, toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import { signBytes, signingCommand } from '../../signatures/index.ts'
import { checkPromotion } from '../../standing/check-promotion.ts'
import { checkStage, computeStanding } from '../../standing/standing.ts'
import type { EngineNow, PlacedPromotion } from '../../standing/standing-input.ts'
import { appendStatement } from './append-statement.ts'
import { openSignerCheck } from './person-signatures.ts'
import { engineOf, type OpenedLadder, toStage } from './read-standing.ts'

export interface PromoteRequest {
  readonly engine: string
  readonly stage: string
  /** Paths of keys that sign now. */
  readonly keys: readonly string[]
  /** Paths of signatures that were made over the request elsewhere. */
  readonly signatures: readonly string[]
}

export type PromoteAnswer =
  /** Nothing is known of its source that holds; nothing else was looked at, and nothing was appended. */
  | { readonly kind: 'not-admitted'; readonly reasons: readonly string[] }
  /** The conditions do not hold, or a signature does not; nothing was appended. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** The request waits for people to sign it. */
  | { readonly kind: 'unsigned'; readonly file: string; readonly command: string }
  | { readonly kind: 'promoted'; readonly entry: number; readonly stage: Stage }

const HOURS_TO_SIGN = 24

/** @throws ProctorError engine_unknown, usage, keys_missing */
export async function promote(ladder: OpenedLadder, request: PromoteRequest): Promise<PromoteAnswer> {
  const engine = engineOf(ladder, request.engine)
  const to = toStage(request.stage)
  if (engine.admissionProblems.length > 0) return { kind: 'not-admitted', reasons: engine.admissionProblems }
  const { stage: from } = computeStanding(ladder.input, engine)
  if (nextStage(from) !== to)
    return {
      kind: 'refused',
      reasons: [`${engine.id} stands at ${from}; the next stage is ${nextStage(from) ?? 'none'}`],
    }
  const checked = checkStage(ladder.input, engine, from)
  if (!checked.ok)
    return {
      kind: 'refused',
      reasons: checked.conditions.filter(({ ok }) => !ok).map(({ stage, message }) => `${stage}: ${message}`),
    }
  const file = join(ladder.workspace.paths.state, 'promotions', `${engine.id}-${to}.json`)
  const asked = request.keys.length > 0 || request.signatures.length > 0
  const known = request.signatures.length > 0 ? await readRequest(file) : null
  const document = known ?? toRequest(ladder, engine, from, to, checked.evidence)
  const content = Buffer.from(toCanonicalJson(document))
  if (known === null) {
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
  }
  if (!asked) {
    const shown = relative(process.cwd(), file)
    return { kind: 'unsigned', file, command: signingCommand(shown, 'promotion') }
  }
  const signatures = [
    ...(await Promise.all(request.signatures.map((path) => readFile(path, 'utf8')))),
    ...(await Promise.all(
      request.keys.map(async (key) =>
        Buffer.from(await signBytes(content, key, 'promotion')).toString('utf8'),
      ),
    )),
  ]
  return await append(ladder, engine, document, content, signatures, checked.evidence)
}

async function append(
  ladder: OpenedLadder,
  engine: EngineNow,
  document: PromotionRequest,
  content: Uint8Array,
  signatures: readonly string[],
  evidence: readonly unknown[],
): Promise<PromoteAnswer> {
  const promotedAt = new Date()
  const check = await openSignerCheck(ladder.workspace)
  const placed: PlacedPromotion = {
    index: ladder.evidence.size,
    leafHash: '0'.repeat(64),
    request: document,
    signatures: [...signatures],
    promotedAt: promotedAt.toISOString(),
    signers: await check(content, signatures, promotedAt),
  }
  const input = { ...ladder.input, now: promotedAt }
  const reasons = checkPromotion(input, engine, placed)
  if (document.evidenceDigest !== digestOfJson(evidence))
    reasons.unshift('what was signed is not the evidence of now')
  if (reasons.length > 0) return { kind: 'refused', reasons }
  const statement: PromotionStatement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'promotion-request.json', digest: { sha256: sha256(content) } }],
    predicateType: PREDICATE_TYPES.promotion,
    predicate: { request: document, signatures: [...signatures], promotedAt: placed.promotedAt },
  }
  return { kind: 'promoted', entry: await appendStatement(ladder.workspace, statement), stage: document.to }
}

function toRequest(
  ladder: OpenedLadder,
  engine: EngineNow,
  from: Stage,
  to: Stage,
  evidence: PromotionRequest['evidence'] | readonly PromotionRequest['evidence'][number][],
): PromotionRequest {
  const now = new Date()
  return {
    workspaceId: ladder.workspaceId,
    engine: engine.id,
    from,
    to,
    context: engine.context,
    evidenceDigest: digestOfJson(evidence),
    evidence: [...evidence],
    nonce: randomBytes(32).toString('hex'),
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + HOURS_TO_SIGN * 3_600_000).toISOString(),
  }
}

/** The request that was signed, as it was written. */
async function readRequest(file: string): Promise<PromotionRequest> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    throw new ProctorError('path_missing', `${file}: no promotion was asked for yet`, {
      hint: 'run the command without signatures first',
    })
  }
  const parsed = PromotionRequest.safeParse(JSON.parse(text))
  if (parsed.success && toCanonicalJson(parsed.data) === text) return parsed.data
  throw new ProctorError('config_invalid', `${file}: this is not a promotion request as it was written`)
}
