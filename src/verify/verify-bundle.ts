// Promises: a bundle re-derived from its bytes, with every finding; never throws, hangs or grows for what a bundle holds.
// Must not: write, follow links, ask the network, believe what is not signed, or import the code that writes bundles.
// Called by: run/ after each seal, cli/ for `verify`.
import type { SkippableCheck } from '../contract/finding.ts'
import type { VerifyResult } from '../contract/results.ts'
import type { Trust } from '../contract/trust.ts'
import { sha256 } from '../kernel/digest.ts'
import type { BundleFiles, Digests } from './bundle-files.ts'
import { checkApprovalRequest } from './check-approval-request.ts'
import { checkArtifactEvents } from './check-artifact-events.ts'
import { checkChain } from './check-chain.ts'
import { checkChallenge } from './check-challenge.ts'
import { checkDecision } from './check-decision.ts'
import { checkDigests } from './check-digests.ts'
import { checkEligibility } from './check-eligibility.ts'
import { checkEventOrder } from './check-event-order.ts'
import { checkEvents } from './check-events.ts'
import { checkFactsEvents } from './check-facts-events.ts'
import { checkFactsFiles } from './check-facts-files.ts'
import { checkFactsOrigin } from './check-facts-origin.ts'
import { checkGates } from './check-gates.ts'
import { checkGatewayLog } from './check-gateway-log.ts'
import { checkInputs } from './check-inputs.ts'
import { checkKeyWindows } from './check-key-windows.ts'
import { checkKinds, checkPresence } from './check-listing.ts'
import { checkPatch } from './check-patch.ts'
import { checkLedgerOrder, checkProof } from './check-proof.ts'
import { checkProvenance } from './check-provenance.ts'
import { type CheckSignature, checkRecords, type RecordsAnswer } from './check-records.ts'
import { checkPage, checkReport, checkTrace } from './check-report.ts'
import { checkReviewDecisions } from './check-review-decisions.ts'
import { checkRunStatement } from './check-run-statement.ts'
import { checkTestReport } from './check-test-report.ts'
import { checkTestResult } from './check-test-result.ts'
import { checkTrees, type TreeOfPatch } from './check-trees.ts'
import { checkVerdict } from './check-verdict.ts'
import { Checks } from './checks.ts'
import { capFindings, finding } from './finding.ts'
import { FILES } from './layout.ts'
import { type Documents, openDocuments } from './open-documents.ts'
import { type Manifest, openManifest } from './open-manifest.ts'
import { type BundleBytes, isStreamed, readBundle } from './read-bundle.ts'
import { type TrustedKeys, toTrustedKeys } from './trusted-keys.ts'

export interface VerifyOptions {
  /** Whose keys count; null when nobody said. */
  readonly trust: Trust | null
  /** Applies the patch in a repository; null when none is at hand. */
  readonly trees: TreeOfPatch | null
  readonly allowNotRun: readonly SkippableCheck[]
  /** Who may sign as a person, asked only when a bundle holds such signatures; null when nobody said. */
  readonly signers: () => Promise<CheckSignature | null>
  /** When silence is judged. */
  readonly now: Date
}

interface Context {
  readonly bundle: BundleBytes
  readonly manifest: Manifest
  readonly trust: { readonly keys: TrustedKeys; readonly workspaceId: string } | null
  readonly trees: TreeOfPatch | null
  readonly checks: Checks
  readonly notRun: VerifyResult['notRun']
  readonly options: Pick<VerifyOptions, 'signers' | 'now'>
}

