import type { Completeness, Verdict } from '../contract/completeness.ts'
import type { GateId } from '../contract/gate.ts'
import type { Cap } from '../contract/report.ts'

/** What each gate asks. */
export const GATE_QUESTIONS: Readonly<Record<GateId, string>> = {
  engine: 'Did the engine run to its own end?',
  events: 'Did the engine tell its story to the end, and only its own?',
  processes: 'Did the engine leave no process behind?',
  source: 'Is the source repository what it was?',
  diff: 'Did the engine change anything?',
  scope: 'Did it change only what the task allows?',
  'patch-safety': 'Does the patch do no more than change text that people can read?',
  secrets: 'Does the patch add nothing that has the form of a secret?',
  'clean-tree': 'Is the measured tree the whole truth, after the tests too?',
  tests: 'Did tests run, and did none fail?',
  'hidden-tests': 'Does the result pass the tests that its engine could not see?',
  'test-integrity': 'Does the result still run every test of the base?',
  canary: 'Is a test that must fail reported as failing?',
  artifacts: 'Is every file of the evidence within its size?',
  budget: 'Did the engine use no more of its model than the task allows?',
  review: 'Did every reviewer that policy names accept the result?',
  approval: 'Has everybody decided whom policy wants to be asked?',
}

/** Only `pass` reads like a pass. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  'not-run': 'NOT RUN',
}

export const COMPLETENESS_WORDS: Readonly<Record<Completeness, string>> = {
  complete: 'The run is complete: every question that counts has an answer.',
  'awaiting-approval': 'The run awaits an approval: until then nothing may follow from it.',
  incomplete: 'The run is incomplete: some question that counts has no answer.',
  interrupted: 'The run was interrupted: it says nothing about the engine.',
}

export const CAP_WORDS: Readonly<Record<Cap, string>> = {
  'test-workspace': 'The workspace is marked for tests: nothing earned here counts elsewhere.',
  'sandbox-none': 'There was no sandbox: nothing kept the engine from the rest of the machine.',
  'model-not-live': 'No live model answered: the run says nothing about what the engine does with one.',
  'engine-is-fake': 'The engine is the built-in fake one, which plays a scenario.',
}
