// Promises: a challenge, decision or run in the exact text that proctor writes, recognised without parsing it; nothing else.
// Must not: match bytes that are not the canonical JSON of a statement, or of the whole schema where a rule speaks of it:
// what does not match is parsed and judged in full.
// Called by: ruled-entry.ts, for every entry of a long log.
import { BLOCKER_CODES } from '../contract/blockers.ts'
import { COMPLETENESS } from '../contract/completeness.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../contract/ids.ts'
import type { RuledEntry } from './challenges.ts'

/** Text of JSON: words and punctuation, for a pattern. */
const plain = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const listOf = (item: string): string => `\\[(?:${item}(?:,${item})*)?\\]`
const oneOf = (words: readonly string[]): string => `(?:${words.map(plain).join('|')})`

// Narrower than the schemas wherever that is simpler: a match must never be more than they allow.
const HEX_64 = '[0-9a-f]{64}'
const OID = '[0-9a-f]{40}(?:[0-9a-f]{24})?'
const COUNT = '(?:0|[1-9][0-9]{0,14})'
const SLUG = '[a-z0-9][a-z0-9._-]{0,63}'
const TIME = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z'
const RUN_ID = '[0-9]{8}t[0-9]{6}z-[0-9a-f]{10}'
const ID = '[0-9a-f]{32}'
const HEAD = `\\{"rootHash":"${HEX_64}","size":${COUNT}\\}`
/** Printable ASCII that JSON writes as it is. */
const NAME = '[ !#-\\[\\]-~]+'
const SUBJECT = `\\{"digest":\\{"[a-zA-Z0-9]+":"[0-9a-f]+"\\},"name":"${NAME}"\\}`

const statement = (predicateType: string, predicate: string): RegExp =>
  new RegExp(
    `^\\{"_type":"${plain(STATEMENT_TYPE)}","predicate":\\{${predicate}\\},"predicateType":"${plain(predicateType)}",` +
      `"subject":\\[${SUBJECT}(?:,${SUBJECT})*\\]\\}$`,
  )

const CHALLENGE = statement(
  PREDICATE_TYPES.challenge,
  `"base":\\{"commit":"(${OID})","repository":"(${SLUG})","tree":"(${OID})"\\},"challengeId":"(${ID})",` +
    `"engine":"${SLUG}","issuedAt":"${TIME}","ledgerHead":${HEAD},"nonce":"(${HEX_64})","notAfter":"(${TIME})",` +
    `"policyDigest":"${HEX_64}","runId":"(${RUN_ID})","seq":(${COUNT}),"taskDigest":"${HEX_64}"`,
)

const BLOCKER = `"${oneOf(BLOCKER_CODES)}"`
const RUN = statement(
  PREDICATE_TYPES.run,
  `"backendExit":\\{"code":(?:null|0|-?[1-9][0-9]{0,9}),"signal":(?:null|"SIG[A-Z0-9]{1,12}")\\},` +
    `"base":\\{"commit":"(${OID})","tree":"(${OID})"\\},"blockers":${listOf(BLOCKER)},` +
    `"chainHead":"${HEX_64}","challengeId":"(${ID})","changedFiles":${COUNT},` +
    `"completeness":"(${oneOf(COMPLETENESS)})","ledgerHead":${HEAD},"nonce":"(${HEX_64})",` +
    `"patchSha256":"${HEX_64}","resultTree":(?:null|"${OID}"),"runId":"(${RUN_ID})","seq":(${COUNT}),` +
    `"status":"(pass|fail)"`,
)

const TEXT = '"[ !#-\\[\\]-~]*"'
const REASON = `\\{"code":${TEXT},(?:"hint":${TEXT},)?"message":${TEXT}\\}`
const DECISION = statement(
  PREDICATE_TYPES.decision,
  `"decision":\\{"denied":${listOf(`\\{"engine":${TEXT},"reasons":${listOf(REASON)}\\}`)},"escalation":${TEXT},` +
    `"expiresAt":${TEXT},"factsDigest":${TEXT},"mutationMode":${TEXT},"policyDigest":${TEXT},` +
    `"reasons":${listOf(TEXT)},"requiredGates":${listOf(TEXT)},"riskClass":${TEXT},` +
    `"selected":(?:null|${TEXT})\\},"nonce":${TEXT},"runId":${TEXT}`,
)

/**
 * What the rules need of an entry in the text that proctor writes: null where no rule speaks of it, undefined for every
 * other text, whatever it says.
 */
export function readShapedEntry(entry: Uint8Array): RuledEntry | null | undefined {
  // One character for each byte: the patterns match nothing beyond ASCII.
  const text = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('latin1')
  return readChallenge(text) ?? readRun(text) ?? (DECISION.test(text) ? null : undefined)
}

function readChallenge(text: string): RuledEntry | undefined {
  const [
    ,
    commit = '',
    repository = '',
    tree = '',
    challengeId = '',
    nonce = '',
    notAfter = '',
    runId = '',
    seq,
  ] = CHALLENGE.exec(text) ?? []
  if (seq === undefined) return undefined
  const base = { repository, commit, tree }
  return { kind: 'challenge', challenge: { challengeId, nonce, seq: Number(seq), notAfter, runId, base } }
}

function readRun(text: string): RuledEntry | undefined {
  const [, commit = '', tree = '', challengeId = '', completeness, nonce = '', runId = '', seq, status] =
    RUN.exec(text) ?? []
  if (status !== 'pass' && status !== 'fail') return undefined
  const known = COMPLETENESS.find((word) => word === completeness)
  if (known === undefined) return undefined
  const base = { commit, tree }
  return {
    kind: 'run',
    run: { challengeId, nonce, seq: Number(seq), runId, base, status, completeness: known },
  }
}
