import { type ConfigProblem, configProblem } from '../config-problem.ts'
import { isPreparation, type ShellLine, shellLines } from './shell-lines.ts'

const NETWORK = /\b(apt|apt-get|apk|curl|wget|pip3?|npm|npx|pnpm|yarn|uvx?|git clone)\b/
const REWARD = '/logs/verifier/reward.txt'
/** The reward is 1 when the runner ended with success and 0 when not: what our own reading of its report says. */
const VERDICT = ((): RegExp => {
  const reward = REWARD.replace('.', String.raw`\.`)
  const branch = (value: string): string =>
    String.raw`if \[ "?\$${value}"? -eq 0 \];then;echo 1(?:\.0)? > ${reward};else;echo 0(?:\.0)? > ${reward};fi`
  return new RegExp(
    String.raw`^(?:${branch(String.raw`\?`)}|(\w+)=\$\?;${branch(String.raw`\1`)}(?:;exit "?\$\1"?)?)$`,
  )
})()
const RUNNER = /^node --test(?: --test-reporter=\w+)*((?: \/tests\/[\w./-]+)+)$/

/**
 * The test files that `tests/test.sh` gives to `node --test`, relative to tests/, when that and the reward by its exit
 * code are all that it does; else every line that does more.
 */
export function readTestScript(
  text: string,
  file: string,
  workdir: string,
): readonly string[] | { readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = []
  const refuse = (line: number, message: string, fix: string | null): void => {
    problems.push(configProblem(file, { line, column: 1 }, '', message, fix))
  }
  const lines = shellLines(text)
  const at = lines.findIndex((one) => RUNNER.test(one.text))
  const runner = lines[at]
  const before = runner === undefined ? lines : lines.slice(0, at)
  for (const { line, text: command } of before) {
    if (isPreparation(command, workdir) || command === 'mkdir -p /logs/verifier') continue
    if (NETWORK.test(command))
      refuse(line, `needs the network: \`${command}\``, 'let the repository hold what its tests need')
    else if (command.includes('/logs/')) refuse(line, `a reward of its own: \`${command}\``, REWARD_FIX)
    else refuse(line, `not understood: \`${command}\``, RUNNER_FIX)
  }
  if (runner === undefined) {
    refuse(1, 'no line `node --test /tests/FILE`', RUNNER_FIX)
    return { problems }
  }
  const after = lines.slice(at + 1)
  if (!VERDICT.test(normal(after))) {
    const line = after[0]?.line ?? runner.line
    const what =
      after.length === 0 ? 'no reward is written' : 'the reward is not the verdict of the test runner alone'
    refuse(line, what, REWARD_FIX)
  }
  if (problems.length > 0) return { problems }
  const named = (RUNNER.exec(runner.text)?.[1] ?? '').trim().split(/\s+/)
  return named.map((path) => path.slice('/tests/'.length))
}

const RUNNER_FIX =
  'only `set`, `cd` to the work folder and one `node --test /tests/FILE...` can be taken over'
const REWARD_FIX = `after the tests: if [ $? -eq 0 ]; then echo 1 > ${REWARD}; else echo 0 > ${REWARD}; fi`

/** Statements with one `;` between, however they were spread over lines. */
function normal(lines: readonly ShellLine[]): string {
  return lines
    .flatMap(({ text }) => text.split(';'))
    .map((part) =>
      part
        .trim()
        .replace(/\s*>\s*/g, ' > ')
        .replace(/\s+/g, ' '),
    )
    .filter((part) => part !== '')
    .flatMap((part) => {
      const opened = /^(then|else) (.+)$/.exec(part)
      return opened === null ? [part] : [opened[1] ?? '', opened[2] ?? '']
    })
    .join(';')
}
