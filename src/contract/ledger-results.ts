import * as z from 'zod'
import { Count, Sha256 } from './ids.ts'

/** What can be wrong with a ledger. Closed: added to, never renamed. */
export const LEDGER_FINDINGS = {
  'log-missing': 'there is no log',
  'checkpoint-missing': 'there is no checkpoint',
  'checkpoint-invalid': 'the checkpoint is not signed by the ledger key, or is of another ledger',
  truncated: 'the log holds fewer entries than its checkpoint covers',
  rewritten: 'the entries of the log are not those that its checkpoint covers',
  'rolled-back': 'a remembered checkpoint covers more entries than the ledger has now',
  forked: 'a remembered checkpoint covers other entries than the ledger has now',
  'remembered-invalid': 'a remembered checkpoint can not be relied on',
  'key-window': 'trust.json and the key rotations of the ledger disagree',
  'entry-invalid': 'an entry breaks the rules of the ledger, such as a challenge that is used twice',
} as const satisfies Record<string, string>
export type LedgerFindingId = keyof typeof LEDGER_FINDINGS
const LedgerFindingId = z.enum(Object.keys(LEDGER_FINDINGS) as [LedgerFindingId, ...LedgerFindingId[]])

export const LedgerFinding = z.strictObject({
  id: LedgerFindingId,
  message: z.string(),
  /** Index of the entry; null when it is about none. */
  entry: Count.nullable(),
})
export type LedgerFinding = z.infer<typeof LedgerFinding>

/** `proctor ledger verify --json` */
export const LedgerVerifyResult = z.strictObject({
  ok: z.boolean(),
  /** As the checkpoint says; null when there is none to rely on. */
  head: z.strictObject({ size: Count, rootHash: Sha256 }).nullable(),
  /** Remembered checkpoints that hold. */
  remembered: Count,
  /** Bytes behind the last acknowledged entry, left by an append that was cut short; the next append keeps them aside. */
  tornBytes: Count,
  /** File of the checkpoint that was put into `checkpoints/`; null when none was. */
  written: z.string().nullable(),
  findings: z.array(LedgerFinding),
})
export type LedgerVerifyResult = z.infer<typeof LedgerVerifyResult>
