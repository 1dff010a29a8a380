// Promises: git processes started by small shells that stay, each answer as if we had started them: a fork of a process
// as large as ours costs more than what git does. Must not: take a shell that failed for a git that said no.
// Called by: git.ts, index.ts.
import { AsyncLocalStorage } from 'node:async_hooks'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** One git process. */
export interface ShellJob {
  readonly args: readonly string[]
  /** Absolute. */
  readonly cwd: string
  /** Variables beside those that every git of ours has. */
  readonly environment: ReadonlyMap<string, string>
  readonly stdin: Uint8Array | null
}

interface ShellAnswer {
  /** Exit code; null when a signal ended git. */
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: Buffer
}

interface Shells {
  run(job: ShellJob): Promise<ShellAnswer>
  close(): Promise<void>
}

const AT_ONCE = 3
/** What a shell says when it can't start a program, as POSIX has it. */
const NOT_STARTED = [126, 127]
/** Git itself says this of a wrong command line; as a signal it would be one that git of ours never gets. */
const USAGE = 129

const inForce = new AsyncLocalStorage<Shells>()

/** Those in force where this is called; undefined when git is to be started by ourselves. */
export function shellsHere(): Shells | undefined {
  return inForce.getStore()
}

/**
 * Whatever git is started within `act` is started by a few shells.
 * @param folder to be made for their scratch files; whoever owns it removes it afterwards
 * @param environment of every git
 */
export async function withGitShells<T>(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
  act: () => Promise<T>,
): Promise<T> {
  const shells = openShells(folder, environment)
  try {
    return await inForce.run(shells, act)
  } finally {
    await shells.close()
  }
}

function openShells(folder: string, environment: Readonly<NodeJS.ProcessEnv>): Shells {
  const free: Shell[] = []
  const all = new Set<Shell>()
  const waiting: ((shell: Shell) => void)[] = []
  let started = 0
  const start = (): Shell => {
    const shell = startShell(join(folder, `shell-${started++}`), environment)
    all.add(shell)
    return shell
  }
  const take = (): Promise<Shell> | Shell => {
    const known = free.pop()
    if (known !== undefined) return known
    return all.size < AT_ONCE ? start() : new Promise((resolve) => waiting.push(resolve))
  }
  const giveBack = (shell: Shell): void => {
    if (shell.isOver()) all.delete(shell)
    const next = waiting.shift()
    if (next !== undefined) next(shell.isOver() ? start() : shell)
    else if (!shell.isOver()) free.push(shell)
  }
  return {
    async run(job) {
      const shell = await take()
      try {
        return await shell.run(job)
      } finally {
        giveBack(shell)
      }
    },
    async close() {
      await Promise.all([...all].map((shell) => shell.close()))
    },
  }
}

interface Shell {
  /** One at a time. @throws ProctorError tool_missing; git_failed when git was not started, and the shell is over then */
  run(job: ShellJob): Promise<ShellAnswer>
  isOver(): boolean
  close(): Promise<void>
}

function startShell(folder: string, environment: Readonly<NodeJS.ProcessEnv>): Shell {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const places = { in: join(folder, 'in'), out: join(folder, 'out'), err: join(folder, 'err') }
  const child = spawn('sh', [], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
    // In a session of its own, as git is where we start it.
    detached: true,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  // A shell that is gone is noticed by its end, not by what can't be written to it.
  child.stdin?.on('error', () => undefined)
  const { next: statusOf, isOver } = toStatuses(child, ended)
  return {
    isOver,
    async run(job) {
      const { stdin } = job
      if (stdin !== null) inScratch(places.in, () => writeFileSync(places.in, stdin))
      child.stdin?.write(toCommand(job, places))
      const status = await statusOf()
      if (status === null || NOT_STARTED.includes(status)) throw notStarted(status, job)
      return {
        status: status > 128 && status !== USAGE ? null : status,
        stdout: inScratch(places.out, () => readFileSync(places.out)),
        stderr: inScratch(places.err, () => readFileSync(places.err)),
      }
    },
    async close() {
      child.stdin?.end()
      await ended
    },
  }
}

function inScratch<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    throw new ProctorError('git_failed', `${path}, which git is fed by or prints to: ${errno}`, { cause })
  }
}

interface Statuses {
  /** The number that the shell prints next; null when it ended without one. */
  next(): Promise<number | null>
  isOver(): boolean
}

function toStatuses(child: ChildProcess, ended: Promise<void>): Statuses {
  let text = ''
  let isOver = false
  let asker: ((status: number | null) => void) | undefined
  const look = () => {
    const end = text.indexOf('\n')
    if (asker === undefined || (end < 0 && !isOver)) return
    const line = end < 0 ? '' : text.slice(0, end)
    text = text.slice(end + 1)
    asker(/^[0-9]+$/.test(line) ? Number(line) : null)
    asker = undefined
  }
  child.stdout?.setEncoding('latin1')
  child.stdout?.on('data', (chunk: string) => {
    text += chunk
    look()
  })
  void ended.then(() => {
    isOver = true
    look()
  })
  return {
    next: () =>
      new Promise((resolve) => {
        asker = resolve
        look()
      }),
    isOver: () => isOver,
  }
}

/**
 * A folder or file that can't be opened ends the shell, so that it can't pass for git's exit code. The fourth to sixth
 * descriptor are git's streams, since the shell reads its commands from its own.
 */
function toCommand(
  { args, cwd, environment, stdin }: ShellJob,
  places: { readonly in: string; readonly out: string; readonly err: string },
): string {
  const settings = [...environment].map(([name, value]) => `${name}=${quoted(value)}`)
  const from = stdin === null ? '/dev/null' : places.in
  return [
    `cd ${quoted(cwd)} || exit 1`,
    `exec 4<${quoted(from)} 5>${quoted(places.out)} 6>${quoted(places.err)} || exit 1`,
    `${[...settings, 'git', ...args.map(quoted)].join(' ')} <&4 >&5 2>&6 4<&- 5>&- 6>&-`,
    `printf '%s\\n' $?\n`,
  ].join('\n')
}

/** One word for a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function notStarted(status: number | null, { args, cwd }: ShellJob): ProctorError {
  const missing = status === 127
  return new ProctorError(
    missing ? 'tool_missing' : 'git_failed',
    `git ${args[0]} could not be started in ${cwd}`,
    missing ? { hint: 'install git and make sure that it is on PATH' } : { details: { exitCode: status } },
  )
}
