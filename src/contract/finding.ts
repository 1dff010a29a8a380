import * as z from 'zod'

/** Everything that verification can have to say. Ids are frozen: added to, never renamed or reused. */
export const FINDINGS = {
  'bundle-unreadable': 'the bundle, or a file of it, could not be read',
  'file-missing': 'a file that the report lists, or that every bundle has, is not there',
  'file-unlisted': 'a file is there that the report does not list',
  'file-not-regular': 'something in the bundle is not a regular file or folder',
  'digest-mismatch': 'the bytes of a file are not those that were sealed',
  'json-invalid': 'a file is not the JSON that it must be',
  'json-not-canonical': 'signed JSON is not in its canonical form',
  'schema-invalid': 'a file does not have the form of its schema',
  'version-unknown': 'a file is of a version that this verifier does not know',
  'statement-missing': 'a signed statement is not there',
  'signature-invalid': 'a signature does not hold',
  'key-untrusted': 'a statement is signed by a key that is not trusted for it',
  'subject-mismatch': 'a statement is about other bytes than those in the bundle',
  'statement-mismatch': 'a statement says something else than the report',
  'event-invalid': 'a line of the event log is not an event',
  'chain-broken': 'the hash chain of the event log does not hold',
  'chain-head-mismatch': 'the event log does not end where the statement says',
  'event-order': 'events stand in an order that no run can have',
  'artifact-mismatch': 'the event log names other files or bytes than those that were sealed',
  'challenge-mismatch': 'the run does not answer its challenge',
  'challenge-expired': 'the run was started after its challenge had run out',
  'decision-mismatch': 'the run is not what was decided and admitted',
  'proof-invalid': 'the ledger proof does not hold',
  'report-mismatch': 'the report is not the fold of events, facts and gates',
  'report-page-mismatch': 'report.md is not what report.json renders to',
  'trace-mismatch': 'trace.jsonl is not what the events give',
  'gates-mismatch': 'the gates, evaluated again from the facts, say something else',
  'facts-mismatch': 'the facts do not agree with the files that they speak of',
  'tests-mismatch': 'the runner report does not hold what the facts say',
  'patch-mismatch': 'base and patch do not give the result tree',
  'source-mismatch': 'inputs do not have the digests that the run was bound to',
  'approval-mismatch': 'what was recorded after the seal is not what people signed about this run',
  'verdict-invalid': 'the verdict statement does not hold',
} as const
export type FindingId = keyof typeof FINDINGS
export const FINDING_IDS = Object.keys(FINDINGS) as readonly FindingId[]
export const FindingId = z.enum(FINDING_IDS as [FindingId, ...FindingId[]])

export const Finding = z.strictObject({ id: FindingId, file: z.string().optional(), message: z.string() })
export type Finding = z.infer<typeof Finding>

/** Checks that may lack what they need. `--allow-not-run` names those that may be left out. */
export const SkippableCheck = z.enum(['trees', 'trust', 'signers'])
export type SkippableCheck = z.infer<typeof SkippableCheck>
