// Promises: runs git in a clean environment of ours and gives its bytes back, or says exactly what failed.
// Must not: read any configuration but that of the git dir it is given, prompt, or reach the network.
// Called by: the files of this folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { devNull } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { toQuotedPath } from '../kernel/path-text.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { shellsHere, withGitShells } from './git-shells.ts'

const STDERR_LIMIT = 16_384

/** Where and on what one git process works. All paths are absolute. */
export interface GitCall {
  readonly gitDir: string
  readonly workTree?: string
  readonly indexFile?: string
  readonly stdin?: Uint8Array | AsyncIterable<Uint8Array>
  /** Object folder of another repository that this process may read, too. */
  readonly lentObjects?: string
  /** Object folder to write to and to read from instead of that of the git dir. */
  readonly objects?: string
  /** Settings that beat every configuration file. */
  readonly config?: readonly (readonly [key: string, value: string])[]
}

interface GitResult {
  /** Exit code; null when a signal ended git. */
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** What every git of ours has. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
  }
}

/** What a call has beside that. */
function settingsFor(call: GitCall): Map<string, string> {
  const settings = new Map([['GIT_DIR', call.gitDir]])
  if (call.workTree !== undefined) settings.set('GIT_WORK_TREE', call.workTree)
  if (call.indexFile !== undefined) settings.set('GIT_INDEX_FILE', call.indexFile)
  if (call.objects !== undefined) settings.set('GIT_OBJECT_DIRECTORY', call.objects)
  if (call.lentObjects !== undefined)
    settings.set('GIT_ALTERNATE_OBJECT_DIRECTORIES', toQuotedPath(Buffer.from(call.lentObjects)))
  const config = call.config ?? []
  settings.set('GIT_CONFIG_COUNT', String(config.length))
  for (const [index, [key, value]] of config.entries()) {
    settings.set(`GIT_CONFIG_KEY_${index}`, key)
    settings.set(`GIT_CONFIG_VALUE_${index}`, value)
  }
  return settings
}

/**
 * Whatever git is started within `act` is started by a few small shells, which pays when there is much of it.
 * @param folder to be made for their scratch files; whoever owns it removes it afterwards
 */
export function withFewForks<T>(folder: string, act: () => Promise<T>): Promise<T> {
  return withGitShells(folder, cleanEnvironment(), act)
}

/** A process that ends early closes its stdin; its exit code tells why, not the broken pipe. */
function isClosedPipe(error: unknown): boolean {
  return ['EPIPE', 'ECONNRESET', 'ECANCELED', 'ERR_STREAM_PREMATURE_CLOSE'].includes(errnoOf(error) ?? '')
}

/** Settles when git has taken all of its input, or has closed it. */
async function feed(child: ChildProcess, input: NonNullable<GitCall['stdin']>): Promise<void> {
  const { stdin } = child
  if (stdin === null) throw new ProctorError('bug', 'git was started without its input')
  const source = Readable.from(input instanceof Uint8Array ? [input] : input, { objectMode: false })
  try {
    await pipeline(source, stdin)
  } catch (error) {
    if (isClosedPipe(error)) return
    child.kill('SIGKILL')
    throw error
  }
}

/** Larger input is not written to a file first. */
const LARGE = 1_048_576

/** Runs git and waits for its end, whatever its exit code. */
export async function tryGit(args: readonly string[], call: GitCall): Promise<GitResult> {
  const shells = shellsHere()
  if (shells === undefined) return await start(args, call)
  const input = call.stdin === undefined ? null : await gather(call.stdin)
  if (input !== null && 'rest' in input) return await start(args, { ...call, stdin: input.rest })
  const environment = settingsFor(call)
  const { status, stdout, stderr } = await shells.run({ args, cwd: call.gitDir, environment, stdin: input })
  return { status, stdout, stderr: stderr.toString('utf8', 0, STDERR_LIMIT) }
}

/** All of it, or what still gives all of it when it is large. */
async function gather(
  input: NonNullable<GitCall['stdin']>,
): Promise<Uint8Array | { readonly rest: AsyncIterable<Uint8Array> | Uint8Array }> {
  if (input instanceof Uint8Array) return input.length > LARGE ? { rest: input } : input
  const held: Uint8Array[] = []
  let size = 0
  const pieces = input[Symbol.asyncIterator]()
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    held.push(next.value)
    size += next.value.length
    if (size > LARGE) return { rest: continued(held, pieces) }
  }
  return Buffer.concat(held)
}

async function* continued(
  held: readonly Uint8Array[],
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* held
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value
}

async function start(args: readonly string[], call: GitCall): Promise<GitResult> {
  const child = spawn('git', [...args], {
    cwd: call.gitDir,
    env: { ...cleanEnvironment(), ...Object.fromEntries(settingsFor(call)) },
    stdio: [call.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // In a session of its own: a terminal's Ctrl-C reaches the harness alone, which decides what becomes of the run.
    detached: true,
    windowsHide: true,
  })
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => {
    if (stderr.length < STDERR_LIMIT) stderr += text
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const fed = call.stdin === undefined ? undefined : feed(child, call.stdin)
  const [end, input] = await Promise.allSettled([ended, fed])
  if (end.status === 'rejected') throw toStartError(end.reason, call)
  if (input.status === 'rejected') throw input.reason
  return { status: end.value, stdout: Buffer.concat(stdout), stderr: stderr.slice(0, STDERR_LIMIT) }
}

function toStartError(cause: unknown, call: GitCall): ProctorError {
  if (errnoOf(cause) === 'ENOENT' && existsSync(call.gitDir)) {
    return new ProctorError('tool_missing', 'git could not be started', {
      hint: 'install git and make sure that it is on PATH',
      cause,
    })
  }
  return new ProctorError('git_failed', `git could not be started in ${call.gitDir}`, { cause })
}

/** The error for a git process that ended with a code that nobody expected. */
export function toGitError(args: readonly string[], result: GitResult): ProctorError {
  const said = result.stderr.trim().split('\n').at(-1) ?? ''
  const end = result.status === null ? 'was killed' : `ended with ${result.status}`
  return new ProctorError('git_failed', `git ${args[0]} ${end}${said === '' ? '' : `: ${said}`}`, {
    details: { command: ['git', ...args], exitCode: result.status, stderr: result.stderr },
  })
}

/**
 * Runs git and gives its stdout.
 * @throws ProctorError git_failed when its exit code is not 0, tool_missing when there is no git
 */
export async function git(args: readonly string[], call: GitCall): Promise<Buffer> {
  const result = await tryGit(args, call)
  if (result.status !== 0) throw toGitError(args, result)
  return result.stdout
}
