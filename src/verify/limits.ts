const MiB = 1024 * 1024

/** What the verifier reads and holds at most. Beyond it a file counts as unreadable, which is a finding. */
export const LIMITS = {
  list: { entries: 20_000, depth: 16 },
  /** Whole JSON documents and statements. */
  documentBytes: 32 * MiB,
  statementBytes: 16 * MiB,
  /** Files of approvals/ that were recorded after the seal. */
  records: 1_000,
  recordBytes: 1 * MiB,
  /** Files that are read line by line or compared as they are. */
  logBytes: 128 * MiB,
  patchBytes: 512 * MiB,
  testReportBytes: 64 * MiB,
  lineBytes: 16 * MiB,
  /** Nesting and number of values of JSON, checked before anything parses it. */
  jsonDepth: 64,
  jsonValues: 1_000_000,
  /** Findings of one check; the rest is counted. */
  findings: 100,
} as const
