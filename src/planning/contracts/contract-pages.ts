// Promises: the five contract documents as data, made from the facts of the program.
// Must not: hold prose that says more than the facts. Called by: contract checks, `docs sync`, `init`.
import type { ContractFacts } from './contract-facts.ts'
import type { ContractPage, ContractTable } from './contract-page.ts'

/** Every page says these of itself. */
const planningOnly: ContractTable = {
  heading: 'This page',
  columns: ['Question', 'Answer'],
  rows: [
    ['planning only', 'yes'],
    ['needs a run', 'no'],
    ['grants authority', 'no'],
  ],
}

/** All contract documents for one candidate, in the order in which they are planned. */
export function toContractPages(facts: ContractFacts, candidate: string): readonly ContractPage[] {
  return [
    evidenceInterface(facts),
    sourceAdmission(facts),
    adapter(facts, candidate),
    failureMatrix(facts),
    stageRecords(facts),
  ]
}

function evidenceInterface(facts: ContractFacts): ContractPage {
  return {
    kind: 'evidence-interface',
    title: 'Harness evidence interface',
    introduction: 'What every run must leave behind before its result counts for anything.',
    tables: [
      planningOnly,
      { heading: 'Artifacts', columns: ['Artifact'], rows: facts.artifacts.map((name) => [name]) },
      {
        heading: 'Fields of report.json',
        columns: ['Field'],
        rows: facts.reportFields.map((name) => [name]),
      },
      {
        heading: 'Digests and freshness',
        columns: ['Question', 'Answer'],
        rows: [
          ['digest algorithm', 'SHA-256'],
          ['digests cover', 'every file of the bundle but the report itself'],
          ['freshness proof', 'signed challenge, nonce used once, chained events, ledger entry'],
        ],
      },
      {
        heading: 'Fail closed',
        columns: ['Question', 'Answer'],
        rows: [
          ['a missing artifact', 'fail'],
          ['an unknown field or version', 'fail'],
          ['a check that was not run', 'fail'],
          ['exit code of a failure', 'never 0'],
        ],
      },
      {
        heading: 'Exit codes',
        columns: ['Exit', 'Meaning'],
        rows: facts.exits.map(([code, meaning]) => [String(code), meaning]),
      },
      { heading: 'Approval events', columns: ['Event'], rows: facts.approvalEvents.map((name) => [name]) },
    ],
  }
}

function sourceAdmission(facts: ContractFacts): ContractPage {
  return {
    kind: 'source-admission',
    title: 'Source admission record',
    introduction:
      'What must be on record about the source of an engine before anything but an artificial fixture is run.',
    tables: [
      planningOnly,
      {
        heading: 'Fields',
        columns: ['Field', 'Holds'],
        rows: facts.admissionFields.map(([field, holds]) => [field, holds]),
      },
      {
        heading: 'Rules',
        columns: ['Question', 'Answer'],
        rows: [
          ['an update records', 'previous and new source id'],
          ['changes vendor source', 'never'],
          ['stays in this workspace', 'yes'],
          ['must exist before', 'any candidacy beyond gated-engine'],
        ],
      },
    ],
  }
}

function adapter(facts: ContractFacts, candidate: string): ContractPage {
  return {
    kind: 'adapter',
    title: 'Adapter contract and eligibility decision',
    introduction: `How an engine such as the candidate ${candidate} is attached to the harness, and what is decided before it may run.`,
    tables: [
      planningOnly,
      {
        heading: 'Rules',
        columns: ['Question', 'Answer'],
        rows: [
          ['registered as', 'gated engine, before any run'],
          ['selected by', `--engine ${candidate}, only while a signed enablement is in force`],
          ['second runner path', 'none'],
          ['may recommend', 'yes'],
          ['may approve itself', 'no'],
          ['may select its own authority', 'no'],
        ],
      },
      {
        heading: 'Fields of the eligibility decision',
        columns: ['Field'],
        rows: facts.decisionFields.map((name) => [name]),
      },
    ],
  }
}

function failureMatrix(facts: ContractFacts): ContractPage {
  return {
    kind: 'failure-matrix',
    title: 'Failure matrix',
    introduction:
      'Each way to fail, with the blocker, the event, the status and the exit that must come of it.',
    tables: [
      planningOnly,
      {
        heading: 'Rows',
        columns: ['Fixture', 'Blocker', 'Event', 'Status', 'Completeness', 'Exit', 'Artifacts', 'Shown by'],
        rows: facts.failureRows.map((row) => [
          row.fixture,
          row.blocker,
          row.event,
          'fail',
          row.completeness,
          row.exit,
          row.artifacts,
          'blockers, status and events of the evidence interface',
        ]),
      },
    ],
  }
}

function stageRecords(facts: ContractFacts): ContractPage {
  return {
    kind: 'stage-records',
    title: 'Staged proof gate records',
    introduction:
      'The rungs of the ladder: what may be changed on each, what it takes, and what leads off it.',
    tables: [
      planningOnly,
      {
        heading: 'Stages',
        columns: ['Stage', 'Mutation scope', 'Artifacts', 'Validator', 'Failure modes', 'To leave it'],
        rows: facts.stageRows.map((row) => [
          row.stage,
          row.scope,
          row.artifacts,
          row.validator,
          row.failureModes,
          row.promotion,
        ]),
      },
      {
        heading: 'Comparison',
        columns: ['Question', 'Answer'],
        rows: [
          ['compared against', 'fake, codex, pi'],
          [
            'not applicable only for',
            'not-installed, licence-denied or platform, signed, and never for fake',
          ],
        ],
      },
      {
        heading: 'Default status',
        columns: ['Question', 'Answer'],
        rows: [['default status is', 'earned, not assumed']],
      },
    ],
  }
}
