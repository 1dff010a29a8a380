import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { ProcessExit } from '../contract/facts.ts'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import type { Mount, Sandbox, SandboxedProcess, SandboxSpec } from './port.ts'

export const NODE_INSIDE = '/opt/node/bin/node'
export const NODE_MOUNT: Mount = { from: process.execPath, to: NODE_INSIDE, mode: 'ro' }

export const LIMITS: SandboxSpec['limits'] = {
  wallMs: 30_000,
  silenceMs: null,
  outputBytes: 1_000_000,
  memoryBytes: 2 ** 30,
  processes: 128,
}

type Changes = Partial<Omit<SandboxSpec, 'limits'>> & { readonly limits?: Partial<SandboxSpec['limits']> }

export function toSpec(argv: SandboxSpec['argv'], changes: Changes = {}): SandboxSpec {
  return {
    argv,
    cwd: '/tmp',
    env: { PATH: '/usr/bin:/bin' },
    mounts: [NODE_MOUNT],
    stdin: 'closed',
    network: 'none',
    ...changes,
    limits: { ...LIMITS, ...changes.limits },
  }
}

export interface Outcome {
  readonly exit: ProcessExit
  readonly stdout: string
  readonly stderr: string
  readonly facts: SandboxedProcess['facts']
}

export async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** Runs a command to its end. */
export async function run(spec: SandboxSpec, sandbox: Sandbox = createBubblewrapSandbox()): Promise<Outcome> {
  const running = await sandbox.start(spec)
  const [stdout, stderr, exit] = await Promise.all([
    readAll(running.stdout),
    readAll(running.stderr),
    running.exited,
  ])
  return { exit, stdout, stderr, facts: running.facts }
}

export const runShell = (script: string, changes: Changes = {}): Promise<Outcome> =>
  run(toSpec(['/bin/sh', '-c', script], changes))

export const runNode = (script: string, changes: Changes = {}): Promise<Outcome> =>
  run(toSpec([NODE_INSIDE, '-e', script], changes))

export interface TempFolder extends AsyncDisposable {
  readonly path: string
}

export async function openTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'proctor-sandbox-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
