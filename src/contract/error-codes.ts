import type { ExitCode } from './exit-codes.ts'

interface ErrorKind {
  readonly exit: ExitCode
  readonly meaning: string
}

/** Codes of ProctorError: no answer could be had. Negative answers are blockers and findings instead. */
export const ERROR_CODES = {
  usage: { exit: 2, meaning: 'the command line is not understood' },
  workspace_missing: { exit: 2, meaning: 'no proctor.yaml here or in a folder above' },
  config_unreadable: { exit: 2, meaning: 'a configuration file can not be read' },
  config_invalid: { exit: 2, meaning: 'a configuration file does not have the form of its schema' },
  task_unknown: { exit: 2, meaning: 'there is no such task' },
  engine_unknown: { exit: 2, meaning: 'proctor.yaml names no such engine, or no adapter has that name' },
  repository_unusable: {
    exit: 2,
    meaning: 'the repository is not there, is no git repository, or has no commit',
  },
  base_unknown: { exit: 2, meaning: 'the repository has no such commit' },
  keys_missing: { exit: 2, meaning: 'the machine keys are missing, unreadable or not the trusted ones' },
  record_exists: { exit: 2, meaning: 'there is a record of that engine already' },
  workspace_exists: { exit: 2, meaning: 'the folder already holds a workspace' },
  path_missing: { exit: 2, meaning: 'there is nothing at that path' },
  platform_unsupported: { exit: 2, meaning: 'this can not be done on this operating system' },
  workspace_busy: { exit: 2, meaning: 'runs of the workspace are under way, or wait to be recovered' },
  unsafe_path: { exit: 2, meaning: 'a path leaves the folder that it must stay in' },
  nothing_to_decide: { exit: 2, meaning: 'the run waits for nobody' },
  git_failed: { exit: 4, meaning: 'git could not do what was asked of it' },
  sandbox_failed: { exit: 4, meaning: 'the sandbox could not be started' },
  gateway_failed: { exit: 4, meaning: 'the model gateway could not be started' },
  source_failed: { exit: 4, meaning: 'the source of an engine could not be retrieved or read' },
  tool_missing: { exit: 4, meaning: 'a program that is needed is not installed' },
  machine_failed: {
    exit: 4,
    meaning: 'the machine refused: disk space, descriptors, processes, memory or a device',
  },
  limit_reached: { exit: 4, meaning: 'as many runs as `limits` of proctor.yaml allows went on all the time' },
  evidence_write: { exit: 5, meaning: 'evidence could not be written whole' },
  ledger_corrupt: { exit: 5, meaning: 'the ledger does not verify' },
  ledger_locked: { exit: 5, meaning: 'another process holds the ledger' },
  ledger_conflict: { exit: 5, meaning: 'the ledger moved on, or the challenge was used already' },
  not_canonical: { exit: 70, meaning: 'a value has no canonical JSON form' },
  bug: { exit: 70, meaning: 'proctor is at fault' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERROR_CODES
