// Promises: a workspace of its own in which runs are disturbed, small enough that a run takes a second.
// Must not: reach outside its folder, or know how a fault is made. Called by: the tests and the programs of this folder.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { initWorkspace } from '../../src/run/init-workspace.ts'
import { FROM_SOURCES, type Program } from './program.ts'
import { scratchFolder } from './scratch-folder.ts'

/** Runs start half again as fast with their modules compiled before. */
const CACHE = join(scratchFolder(), `proctor-faults-cache-${process.pid}`)

/**
 * `good` passes when nothing goes wrong; `bad` changes a file out of scope and never may; `stubborn` ignores SIGTERM
 * and takes a minute.
 */
export const TASKS = ['good', 'bad', 'stubborn'] as const
export type TaskName = (typeof TASKS)[number]

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** What another command did that it should not have. */
  readonly beside?: string
}

export interface Arena {
  readonly dir: string
  readonly repository: string
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Started
  remove(): void
}

export interface Started {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** What it has said for people so far. */
  said(): string
}

const EDIT = {
  do: 'replace',
  path: 'src/median.js',
  find: '[...numbers].sort()',
  with: '[...numbers].sort((a, b) => a - b)',
}
const TAP = 'printf "TAP version 13\\n1..2\\nok 1 - a\\nok 2 - b\\n"'

export async function createArena(program: Program = FROM_SOURCES): Promise<Arena> {
  const dir = mkdtempSync(join(scratchFolder(), 'proctor-faults-'))
  await initWorkspace(dir, false)
  const config = join(dir, 'proctor.yaml')
  const text = readFileSync(config, 'utf8')
    .replace('tasks/{task}/model.{engine}.yaml', 'turns.yaml')
    .replace(
      '\nengines:\n',
      '\nengines:\n  - {id: scripted-fake, adapter: fake, provider: scripted, model: m}\n',
    )
  writeFileSync(config, text)
  writeFileSync(
    join(dir, 'turns.yaml'),
    stringify({ turns: [{ text: 'hello', usage: { input: 3, output: 2 } }] }),
  )
  for (const name of TASKS) {
    const folder = join(dir, 'tasks', name)
    execFileSync('mkdir', ['-p', folder])
    const task = {
      id: name,
      title: name,
      repository: 'example',
      scope: { allow: ['src/**'] },
      test: { command: ['sh', '-c', TAP], report: 'tap', minExecuted: 1 },
      riskClass: 'low',
      timeout: 60,
    }
    const outOfScope = name === 'bad' ? [{ do: 'write', path: 'package-lock.json', content: '{}' }] : []
    const stubborn = name === 'stubborn' ? [{ do: 'ignore-sigterm' }, { do: 'sleep', ms: 60_000 }] : []
    const steps = [
      ...stubborn,
      { do: 'say', text: 'one' },
      { do: 'ask-model', prompt: 'hi' },
      EDIT,
      { do: 'print', text: 'not an event\n' },
      ...outOfScope,
      { do: 'sleep', ms: 20 },
      { do: 'say', text: 'two' },
    ]
    writeFileSync(join(folder, 'task.yaml'), stringify(task))
    writeFileSync(join(folder, 'instruction.md'), 'Mend it.\n')
    writeFileSync(join(folder, 'fake.yaml'), stringify({ steps }))
  }
  return {
    dir,
    repository: join(dir, 'repositories/example'),
    start(args, env = {}) {
      const child = spawn(process.execPath, ['--import', program.preload, program.main, ...args], {
        cwd: dir,
        env: { ...process.env, NODE_COMPILE_CACHE: CACHE, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', (chunk) => {
        stdout += String(chunk)
      })
      child.stderr.on('data', (chunk) => {
        stderr += String(chunk)
      })
      const ended = new Promise<Ended>((resolve) => {
        child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
      })
      return { pid: child.pid ?? -1, ended, said: () => stderr }
    },
    remove() {
      rmSync(dir, { recursive: true, force: true })
      rmSync(CACHE, { recursive: true, force: true })
    },
  }
}

export function runArguments(task: TaskName): string[] {
  return ['run', '--task', task, '--engine', 'scripted-fake', '--json']
}
