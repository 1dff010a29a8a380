// Promises: git as a program on objects of ours, with no configuration but ours. Must not: run hooks or filters, or ask
// for a password. Called by: git-source.ts, check-git.ts.
import type { GitSource } from '../contract/source-admission.ts'
import { digestOutput, PROGRAM_PATH, runProgram } from './start-program.ts'

export type Command = readonly [string, ...string[]]

/** Id of the tree of a commit. */
export async function treeOf(objects: string, commit: string): Promise<string> {
  return (await git([`--git-dir=${objects}`, 'rev-parse', '--verify', `${commit}^{tree}`], objects))
    .toString('utf8')
    .trim()
}

/** SHA-256 of `git archive --format=tar` of a commit. */
export async function archiveDigest(objects: string, commit: string): Promise<string> {
  const argv: Command = [
    'git',
    '-c',
    'tar.umask=0022',
    `--git-dir=${objects}`,
    'archive',
    '--format=tar',
    commit,
  ]
  return await digestOutput(argv, { cwd: objects, env: gitEnvironment() })
}

export async function signatureOf(objects: string, commit: string): Promise<GitSource['commitSignature']> {
  const letter = (await git([`--git-dir=${objects}`, 'log', '-1', '--format=%G?', commit], objects))
    .toString('utf8')
    .trim()
  if (letter === 'N') return 'none'
  if (letter === 'B') return 'bad'
  return letter === 'G' ? 'good' : 'unknown-key'
}

export function git(args: readonly string[], cwd: string): Promise<Buffer> {
  return runProgram(['git', ...args], { cwd, env: gitEnvironment() })
}

/** No configuration but ours; a local mirror may belong to another user and is asked for a commit by its id. */
function gitEnvironment(): Record<string, string | undefined> {
  const settings = [
    ['transfer.fsckObjects', 'true'],
    ['uploadpack.allowAnySHA1InWant', 'true'],
    ['safe.directory', '*'],
    ['core.hooksPath', '/dev/null'],
    ['protocol.version', '2'],
  ]
  return {
    PATH: PROGRAM_PATH,
    HOME: process.env.HOME,
    SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK,
    HTTPS_PROXY: process.env.HTTPS_PROXY,
    https_proxy: process.env.https_proxy,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}
