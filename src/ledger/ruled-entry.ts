import * as z from 'zod'
import { AfterSealStatement } from '../contract/approval.ts'
import { PREDICATE_TYPES } from '../contract/ids.ts'
import { ChallengeStatement, RunStatement } from '../contract/statement.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'
import type { RuledEntry } from './challenges.ts'
import { readShapedEntry } from './entry-shapes.ts'

const OWN_TYPE = Buffer.from('"predicateType":"urn:proctor:predicate:')
const NO_FORM = {
  challenge: 'a challenge that does not have the form of its schema',
  run: 'a run statement that does not have the form of its schema',
  record: 'a record of after the seal that does not have the form of its schema',
}

const challengeShape = ChallengeStatement.shape.predicate.shape
const runShape = RunStatement.shape.predicate.shape
/** What the rules need, and nothing else looked at. */
const RuledChallenge = z.object({
  challengeId: challengeShape.challengeId,
  nonce: challengeShape.nonce,
  seq: challengeShape.seq,
  notAfter: challengeShape.notAfter,
  runId: challengeShape.runId,
  base: challengeShape.base,
})
const RuledRun = z.object({
  challengeId: runShape.challengeId,
  nonce: runShape.nonce,
  seq: runShape.seq,
  runId: runShape.runId,
  base: runShape.base,
  status: runShape.status,
  completeness: runShape.completeness,
})

const { runId, sequence } = AfterSealStatement.shape.predicate.shape
const RuledRecord = z.object({ runId, sequence })

/** For an entry that is about to be appended: canonical, and of the whole schema. Undefined when no rule speaks of it. */
export function readRuledEntry(entry: Uint8Array): RuledEntry | undefined {
  if (!mayBeRuled(entry)) return undefined
  const value = parseCanonicalJson(entry)
  const type = predicateTypeOf(value)
  if (type === PREDICATE_TYPES.challenge) {
    const parsed = ChallengeStatement.safeParse(value)
    if (parsed.success) return { kind: 'challenge', challenge: parsed.data.predicate }
    return { kind: 'unreadable', reason: NO_FORM.challenge }
  }
  if (type === PREDICATE_TYPES.run) {
    const parsed = RunStatement.safeParse(value)
    if (parsed.success) return { kind: 'run', run: parsed.data.predicate }
    return { kind: 'unreadable', reason: NO_FORM.run }
  }
  if (type === PREDICATE_TYPES.afterSeal) {
    const parsed = AfterSealStatement.safeParse(value)
    if (parsed.success) return { kind: 'record', record: parsed.data.predicate }
    return { kind: 'unreadable', reason: NO_FORM.record }
  }
  return undefined
}

/**
 * For an entry of the log, whose form was judged when it was appended: reads only what the rules need, several times as
 * fast. Undefined when no rule speaks of it.
 */
export function readLoggedEntry(entry: Uint8Array): RuledEntry | undefined {
  const shaped = readShapedEntry(entry)
  if (shaped !== undefined) return shaped ?? undefined
  return mayBeRuled(entry) ? toRuledEntry(parseOrUndefined(entry)) : undefined
}

/** The same of a value that was parsed already. */
export function toRuledEntry(value: unknown): RuledEntry | undefined {
  const type = predicateTypeOf(value)
  if (type === PREDICATE_TYPES.challenge) {
    const parsed = RuledChallenge.safeParse(predicateOf(value))
    if (parsed.success) return { kind: 'challenge', challenge: parsed.data }
    return { kind: 'unreadable', reason: NO_FORM.challenge }
  }
  if (type === PREDICATE_TYPES.run) {
    const parsed = RuledRun.safeParse(predicateOf(value))
    if (parsed.success) return { kind: 'run', run: parsed.data }
    return { kind: 'unreadable', reason: NO_FORM.run }
  }
  if (type === PREDICATE_TYPES.afterSeal) {
    const parsed = RuledRecord.safeParse(predicateOf(value))
    if (parsed.success) return { kind: 'record', record: parsed.data }
    return { kind: 'unreadable', reason: NO_FORM.record }
  }
  return undefined
}

/** Far cheaper than to parse an entry: canonical JSON leaves no other way to write this. */
function mayBeRuled(entry: Uint8Array): boolean {
  return Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).includes(OWN_TYPE)
}

function parseOrUndefined(entry: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function predicateTypeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'predicateType' in value
    ? value.predicateType
    : undefined
}

function predicateOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'predicate' in value ? value.predicate : undefined
}
