import { BOARD, ISSUES, PRD } from './example.fixture.ts'

/** One rule broken in the example workspace, and the checks that must say so. */
export interface Mutation {
  readonly what: string
  readonly breaks: readonly string[]
  readonly change: (files: Map<string, string>) => void
}

const EVIDENCE = 'planning/contracts/evidence-interface.md'
const MATRIX = 'planning/contracts/failure-matrix.md'
const STAGES = 'planning/contracts/stage-records.md'
const ADAPTER = 'planning/contracts/adapter.md'
const ADMISSION = 'planning/contracts/source-admission.md'

function replace(file: string, from: string | RegExp, to: string): Mutation['change'] {
  return (files) => {
    const text = files.get(file) ?? ''
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`the mutation changes nothing in ${file}: ${String(from)}`)
    files.set(file, changed)
  }
}

function append(file: string, text: string): Mutation['change'] {
  return (files) => files.set(file, `${files.get(file) ?? ''}\n${text}\n`)
}

function remove(file: string): Mutation['change'] {
  return (files) => {
    files.delete(file)
  }
}

const all =
  (...changes: readonly Mutation['change'][]): Mutation['change'] =>
  (files) => {
    for (const change of changes) change(files)
  }

const m = (what: string, breaks: string | readonly string[], change: Mutation['change']): Mutation => ({
  what,
  breaks: typeof breaks === 'string' ? [breaks] : breaks,
  change,
})

const entry = (id: string, rest: string): string =>
  `  - id: ${id}\n    kind: issue\n    document: ${ISSUES}\n${rest}`
const wording = (what: string, file: string, text: string): Mutation =>
  m(what, 'candidate-wording', append(file, text))

