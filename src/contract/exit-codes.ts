/** Process exit codes. Frozen: never renamed, never reused. */
export const EXIT = {
  yes: 0,
  no: 1,
  usage: 2,
  refused: 3,
  noAnswer: 4,
  evidence: 5,
  bug: 70,
  sighup: 129,
  sigint: 130,
  sigterm: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Highest precedence first; what does not appear loses to all that do. */
const PRECEDENCE: readonly ExitCode[] = [70, 129, 130, 143, 5, 3, 4, 1, 0]

/** The exit code of several outcomes at once; `yes` when there are none. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.yes
}

/** What each code means, for `--help` and the documentation. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [0, 'the answer is yes: gates passed, bundle verifies'],
  [1, 'the answer is no: a gate failed, evidence invalid'],
  [2, 'usage or configuration error; nothing started'],
  [3, 'refused: not enabled, admitted or eligible; no engine started'],
  [4, 'no answer: engine, provider, sandbox or a limit stopped it; some verdict is not-run'],
  [5, 'evidence could not be written whole; nothing may be concluded'],
  [70, 'a bug in proctor'],
  [129, 'interrupted by SIGHUP (130 SIGINT, 143 SIGTERM); sealed as interrupted'],
]