/** Bytes first, then signatures, then what they say; each check gives all its findings. */
export async function verifyBundle(files: BundleFiles, options: VerifyOptions): Promise<VerifyResult> {
  const checks = new Checks()
  const notRun: VerifyResult['notRun'] = []
  const bundle = await readBundle(files)
  const trust =
    options.trust === null
      ? null
      : { keys: toTrustedKeys(options.trust), workspaceId: options.trust.workspaceId }
  if (trust === null)
    notRun.push({ check: 'trust', why: 'nobody said whose keys to trust: no signature was checked' })
  checks.add(bundle.findings)
  checks.add(checkKinds(bundle.listing))
  const manifest = openManifest(bundle, trust?.keys ?? null, checks)
  checks.add(checkPresence(bundle.listing, manifest.digests ?? new Map()))
  const context = { bundle, manifest, trust, trees: options.trees, checks, notRun, options }
  const [digests, opened] = await Promise.all([digestRest(files, bundle, manifest), checkContent(context)])
  checks.add(checkDigests(bundle.listing, manifest.digests ?? new Map(), digests))
  const sizes = toSizes(bundle, manifest, digests)
  checks.given('artifact events', { ...opened, manifest: manifest.digests, sizes }, checkArtifactEvents)
  checks.given('facts and files', { ...opened, manifest: manifest.digests, sizes }, checkFactsFiles)
  if (checks.findings.length === 0 && checks.skipped.length > 0) {
    checks.add([
      finding('bundle-unreadable', undefined, `could not be checked: ${checks.skipped.join(', ')}`),
    ])
  }
  const findings = capFindings(checks.findings)
  const waived = notRun.every(({ check }) => options.allowNotRun.includes(check))
  const said = { ok: findings.length === 0 && waived, notRun, findings }
  const { report } = manifest
  // What does not verify has no status that anybody could rely on.
  if (findings.length > 0 || report === undefined) return { ...said, ...NO_STATUS }
  const { status, completeness } = report
  const { verdict: people, delivered } = opened.people
  const verdicts = [...sealedVerdict(opened.verdict), ...opened.people.verdicts]
  if (people === null)
    return { ...said, status, completeness, approval: 'none', people: null, delivered, verdicts }
  // People are asked about what passed everything else, so that only their word is left.
  return {
    ...said,
    status: people.approval === 'granted' ? 'pass' : 'fail',
    completeness: people.approval === 'pending' ? 'awaiting-approval' : 'complete',
    approval: people.approval,
    people: people.people,
    delivered,
    verdicts,
  }
}

const NO_STATUS = {
  status: null,
  completeness: null,
  approval: 'none',
  people: null,
  delivered: null,
  verdicts: [],
} satisfies Partial<VerifyResult>

function sealedVerdict(verdict: Documents['verdict']): VerifyResult['verdicts'] {
  if (verdict == null) return []
  const { timeVerified: at, verificationResult: result } = verdict.statement.predicate
  return [{ file: FILES.verdict, at, result }]
}

/** All digests: of what was read whole, of what is being read, and of sealed files with names that are new here. */
async function digestRest(files: BundleFiles, bundle: BundleBytes, manifest: Manifest): Promise<Digests> {
  const unread = bundle.listing.entries
    .filter(({ path, kind }) => kind === 'file' && manifest.digests?.has(path) === true)
    .map(({ path }) => path)
    .filter((path) => !bundle.digests.has(path) && !isStreamed(path))
  const more = await files.digest(unread)
  return new Map([...bundle.digests, ...(await bundle.rest.done), ...(await more.done)])
}

/** Sizes of the files whose bytes are those that were sealed. */
function toSizes({ listing }: BundleBytes, { digests }: Manifest, actual: Digests): Map<string, number> {
  const sound = listing.entries.filter(
    ({ path }) => actual.has(path) && actual.get(path) === digests?.get(path),
  )
  return new Map(sound.map(({ path, bytes }) => [path, bytes]))
}

