import type { RunResult } from '../contract/results.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { renderReportText } from '../report/render-text.ts'
import type { Judged } from './judge.ts'
import type { OpenedRun } from './opened-run.ts'
import type { Bundle } from './seal.ts'
import { signVerdict } from './sign-verdict.ts'
import { verifyBundleAt } from './verify-bundle-at.ts'

export interface RunOutcome {
  readonly result: RunResult
  /** The report in a few lines for a terminal. */
  readonly text: readonly string[]
}

/** Verifies the sealed bundle as a stranger would, and lets the verifier key say what was found. */
export async function confirm(
  run: OpenedRun,
  { judgement, facts }: Judged,
  bundle: Bundle,
): Promise<RunOutcome> {
  run.progress('verify', bundle.folder)
  const verified = await verifyBundleAt(bundle.folder, {
    trust: run.trust,
    source: run.repository,
    allowNotRun: [],
    // Nobody can have signed anything about it yet.
    signers: async () => null,
  })
  if (!verified.ok) {
    const unread = verified.findings.filter(({ id }) => id === 'bundle-unreadable')
    // What the machine refuses to read is missing elsewhere, too: the findings that follow from it say nothing of us.
    const refused = unread.find(({ message }) => /\(E[A-Z0-9]+\)$/.test(message))
    if (refused !== undefined || (unread.length > 0 && unread.length === verified.findings.length)) {
      throw new ProctorError(
        'machine_failed',
        `${bundle.folder} is sealed and can not be read: ${(refused ?? unread[0])?.message}`,
        {
          details: { findings: verified.findings },
          hint: 'run proctor verify on it',
        },
      )
    }
    const [first] = verified.findings
    const why = first?.message ?? verified.notRun[0]?.why ?? 'no reason was given'
    throw new ProctorError(
      'bug',
      `the bundle that was just sealed does not verify (${why}): ${bundle.folder}`,
      {
        details: { findings: verified.findings, notRun: verified.notRun },
        hint: 'run proctor verify on it and report what it says',
      },
    )
  }
  await signVerdict(run, bundle)
  const result: RunResult = {
    runId: run.id,
    bundle: bundle.folder,
    status: judgement.status,
    completeness: judgement.completeness,
    blockers: [...new Set(judgement.blockers.map(({ code }) => code))],
    exitCode: judgement.exitCode,
  }
  const fixes = new Set(
    facts.refusals.flatMap(({ hint }) => (hint === undefined ? [] : [`fix      ${hint}`])),
  )
  return { result, text: [...renderReportText(bundle.report).trimEnd().split('\n'), ...fixes] }
}
