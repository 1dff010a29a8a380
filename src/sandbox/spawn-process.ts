// Promises: the room's only door to the operating system's spawn; nothing of the harness's environment or open files passes.
// Must not: decide what is run or when it ends. Called by: the backends of this room, from the main thread
// (a child asked to die with its parent dies with the thread that forked it).
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { Duplex, Readable, Writable } from 'node:stream'
import { ProctorError } from '../kernel/proctor-error.ts'
import { readInheritableFds } from './inheritable-fds.ts'

export interface SpawnRequest {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly stdin: 'closed' | 'pipe'
  /** How many two-way channels the child gets, as fd 3, 4, ... */
  readonly channels: number
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

export interface Spawned {
  readonly pid: number
  readonly stdin: Writable | null
  readonly stdout: Readable
  readonly stderr: Readable
  /** Our ends of fd 3, 4, ... */
  readonly channels: readonly Duplex[]
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/**
 * Starts a process in a session of its own, so that a terminal's Ctrl-C reaches the harness alone.
 * @throws ProctorError sandbox_failed when the operating system refuses
 */
export async function spawnProcess(request: SpawnRequest): Promise<Spawned> {
  const nothing = openSync('/dev/null', 'r')
  let child: ChildProcess
  try {
    child = spawn(request.file, [...request.args], {
      cwd: request.cwd,
      env: { ...request.env },
      detached: true,
      stdio: toStdio(request, nothing),
      ...(request.user ?? {}),
    })
    await whenSpawned(child)
  } catch (error) {
    throw new ProctorError('sandbox_failed', `${request.file} could not be started in ${request.cwd}`, {
      cause: error,
    })
  } finally {
    closeSync(nothing)
  }
  return toSpawned(child, request)
}

/** Descriptors that whoever started the harness left open would reach the child: they are covered with /dev/null. */
function toStdio(request: SpawnRequest, nothing: number): Array<'ignore' | 'pipe' | number> {
  const stdio: Array<'ignore' | 'pipe' | number> = [
    request.stdin === 'pipe' ? 'pipe' : 'ignore',
    'pipe',
    'pipe',
    ...Array.from({ length: request.channels }, () => 'pipe' as const),
  ]
  for (const fd of readInheritableFds()) {
    while (stdio.length <= fd) stdio.push('ignore')
    if (fd >= 3 + request.channels) stdio[fd] = nothing
  }
  return stdio
}

function whenSpawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
}

function toSpawned(child: ChildProcess, request: SpawnRequest): Spawned {
  const stdio: readonly unknown[] = child.stdio
  const channels: Duplex[] = []
  for (let fd = 3; fd < 3 + request.channels; fd += 1) {
    const channel = stdio[fd]
    if (!(channel instanceof Duplex)) throw new ProctorError('bug', `fd ${fd} of the child is no channel`)
    // A peer that dies early breaks the pipe; its exit tells the story.
    channel.on('error', () => undefined)
    channels.push(channel)
  }
  const { pid, stdin, stdout, stderr } = child
  if (pid === undefined || !(stdout instanceof Readable) || !(stderr instanceof Readable)) {
    throw new ProctorError('bug', 'a started process has neither pid nor output')
  }
  stdin?.on('error', () => undefined)
  stdout.on('error', () => undefined)
  stderr.on('error', () => undefined)
  return {
    pid,
    stdin: stdin instanceof Writable ? stdin : null,
    stdout,
    stderr,
    channels,
    exited: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }))
    }),
  }
}
