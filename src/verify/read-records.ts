import { Event } from '../contract/event.ts'
import type { Finding } from '../contract/finding.ts'
import { AFTER_SEAL_TYPES, type AfterSealDraft, toAfterSealLine } from '../kernel/after-seal.ts'
import { chainLink } from '../kernel/event-chain.ts'
import { laterVerdictPath } from '../kernel/verdict-statement.ts'
import type { BundleListing } from './bundle-files.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { toLines } from './lines.ts'
import { readJsonLines } from './read-json-lines.ts'

/** One record of `approvals/`, as bytes: a line, what was signed if somebody signed, and the ledger's proof. */
export interface RawRecord {
  readonly event: Event & AfterSealDraft
  readonly line: string
  readonly document: Uint8Array | null
  readonly signature: Uint8Array | null
  readonly proof: Uint8Array
  /** The verifier's word on what the record decided, if it was given. */
  readonly verdict: Uint8Array | null
}

export interface RecordsInput {
  readonly listing: BundleListing
  /** Bytes of what stands in approvals/. */
  readonly documents: ReadonlyMap<string, Uint8Array>
  readonly runId: string
  /** Link of the last sealed event, and how many there are. */
  readonly head: string
  readonly count: number
}

/** Reads what was recorded after the seal: every line chained to the sealed log, its files there, and no file more. */
export function readRecords(input: RecordsInput): {
  readonly records: readonly RawRecord[]
  readonly findings: readonly Finding[]
} {
  const { documents, listing } = input
  const log = documents.get(FILES.records)
  const findings: Finding[] = []
  const records: RawRecord[] = []
  const named = new Set<string>([FILES.request, ...(log === undefined ? [] : [FILES.records])])
  const read =
    log === undefined
      ? { values: [], findings: [] }
      : readJsonLines<Event>(FILES.records, log, Event, 'event-invalid')
  if (log?.length === 0) findings.push(finding('event-invalid', FILES.records, 'it is empty'))
  findings.push(...read.findings)
  const lines = read.findings.length === 0 && log !== undefined ? toLines(log) : []
  let { head } = input
  for (const [index, event] of (read.findings.length === 0 ? read.values : []).entries()) {
    const line = Buffer.from(lines[index] ?? new Uint8Array()).toString('utf8')
    const why = whyNotNext(input, event, line, index, head)
    head = chainLink(line)
    if (why !== null) {
      findings.push(finding(why.id, FILES.records, `line ${index + 1}: ${why.message}`))
      continue
    }
    const own = event as Event & AfterSealDraft
    const path = `${FILES.approvals}/${event.sequence}`
    const parts = { document: `${path}.json`, signature: `${path}.json.sig`, proof: `${path}.proof` }
    const needed = isSigned(own) ? Object.values(parts) : [parts.proof]
    const verdict = laterVerdictPath(event.sequence)
    for (const name of [...needed, verdict]) named.add(name)
    const missing = needed.filter((name) => !documents.has(name))
    for (const name of missing)
      findings.push(finding('file-missing', name, 'a line of the records speaks of it'))
    const proof = documents.get(parts.proof)
    if (missing.length > 0 || proof === undefined) continue
    const [document = null, signature = null] = isSigned(own)
      ? [documents.get(parts.document), documents.get(parts.signature)]
      : []
    records.push({ event: own, line, document, signature, proof, verdict: documents.get(verdict) ?? null })
  }
  // What nobody could read whole names nothing: then the log itself is the finding.
  for (const { path, kind } of findings.length > 0 && log !== undefined ? [] : listing.entries) {
    if (kind !== 'folder' && isRecordPath(path) && !named.has(path))
      findings.push(finding('file-unlisted', path, 'no record speaks of it'))
  }
  return { records, findings }
}

/** A file below approvals/ that the seal does not list. */
export function isRecordPath(path: string): boolean {
  return path.startsWith(`${FILES.approvals}/`) && path !== FILES.request
}

export function isSigned({ type, data }: AfterSealDraft): boolean {
  if (type === 'delivery.recorded') return false
  return data.statementDigest !== null
}

function whyNotNext(
  { runId, count }: RecordsInput,
  event: Event,
  line: string,
  index: number,
  head: string,
): { readonly id: 'event-order' | 'chain-broken' | 'event-invalid'; readonly message: string } | null {
  if (!AFTER_SEAL_TYPES.some((type) => type === event.type))
    return { id: 'event-order', message: `${event.type} after the seal` }
  if (event.prevhash !== head) return { id: 'chain-broken', message: 'it is not chained to the line before' }
  const expected = toAfterSealLine(runId, count + index, head, event.time, event as Event & AfterSealDraft)
  return line === expected
    ? null
    : { id: 'event-invalid', message: 'it is not written as it follows from its parts' }
}
