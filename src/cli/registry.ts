import type { Command } from './command.ts'

export interface RegisteredCommand {
  readonly name: string
  /** The same words as in the command's own file, so that `--help` need not load it. */
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, in the order of `proctor --help`. */
export const COMMANDS: readonly RegisteredCommand[] = [
  {
    name: 'init',
    summary: 'make a workspace that validates and can run at once',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'doctor',
    summary: 'what this machine offers, and what each lack costs',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'validate',
    summary:
      'the planning documents: there, current, in agreement, and claiming nothing that was not granted',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  {
    name: 'docs sync',
    summary: 'write the contract documents from what the program does',
    load: async () => (await import('./commands/docs-sync.ts')).docsSyncCommand,
  },
  {
    name: 'source admit',
    summary: 'retrieve the source of an engine and put it on record',
    load: async () => (await import('./commands/source-admit.ts')).sourceAdmitCommand,
  },
  {
    name: 'source update',
    summary: 'put another source of an engine on record, and keep the one before',
    load: async () => (await import('./commands/source-update.ts')).sourceUpdateCommand,
  },
  {
    name: 'source check',
    summary: 'derive the source of an engine again, and compare it with its record',
    load: async () => (await import('./commands/source-check.ts')).sourceCheckCommand,
  },
  {
    name: 'source show',
    summary: 'the record of where an engine comes from and how it may be used',
    load: async () => (await import('./commands/source-show.ts')).sourceShowCommand,
  },
  {
    name: 'engine list',
    summary: 'every engine that is known here, gated ones included, and what is on record of it',
    load: async () => (await import('./commands/engine-list.ts')).engineListCommand,
  },
  {
    name: 'engine check',
    summary: 'hold an engine to the conformance table: what must be concluded, whatever it says of itself',
    load: async () => (await import('./commands/engine-check.ts')).engineCheckCommand,
  },
  {
    name: 'engine enable',
    summary: 'let a gated engine run, this far, here, and until then',
    load: async () => (await import('./commands/engine-enable.ts')).engineEnableCommand,
  },
  {
    name: 'engine disable',
    summary: 'take the enablement of a gated engine back, at once',
    load: async () => (await import('./commands/engine-disable.ts')).engineDisableCommand,
  },
  {
    name: 'decide',
    summary: 'which engine may do a task, and how far, without running anything',
    load: async () => (await import('./commands/decide.ts')).decideCommand,
  },
  {
    name: 'policy test',
    summary: 'decide the cases of policy/cases/ and compare with what they expect',
    load: async () => (await import('./commands/policy-test.ts')).policyTestCommand,
  },
  {
    name: 'run',
    summary: 'run one engine on one task, once, and seal the evidence',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'runs list',
    summary: 'what was run in this workspace, newest first',
    load: async () => (await import('./commands/runs-list.ts')).runsListCommand,
  },
  {
    name: 'runs show',
    summary: 'the report of one run (the newest when none is named), as it was sealed; verify checks it',
    load: async () => (await import('./commands/runs-show.ts')).runsShowCommand,
  },
  {
    name: 'recover',
    summary: 'seal runs whose harness was killed, and end what is left of them',
    load: async () => (await import('./commands/recover.ts')).recoverCommand,
  },
  {
    name: 'gc',
    summary:
      'remove what is of no more use: leftovers, old caches, and bundles that are named and kept elsewhere',
    load: async () => (await import('./commands/gc.ts')).gcCommand,
  },
  {
    name: 'verify',
    summary: 'derive everything in a bundle again from its bytes, offline',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  {
    name: 'bundle export',
    summary: 'copy a bundle with what a stranger needs to verify it: public keys and the base commit',
    load: async () => (await import('./commands/bundle-export.ts')).bundleExportCommand,
  },
  {
    name: 'bundle import',
    summary: 'take an exported bundle in, to look at: it is verified first, and counts for nothing here',
    load: async () => (await import('./commands/bundle-import.ts')).bundleImportCommand,
  },
  {
    name: 'approvals',
    summary: 'the runs that wait for people, with what is missing and until when',
    load: async () => (await import('./commands/approvals.ts')).approvalsCommand,
  },
  {
    name: 'approve',
    summary: 'say yes to the patch of a run that waits for people',
    load: async () => (await import('./commands/approve.ts')).approveCommand,
  },
  {
    name: 'deny',
    summary: 'say no to the patch of a run that waits for people',
    load: async () => (await import('./commands/deny.ts')).denyCommand,
  },
  {
    name: 'review',
    summary: 'accept or reject the result of a run that waits for people, as a reviewer',
    load: async () => (await import('./commands/review.ts')).reviewCommand,
  },
  {
    name: 'deliver',
    summary: 'push the approved patch of a run as the branch proctor/RUN, and touch no other ref',
    load: async () => (await import('./commands/deliver.ts')).deliverCommand,
  },
  {
    name: 'ledger verify',
    summary: 'read and judge the whole ledger, against every checkpoint kept in checkpoints/',
    load: async () => (await import('./commands/ledger-verify.ts')).ledgerVerifyCommand,
  },
  {
    name: 'index rebuild',
    summary: 'make the index of the ledger anew; nothing is in it that ledger and bundles do not say',
    load: async () => (await import('./commands/index-rebuild.ts')).indexRebuildCommand,
  },
  {
    name: 'keys rotate',
    summary: 'replace a machine key, on record; bundles of before verify under the key of their time',
    load: async () => (await import('./commands/keys-rotate.ts')).keysRotateCommand,
  },
  {
    name: 'controls',
    summary: 'try a task on what must pass and what must not: its oracle, nothing at all, a deceit',
    load: async () => (await import('./commands/controls.ts')).controlsCommand,
  },
  {
    name: 'task check',
    summary: 'run the controls of every task',
    load: async () => (await import('./commands/task-check.ts')).taskCheckCommand,
  },
  {
    name: 'task import',
    summary: 'take a task of another harness over as a task of this workspace, when it needs no container',
    load: async () => (await import('./commands/task-import.ts')).taskImportCommand,
  },
  {
    name: 'fixtures list',
    summary: 'every way to fail that is tried out by fixtures run',
    load: async () => (await import('./commands/fixtures-list.ts')).fixturesListCommand,
  },
  {
    name: 'fixtures run',
    summary: 'provoke every row of the failure matrix, and compare what happened with what the row says',
    load: async () => (await import('./commands/fixtures-run.ts')).fixturesRunCommand,
  },
  {
    name: 'stage status',
    summary:
      'where every engine stands, computed from the ledger now, and what is missing for the next stage',
    load: async () => (await import('./commands/stage-status.ts')).stageStatusCommand,
  },
  {
    name: 'stage check',
    summary:
      'the validator of a stage: whether an engine meets its conditions and those of every stage below',
    load: async () => (await import('./commands/stage-check.ts')).stageCheckCommand,
  },
  {
    name: 'stage demote',
    summary: 'take authority from an engine: it stands no higher than STAGE until it is promoted anew',
    load: async () => (await import('./commands/stage-demote.ts')).stageDemoteCommand,
  },
  {
    name: 'compare',
    summary: 'run engines on the same tasks, paired and in random order, and say what the difference shows',
    load: async () => (await import('./commands/compare.ts')).compareCommand,
  },
  {
    name: 'stage promote',
    summary: 'raise an engine by one stage, when its conditions hold and people signed for the evidence',
    load: async () => (await import('./commands/stage-promote.ts')).stagePromoteCommand,
  },
]
