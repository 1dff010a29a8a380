import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

const run = promisify(execFile)

export interface GitAnswer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Variables that would point git at another repository than that of the folder. */
const MISLEADING = /^GIT_(?!SSH|AUTHOR_|COMMITTER_|CONFIG_GLOBAL$|CONFIG_NOSYSTEM$|EXEC_PATH$)/

/**
 * Runs git on a governed folder, which is the user's own and trusted: no hooks, no prompts, no pager.
 * @throws ProctorError tool_missing when there is no git, git_failed when it was killed
 */
export async function git(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GitAnswer> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !MISLEADING.test(name)))
  try {
    const { stdout, stderr } = await run('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
      cwd: dir,
      env: { ...inherited, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', ...env },
      maxBuffer: 64 * 1024 * 1024,
    })
    return { code: 0, stdout, stderr }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      throw new ProctorError('tool_missing', 'git is not installed', { hint: 'install git', cause: error })
    }
    if (error instanceof Error && 'code' in error && typeof error.code === 'number' && 'stderr' in error) {
      return { code: error.code, stdout: '', stderr: String(error.stderr) }
    }
    // As when the machine has no memory left.
    if (error instanceof Error && 'signal' in error && typeof error.signal === 'string') {
      throw new ProctorError('git_failed', `git ${args[0]} was killed (${error.signal}) in ${dir}`, {
        cause: error,
      })
    }
    throw error
  }
}

/** As `git`, for what must succeed. @throws ProctorError git_failed, tool_missing */
export async function gitOrThrow(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await git(dir, args, env)
  if (code !== 0) {
    throw new ProctorError('git_failed', `\`git ${args.join(' ')}\` failed in ${dir}: ${stderr.trim()}`, {
      hint: 'run the same command by hand to see why',
    })
  }
  return stdout
}
