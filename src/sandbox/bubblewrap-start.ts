import { constants, release } from 'node:os'
import type { Duplex, Readable } from 'node:stream'
import * as z from 'zod'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { type BubblewrapPlan, toBubblewrapOptions, toDataFiles } from './bubblewrap-options.ts'
import type { Limiter } from './limit.ts'
import { createLineReader, type LineReader } from './line-reader.ts'
import type { SandboxSpec } from './port.ts'
import { readProcess, readProcesses, toLeftProcess } from './processes.ts'
import { type SeccompArch, toSeccompFilter } from './seccomp-filter.ts'
import { type Spawned, spawnProcess } from './spawn-process.ts'
import type { CommandEnd, Tree } from './supervise.ts'

/** Programs of the host that the backend uses, by absolute path. */
export interface Programs {
  readonly bwrap: string
  /** Of bubblewrap. */
  readonly version: string | null
  /** Needed as root, to drop to the user. */
  readonly setpriv: string | null
  /** Needed where no cgroup counts processes. */
  readonly prlimit: string | null
}

const CONTROL = 3
const OPTIONS = 4
const SECCOMP = 5
const INFO = 6
const FIRST_DATA = 7

/** Ms within which the command must run, or something hangs that will not come back. */
const START_TIMEOUT = 30_000

/**
 * Pid 1 of the namespace. It holds the namespace open when the command has ended, so that the harness can look from
 * outside at what is left, and only then kills it. It can't be signalled from inside (pid 1 has no handlers, so the
 * kernel drops even SIGKILL), and its channel is a socket, which /proc/1/fd can't reopen. A same-uid engine gains
 * nothing by lying about its exit status: it is still seen alive. A list made inside could be forged; this one is not.
 * Its own stderr goes nowhere, since shells like to remark on a command that was killed.
 */
const HOLD = `exec 4>&2 2>/dev/null; printf 'up\\n' >&${CONTROL}; read -r go <&${CONTROL} || exit 1; (exec "$@" 2>&4 4>&-)
printf 'exit %d\\n' "$?" >&${CONTROL}; read -r go <&${CONTROL}`

/** Runs as the sandbox's user, which may be the only one allowed into the working directory. */
const LAUNCH = `ulimit -c 0; cd "$1" 2>/dev/null || { printf 'cwd\\n' >&${CONTROL}; exit 126; }; shift
command -v "$1" >/dev/null || { printf 'missing\\n' >&${CONTROL}; exit 127; }
unset OLDPWD SHLVL; printf 'run\\n' >&${CONTROL}; exec "$@" ${CONTROL}>&-`

/** The command is the first process that pid 1 starts. */
const COMMAND_PID = 2

export interface StartPlan extends BubblewrapPlan {
  readonly programs: Programs
  readonly arch: SeccompArch
  /** RLIMIT_NPROC to set; null where a cgroup counts. */
  readonly nproc: number | null
}

/** Whether RLIMIT_NPROC can be used: it counts per user, and per user namespace since Linux 5.14. */
export function canLimitProcesses(asRoot: boolean, programs: Programs): boolean {
  if (programs.prlimit === null) return false
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return asRoot || major > 5 || (major === 5 && minor >= 14)
}

/**
 * Starts the command and waits until it is about to run.
 * @throws ProctorError sandbox_failed; nothing is left running then
 */
export async function startBubblewrap(spec: SandboxSpec, plan: StartPlan, limiter: Limiter): Promise<Tree> {
  const data = toDataFiles(plan)
  const options = toBubblewrapOptions(plan, {
    seccomp: SECCOMP,
    info: INFO,
    data: data.map((_, index) => FIRST_DATA + index),
  })
  const spawned = await spawnProcess({
    file: plan.programs.bwrap,
    // Options travel through a descriptor: command lines are world-readable, and host paths are nobody's business.
    args: ['--args', String(OPTIONS), '--', '/bin/sh', '-c', HOLD, 'sh', ...toCommand(spec, plan)],
    cwd: '/',
    env: {},
    stdin: spec.stdin,
    channels: FIRST_DATA - CONTROL + data.length,
  })
  const channel = (fd: number): Duplex => {
    const found = spawned.channels[fd - CONTROL]
    if (found === undefined) throw new ProctorError('bug', `there is no channel ${fd}`)
    return found
  }
  channel(OPTIONS).end(options.map((option) => `${option}\0`).join(''))
  channel(SECCOMP).end(toSeccompFilter(plan.arch))
  for (const [index, file] of data.entries()) channel(FIRST_DATA + index).end(file.text)
  const errors = collectErrors(spawned.stderr)
  const tooSlow = setTimeout(() => sendSignal(spawned.pid, 'SIGKILL'), START_TIMEOUT)
  const lines = createLineReader(channel(CONTROL))
  const init = toChildPid(await readText(channel(INFO), 4_096))
  // The kernel takes its time to move a process between groups: meanwhile bubblewrap sets up the mounts.
  const admitted = init === null ? null : Promise.allSettled([limiter.admit(init)])
  const first = await lines.next()
  if (first !== 'up' || init === null) {
    await admitted
    clearTimeout(tooSlow)
    throw await toFailure(spawned, init, 'bubblewrap could not set up the sandbox', errors)
  }
  const tree = toTree(spawned, init, lines)
  try {
    const [admission] = (await admitted) ?? []
    if (admission?.status !== 'fulfilled') throw admission?.reason
    if (readProcess(insideProc(init), 1) === null) {
      throw new ProctorError('sandbox_failed', 'what runs in the sandbox can not be listed')
    }
  } catch (error) {
    clearTimeout(tooSlow)
    await tree.kill()
    throw new ProctorError('sandbox_failed', 'the sandbox could not be watched or limited', { cause: error })
  }
  channel(CONTROL).write('go\n')
  const state = await lines.next()
  clearTimeout(tooSlow)
  if (state !== 'run') throw await toFailure(spawned, init, toRefusal(state, spec), errors)
  errors.release()
  return { ...tree, ended: readEnd(lines) }
}

