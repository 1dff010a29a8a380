/** Fixed names of a bundle. */
export const FILES = {
  report: 'report.json',
  page: 'report.md',
  events: 'events.normalized.jsonl',
  patch: 'patch.diff',
  testLog: 'test.log',
  trace: 'trace.jsonl',
  facts: 'facts.json',
  stdout: 'raw/stdout.log',
  stderr: 'raw/stderr.log',
  setupLog: 'raw/setup.log',
  gatewayLog: 'gateway.jsonl',
  task: 'inputs/task.json',
  policy: 'inputs/policy.json',
  admission: 'inputs/admission.json',
  challenge: 'inputs/challenge.sigstore.json',
  decision: 'inputs/decision.sigstore.json',
  decisionFacts: 'inputs/decision-facts.json',
  testReport: 'test-report/report',
  baseReport: 'test-report/base',
  canaryReport: 'test-report/canary',
  hiddenReport: 'test-report/hidden',
  hiddenLog: 'test-report/hidden.log',
  run: 'attestations/run.sigstore.json',
  provenance: 'attestations/provenance.sigstore.json',
  testResult: 'attestations/test-result.sigstore.json',
  verdict: 'attestations/verdict.sigstore.json',
  proof: 'ledger.proof',
  approvals: 'approvals',
  request: 'approvals/request.json',
  records: 'approvals/events.jsonl',
} as const

/** Sealed after the report or by others: under a signature of their own and not in the report's digests. */
export const OUTSIDE_DIGESTS: readonly string[] = [
  FILES.report,
  FILES.run,
  FILES.provenance,
  FILES.testResult,
  FILES.verdict,
  FILES.proof,
]

/** What every bundle holds, refused runs included. */
export const ALWAYS_THERE: readonly string[] = [
  FILES.report,
  FILES.page,
  FILES.events,
  FILES.patch,
  FILES.testLog,
  FILES.trace,
  FILES.facts,
  FILES.stdout,
  FILES.stderr,
  FILES.task,
  FILES.policy,
  FILES.admission,
  FILES.challenge,
  FILES.decision,
  FILES.run,
  FILES.provenance,
  FILES.proof,
]

export const FOLDERS: readonly string[] = ['inputs', 'raw', 'test-report', 'attestations', FILES.approvals]

/** Read whole and looked into; whatever else is sealed is only digested. */
export const READ_WHOLE: readonly string[] = [
  ...ALWAYS_THERE.filter((path) => path !== FILES.testLog && !path.startsWith('raw/')),
  FILES.decisionFacts,
  FILES.request,
  FILES.gatewayLog,
  FILES.testResult,
  FILES.verdict,
  FILES.testReport,
  FILES.baseReport,
  FILES.canaryReport,
  FILES.hiddenReport,
]