/** Each one breaks the example in one place, or says in `breaks` what all it breaks. */
export const MUTATIONS: readonly Mutation[] = [
  m('the PRD is gone', 'prd-present', remove(PRD)),
  m('the PRD is empty', 'prd-present', (files) => files.set(PRD, '')),
  m('the issue artifact is gone', 'issues-present', remove(ISSUES)),
  m('the workboard is gone', 'workboard-form', remove(BOARD)),
  m('the PRD is no text', 'readable', (files) => files.set(PRD, 'a\0b')),
  m('a paragraph without end', 'readable', append(PRD, 'word '.repeat(10_000))),
  m('quotes nested without end', 'readable', append(PRD, '> '.repeat(400))),
  m('the PRD has no front matter', 'front-matter', replace(PRD, /^---\n[\s\S]*?\n---\n/, '')),
  m('front matter without end', 'front-matter', replace(PRD, /\n---\n\n# /, '\n\n# ')),
  m('a key twice', 'front-matter', replace(PRD, 'tier: local', 'tier: local\ntier: local')),
  m('front matter that is no YAML', 'front-matter', replace(ISSUES, 'tier: local', 'tier: [local')),
  m(
    'front matter that is a list',
    'front-matter',
    replace(ISSUES, /^---\n[\s\S]*?\n---\n/, '---\n- a\n- b\n---\n'),
  ),
  m(
    'a YAML bomb in the front matter',
    'front-matter',
    replace(
      PRD,
      'tier: local',
      'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\ntier: local',
    ),
  ),
  m('the PRD is stale', 'currency', all(replace(PRD, /2026-11-01/g, '2026-05-01'))),
  m(
    'both are stale',
    'currency',
    all(replace(PRD, /2026-11-01/g, '2026-05-01'), replace(ISSUES, /2026-11-01/g, '2026-05-01')),
  ),
  m(
    'reviewed in the future',
    'currency',
    replace(ISSUES, 'last_reviewed: 2026-11-01', 'last_reviewed: 2026-12-01'),
  ),
  m(
    'reviewed on no day',
    'currency',
    replace(ISSUES, 'last_reviewed: 2026-11-01', 'last_reviewed: 2026-11-31'),
  ),
  m('never reviewed', 'currency', replace(PRD, 'last_reviewed: 2026-11-01\n', '')),
  m('created after its review', 'currency', replace(PRD, 'created: 2026-11-01', 'created: 2026-11-02')),
  m(
    'the source is another document',
    'source',
    replace(ISSUES, 'source: planning/prd.md', 'source: planning/other.md'),
  ),
  m(
    'the source leaves the workspace',
    'source',
    replace(ISSUES, 'source: planning/prd.md', 'source: ../../prd.md'),
  ),
  m('no source', 'source', replace(ISSUES, 'source: planning/prd.md\n', '')),
  m('older than the PRD', 'derivation', replace(ISSUES, /2026-11-01/g, '2026-10-20')),
  m('a contract page older than the PRD', 'derivation', replace(MATRIX, /2026-11-01/g, '2026-10-20')),
  m('promoted', 'promotion-status', replace(PRD, 'not-promoted', 'promoted')),
  m('no promotion status', 'promotion-status', replace(ISSUES, 'core_promotion_status: not-promoted\n', '')),
  m('a promoted contract page', 'promotion-status', replace(STAGES, 'not-promoted', 'promoted')),
  m('another tier', 'planning-values', replace(PRD, 'tier: local', 'tier: core')),
  m('status active', 'planning-values', replace(ISSUES, 'status: draft', 'status: active')),
  m('no lifecycle', 'planning-values', replace(PRD, 'lifecycle_classification: planning\n', '')),
  m(
    'lifecycle active',
    'planning-values',
    replace(PRD, 'lifecycle_classification: planning', 'lifecycle_classification: active'),
  ),
  m('a contract page that is final', 'planning-values', replace(ADAPTER, 'status: draft', 'status: final')),
  m(
    'no disclaimer',
    'disclaimer',
    replace(PRD, 'Local planning only. Not a Core Protocol. Not active Core authority.\n', ''),
  ),
  m('no word of Core Protocols', 'disclaimer', replace(ISSUES, ' Not a Core Protocol.', '')),
  m('no word of Core authority', 'disclaimer', replace(ISSUES, ' Not active Core authority.', '')),
  m('not only local planning', 'disclaimer', replace(PRD, 'Local planning only.', 'Local notes.')),
  m(
    'the opposite of the disclaimer',
    ['disclaimer', 'disclaimer-consistent'],
    replace(PRD, 'Not a Core Protocol.', 'This is an active Core Protocol.'),
  ),
  m(
    'the disclaimer contradicted',
    'disclaimer-consistent',
    append(PRD, 'This document is an active Core Protocol.'),
  ),
  m(
    'the disclaimer contradicted elsewhere',
    'disclaimer-consistent',
    append(STAGES, 'This page has active Core authority.'),
  ),
  m('nowhere a candidate', 'candidate-named', replace(PRD, /[Cc]andidate/g, 'engine')),
  m('a page that speaks of the engine and not of a candidate', 'candidate-named', (files) =>
    files.set('planning/note.md', '# Note\n\nThe runs of Case are kept for a year.\n'),
  ),
  wording('default in a paragraph', PRD, 'Case is the default backend.'),
  wording('default in a heading', ISSUES, '## Case is the default backend'),
  wording('default in a list', PRD, '- Default backend: Case'),
  wording('approved in a table', PRD, '| Engine | Status |\n|---|---|\n| Case | approved |'),
  wording('ready on a contract page', MATRIX, 'Case is production-ready.'),
  wording('chosen in a link', ISSUES, 'See [Case, our chosen backend](x.md).'),
  wording('active by another name', PRD, 'The candidate is now the active backend.'),
  m(
    'default in the front matter',
    'candidate-wording',
    replace(PRD, /description: .*/, 'description: Case is the default backend, no more a candidate.'),
  ),
  m(
    'default on the workboard',
    'candidate-wording',
    replace(BOARD, 'title: PRD', 'title: Case is the default backend'),
  ),
  m('default across a line break', 'candidate-wording', append(PRD, 'Case is the\ndefault backend.')),
  m('approves itself', 'authority-claim', append(PRD, 'Case may approve its own promotion.')),
  m('Core authority for the engine', 'authority-claim', append(ADAPTER, 'Case has Core authority.')),
  m(
    'a claim of two kinds',
    ['candidate-wording', 'authority-claim'],
    append(PRD, 'Case is the default backend. Case approves itself.'),
  ),
  m('a workboard that is no YAML', 'workboard-form', replace(BOARD, 'entries:', 'entries: [')),
  m('an unknown state', 'workboard-form', replace(BOARD, 'state: doing', 'state: finished')),
  m(
    'a key that nobody reads',
    'workboard-form',
    replace(BOARD, 'blockedBy: [PLAN-001]', 'blocked_by: [PLAN-001]'),
  ),
  m(
    'a duplicate key on the workboard',
    'workboard-form',
    replace(BOARD, 'kind: prd', 'kind: prd\n    kind: prd'),
  ),
  m(
    'no entry for the PRD',
    ['workboard-entries', 'blockers-known'],
    replace(BOARD, / {2}- id: PLAN-001[\s\S]*?(?= {2}- id: PLAN-002)/, ''),
  ),
  m(
    'the PRD entry names another file',
    'workboard-entries',
    replace(BOARD, 'document: planning/prd.md', 'document: planning/contracts/adapter.md'),
  ),
  m(
    'the issue artifact under another kind',
    'workboard-entries',
    replace(BOARD, 'kind: issues', 'kind: contract'),
  ),
  m('a contract page that is not there', 'workboard-entries', remove(EVIDENCE)),
  m('a document outside the workspace', 'workboard-entries', replace(BOARD, EVIDENCE, '../outside.md')),
  m('an id twice on the workboard', 'workboard-ids', replace(BOARD, 'id: CONTRACT-2', 'id: CONTRACT-1')),
  m('done while the document is a draft', 'workboard-states', replace(BOARD, 'state: doing', 'state: done')),
  m(
    'other blockers than the document',
    'workboard-states',
    replace(BOARD, 'blockedBy: [PLAN-004, PLAN-005]', 'blockedBy: [PLAN-004]'),
  ),
  m(
    'a blocker that is no entry',
    'blockers-known',
    replace(BOARD, 'blockedBy: [PLAN-001]', 'blockedBy: [PLAN-099]'),
  ),
  m(
    'a blocker of an issue that is no entry',
    ['workboard-states', 'blockers-known'],
    replace(ISSUES, 'Blocked by: PLAN-002', 'Blocked by: PLAN-099'),
  ),
  m(
    'a circle',
    'blockers-acyclic',
    replace(BOARD, 'state: doing\n    blockedBy: []', 'state: doing\n    blockedBy: [PLAN-008]'),
  ),
  m(
    'blocked by itself',
    ['blockers-acyclic', 'workboard-states'],
    replace(ISSUES, 'Blocked by: PLAN-002', 'Blocked by: PLAN-003'),
  ),
  m(
    'done before its blocker',
    'blocker-order',
    replace(BOARD, /$/, `${entry('PLAN-010', '    state: done\n    blockedBy: [PLAN-008]')}\n`),
  ),
  m('no type', 'issue-fields', replace(ISSUES, 'Type: AFK\n\n', '')),
  m('no blockers named', 'issue-fields', replace(ISSUES, 'Blocked by: PLAN-002\n\n', '')),
  m(
    'blockers that are no ids',
    ['issue-fields', 'workboard-states'],
    replace(ISSUES, 'Blocked by: PLAN-002', 'Blocked by: the one before'),
  ),
  m('no user stories', 'issue-fields', replace(ISSUES, 'User stories covered: 5, 6, 12\n\n', '')),
  m('nothing to build', 'issue-fields', replace(ISSUES, /What to build: .*\n\n/, '')),
  m('an empty field', 'issue-fields', replace(ISSUES, /Done evidence: .*/, 'Done evidence:')),
  m(
    'no acceptance criteria',
    'issue-fields',
    replace(ISSUES, /Acceptance criteria:\n\n(?:- \[ \] .*\n)+\n/, ''),
  ),
  m('criteria without boxes', 'issue-fields', replace(ISSUES, '- [ ] The check asks', '- The check asks')),
  m('no allowed files', 'issue-fields', replace(ISSUES, /Allowed files: .*\n\n/, '')),
  m('no validator', 'issue-fields', replace(ISSUES, /Validator: .*\n\n/, '')),
  m('a field twice', 'issue-fields', replace(ISSUES, 'Type: AFK\n', 'Type: AFK\n\nType: HITL\n')),
  m('an issue id twice', ['blockers-acyclic', 'issue-ids'], replace(ISSUES, '### PLAN-008', '### PLAN-007')),
  m('an issue without id', 'issue-ids', replace(ISSUES, '### PLAN-008 - ', '### ')),
  m(
    'a user story that the PRD lacks',
    'user-stories',
    replace(ISSUES, 'covered: 5, 6, 12', 'covered: 5, 6, 42'),
  ),
  m(
    'user stories that are no numbers',
    'user-stories',
    replace(ISSUES, 'covered: 5, 6, 12', 'covered: most of them'),
  ),
  m('a story taken out of the PRD', 'user-stories', replace(PRD, /\n13\. .*\n/, '\n')),
  m(
    'a tick without evidence',
    'evidence-ticks',
    replace(ISSUES, '- [ ] The check asks', '- [x] The check asks'),
  ),
  m(
    'a stage passed without evidence, and unknown to the ledger',
    ['evidence-claims', 'stage-standing'],
    append(PRD, 'Case passed the artificial-fixture stage.'),
  ),
  m(
    'a run that succeeded without evidence',
    'evidence-claims',
    append(STAGES, 'The run on the copied repository succeeded.'),
  ),
  m(
    'evidence that nobody knows',
    'evidence-claims',
    replace(BOARD, 'evidence: []', 'evidence: [run:20261101t101010z-0123456789]'),
  ),
  m('an artifact missing', 'contract-evidence-interface', replace(EVIDENCE, '| patch.diff |\n', '')),
  m(
    'a field of the report that does not exist',
    'contract-evidence-interface',
    replace(EVIDENCE, '| runId |', '| runId |\n| score |'),
  ),
  m('another digest', 'contract-evidence-interface', replace(EVIDENCE, 'SHA-256', 'MD5')),
  m('another exit code', 'contract-evidence-interface', replace(EVIDENCE, '| 3 | refused', '| 9 | refused')),
  m(
    'an approval event missing',
    'contract-evidence-interface',
    replace(EVIDENCE, '| approval.denied |\n', ''),
  ),
  m('no admission fields', 'contract-source-admission', replace(ADMISSION, /## Fields\n\n(?:\|.*\n)+/, '')),
  m(
    'another update rule',
    'contract-source-admission',
    replace(ADMISSION, 'previous and new source id', 'new source id'),
  ),
  m(
    'an adapter page with a second runner',
    'contract-adapter',
    replace(ADAPTER, '| second runner path | none |', '| second runner path | scripts |'),
  ),
  m('a decision without reasons', 'contract-adapter', replace(ADAPTER, '| reasons |\n', '')),
  m('a fixture missing from the matrix', 'contract-failure-matrix', replace(MATRIX, /\| timeout \|.*\n/, '')),
  m(
    'a fixture with another exit',
    'contract-failure-matrix',
    replace(MATRIX, /(\| no-diff \| .* \| )1( \|)/, '$10$2'),
  ),
  m(
    'a fixture with another blocker',
    'contract-failure-matrix',
    replace(MATRIX, '| failed-tests | tests_failed |', '| failed-tests | no_diff |'),
  ),
  m(
    'a page that needs a run',
    'contract-failure-matrix',
    replace(MATRIX, '| needs a run | no |', '| needs a run | yes |'),
  ),
  m(
    'a stage without a record',
    'contract-stage-records',
    replace(STAGES, /\| copied-repo-fixture \|.*\n/, ''),
  ),
  m(
    'a stage with another scope',
    'contract-stage-records',
    replace(STAGES, 'generated repositories', 'any repository'),
  ),
  m(
    'default status that is assumed',
    'contract-stage-records',
    replace(STAGES, 'earned, not assumed', 'assumed'),
  ),
  m(
    'a stage without an admission record, and unknown to the ledger',
    ['admission-before-candidacy', 'stage-standing'],
    replace(BOARD, 'kind: prd', 'kind: prd\n    stage: artificial-fixture'),
  ),
  m(
    'a stage in a table that the ledger does not know',
    'stage-standing',
    append(PRD, '| Engine | Stage |\n|---|---|\n| Case | copied-repo-fixture |'),
  ),
  m(
    'a stage in a sentence that the ledger does not know',
    'stage-standing',
    append(PRD, 'Case is at the copied repository stage.'),
  ),
]