function toCommand(spec: SandboxSpec, plan: StartPlan): string[] {
  const { uid, gid } = plan.user
  const command: string[] = []
  if (plan.nproc !== null && plan.programs.prlimit !== null) {
    command.push(plan.programs.prlimit, `--nproc=${plan.nproc}:${plan.nproc}`, '--')
  }
  if (plan.asRoot && plan.programs.setpriv !== null) {
    command.push(plan.programs.setpriv, '--reuid', String(uid), '--regid', String(gid), '--clear-groups')
    command.push('--bounding-set', '-all', '--inh-caps', '-all', '--no-new-privs', '--')
  }
  command.push('/bin/sh', '-c', LAUNCH, 'sh', spec.cwd, ...spec.argv)
  return command
}

const insideProc = (init: number): string => `/proc/${init}/root/proc`

function toTree(spawned: Spawned, init: number, lines: LineReader): Omit<Tree, 'ended'> {
  let killing: Promise<void> | null = null
  return {
    stdin: spawned.stdin,
    stdout: spawned.stdout,
    stderr: spawned.stderr,
    rows: async () => readProcesses(insideProc(init)),
    async left() {
      const rows = readProcesses(insideProc(init))
      const alive = rows.filter((row) => row.pid !== 1 && !row.ended)
      return await Promise.all(alive.map((row) => toLeftProcess(insideProc(init), row)))
    },
    async terminate() {
      for (const row of readProcesses('/proc')) {
        if (row.ppid === init && row.innerPid === COMMAND_PID) sendSignal(row.pid, 'SIGTERM')
      }
    },
    kill() {
      killing ??= killNamespace(spawned, init).finally(() => lines.close())
      return killing
    },
  }
}

/**
 * Kills pid 1, and with it the kernel kills everything in its namespace before its parent, bubblewrap, hears of it: when
 * bubblewrap has ended nothing is left. Had bubblewrap been killed itself, pid 1 dies with it, a moment later.
 */
async function killNamespace(spawned: Spawned, init: number): Promise<void> {
  const row = readProcess('/proc', init)
  if (row !== null && row.ppid === spawned.pid) sendSignal(init, 'SIGKILL')
  await spawned.exited
  for (;;) {
    const still = readProcess('/proc', init)
    if (still === null || still.ended || still.innerPid !== 1) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error
  }
}

/** A shell reports a command that a signal ended as 128 + its number. */
async function readEnd(lines: LineReader): Promise<CommandEnd | null> {
  const code = /^exit ([0-9]{1,3})$/.exec((await lines.next()) ?? '')?.[1]
  if (code === undefined) return null
  const status = Number(code)
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)
  return signal === undefined ? { exitCode: status, signal: null } : { exitCode: null, signal: signal[0] }
}

const Info = z.object({ 'child-pid': z.int().positive() })

function toChildPid(text: string): number | null {
  const json = /^\s*\{[\s\S]*\}\s*$/.test(text) ? JSON.parse(text) : null
  const info = Info.safeParse(json)
  return info.success ? info.data['child-pid'] : null
}

function toRefusal(state: string | null, spec: SandboxSpec): string {
  if (state === 'cwd') return `the working directory ${spec.cwd} can not be entered in the sandbox`
  if (state === 'missing') return `there is no program ${spec.argv[0]} in the sandbox`
  return 'the command could not be started in the sandbox'
}

async function toFailure(
  spawned: Spawned,
  init: number | null,
  what: string,
  errors: CollectedErrors,
): Promise<ProctorError> {
  if (init === null) sendSignal(spawned.pid, 'SIGKILL')
  else await killNamespace(spawned, init)
  spawned.stdout.resume()
  await spawned.exited
  const text = (await errors.whole).trim()
  return new ProctorError('sandbox_failed', text === '' ? what : `${what}: ${text.split('\n').at(-1)}`)
}

interface CollectedErrors {
  /** All of stderr, once it has ended. */
  readonly whole: Promise<string>
  /** Gives the stream back, with what was read of it in place. */
  release(): void
}

/** Until the command runs, stderr is bubblewrap's and setpriv's own. Unread, it would be lost when they exit. */
function collectErrors(stderr: Readable): CollectedErrors {
  const chunks: Buffer[] = []
  const collect = (chunk: Buffer): void => {
    chunks.push(chunk)
  }
  stderr.on('data', collect)
  return {
    whole: new Promise((resolve) => {
      stderr.once('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
    }),
    release() {
      stderr.pause()
      stderr.off('data', collect)
      if (chunks.length > 0) stderr.unshift(Buffer.concat(chunks))
    },
  }
}

async function readText(stream: Readable, limit: number): Promise<string> {
  let text = ''
  for await (const chunk of stream) if (text.length < limit) text += String(chunk)
  return text
}
