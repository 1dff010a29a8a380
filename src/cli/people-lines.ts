import type { VerifyResult } from '../contract/results.ts'
import type { Output } from './output.ts'

/** What people have said of a run, in lines for a terminal. */
export function printPeople(
  output: Output,
  { approval, people }: Pick<VerifyResult, 'approval' | 'people'>,
): void {
  if (people === null) return
  const { good, bad, open } = output.style
  const paint = { none: open, pending: open, granted: good, denied: bad }[approval]
  output.answer(`approval ${paint(approval)}${people.blocker === null ? '' : `  ${people.blocker}`}`)
  for (const reason of people.reasons) output.answer(`  ${reason}`)
  for (const { principal, fingerprint, at } of people.granted)
    output.answer(`  approved by ${principal} (${fingerprint}) at ${at}`)
}

/** What the verifier signed at the seal and since, where that is more than one verdict. */
export function printVerdicts(output: Output, { verdicts }: Pick<VerifyResult, 'verdicts'>): void {
  if (verdicts.length < 2) return
  // Sealed before anybody was asked: what it said then is no contradiction.
  for (const [place, { file, at, result }] of verdicts.entries()) {
    const when = place === 0 ? 'when it was sealed, awaiting approval' : 'since people decided'
    output.answer(`  the verifier said ${result} at ${at}, ${when} (${file})`)
  }
}