/** All checks that need no digest of a raw log: they are made while those are being taken. */
async function checkContent(
  context: Context,
): Promise<Pick<Documents, 'events' | 'facts' | 'verdict'> & { readonly people: People }> {
  const { bundle, manifest, trust, checks, notRun } = context
  const documents = new Map(
    [...bundle.documents].filter(([path]) => manifest.digests?.get(path) === bundle.digests.get(path)),
  )
  const opened = openDocuments(bundle, documents, trust?.keys ?? null, checks)
  const { run, report, digests } = manifest
  const proof = bundle.documents.get(FILES.proof)
  const { events, facts, challenge, decision, provenance, testResult, verdict, task, policy, admission } =
    opened
  const { decisionFacts } = opened

  const log = bundle.documents.get(FILES.events)
  const head = report?.freshness.chainHead ?? run?.statement.predicate.chainHead
  checks.given('chain', { log, head }, (parts) => checkChain(parts.log, parts.head))
  checks.given('events', { events, report }, checkEvents)
  checks.given('event order', { events }, checkEventOrder)
  checks.given('challenge', { challenge, events }, checkChallenge)
  checks.given('inputs', { challenge, events, facts, manifest: digests }, checkInputs)
  checks.given(
    'decision',
    { decision, admission, challenge, events, facts, manifest: digests },
    checkDecision,
  )
  // Bundles of before the facts of the decision were published have none.
  if (decisionFacts !== null) {
    checks.given(
      'eligibility',
      { decision, decisionFacts, admission, facts, policy, task, manifest: digests },
      checkEligibility,
    )
    checks.given(
      'review decisions',
      { facts, decisionFacts, policy, manifest: digests },
      checkReviewDecisions,
    )
  }
  checks.given('run statement', { report, run }, checkRunStatement)
  checks.given('provenance', { provenance, report, manifest: digests }, checkProvenance)
  checks.given('test result', { testResult, facts, report }, checkTestResult)
  let index: number | null = null
  checks.given('ledger proof', { run, proof, challenge }, (parts) => {
    const answer = checkProof(parts, trust)
    index = answer.index
    const order = answer.index === null ? [] : checkLedgerOrder(parts, answer.index)
    const windows = checkKeyWindows({ ...opened, ...parts }, answer.index)
    return [...answer.findings, ...order, ...windows]
  })
  checks.given('facts and inputs', { facts, task, policy, events }, checkFactsOrigin)
  checks.given('facts and events', { events, facts, manifest: digests }, checkFactsEvents)
  checks.given('gateway log', { facts, events, documents, manifest: digests, policy }, checkGatewayLog)
  checks.given('patch', { facts, documents }, checkPatch)
  checks.given('test report', { facts, documents, manifest: digests }, checkTestReport)
  checks.given('gates', { facts, report, events }, checkGates)
  checks.given('report', { report, events, facts, documents }, checkReport)
  checks.given('report page', { report, page: documents.get(FILES.page) }, checkPage)
  checks.given('trace', { events, facts, trace: documents.get(FILES.trace) }, checkTrace)
  if (verdict !== null) {
    checks.given('verdict', { verdict, report, manifest: digests }, (parts) =>
      checkVerdict(parts, bundle.documents),
    )
  }
  if (facts === undefined) checks.skipped.push('trees')
  else {
    const answer = await checkTrees({ facts, documents }, context.trees)
    checks.add(answer.findings)
    if (answer.notRun !== null) notRun.push({ check: 'trees', why: answer.notRun })
  }
  const people = await checkPeople(context, opened, documents, index)
  return { events, facts, verdict, people }
}

type People = Pick<RecordsAnswer, 'verdict' | 'delivered' | 'verdicts'>
const NOBODY: People = { verdict: null, delivered: null, verdicts: [] }

/** What people said after the seal; null when they were not asked, or when findings say why nothing is known. */
async function checkPeople(
  { bundle, manifest, trust, checks, notRun, options }: Context,
  { facts, events, challenge, admission, decisionFacts }: Documents,
  documents: ReadonlyMap<string, Uint8Array>,
  index: number | null,
): Promise<People> {
  const { run, report, digests } = manifest
  if (report === undefined || run === undefined || digests === undefined) return NOBODY
  if (!facts || !events || !challenge || !admission || decisionFacts === undefined) return NOBODY
  const parts = { facts, events, challenge, admission, decisionFacts, documents, manifest: digests }
  const { request, findings } = checkApprovalRequest(parts)
  checks.add(findings)
  // What people were asked can't be relied on, as a finding says: then nor can what they said.
  if (findings.length > 0 || (request === null && facts.approval !== undefined)) return NOBODY
  const answer = await checkRecords({
    input: {
      listing: bundle.listing,
      documents: bundle.documents,
      runId: report.runId,
      head: report.freshness.chainHead,
      count: events.length,
    },
    files: bundle.documents,
    asked:
      request === null
        ? null
        : { request, requestSha256: sha256(documents.get(FILES.request) ?? new Uint8Array()) },
    passed: report.status === 'pass',
    run: { payload: run.payload, index },
    trust,
    signers: bundle.documents.has(FILES.records) ? await options.signers() : null,
    now: options.now,
  })
  checks.add(answer.findings)
  if (answer.unchecked)
    notRun.push({ check: 'signers', why: 'nobody said who may sign: what people signed was not checked' })
  return answer
}
