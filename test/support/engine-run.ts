import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type * as z from 'zod'
import type { Event, EventData, EventOf, EventType } from '../../src/contract/event.ts'
import { Facts } from '../../src/contract/facts.ts'
import { RunResult, VerifyResult } from '../../src/contract/results.ts'
import type { Turns } from '../../src/contract/turns.ts'
import type { EngineConfig, Workspace } from '../../src/contract/workspace.ts'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const BIN = join(ROOT, 'bin/proctor')

/** The bug of the example of `proctor init`, and its mending. */
export const BUG = '  const sorted = [...numbers].sort()'
export const FIX = '  const sorted = [...numbers].sort((a, b) => a - b)'
export const FILE = 'src/median.js'

export interface EngineWorkspace {
  readonly dir: string
}

export interface EngineRun {
  readonly exitCode: number | null
  readonly stderr: string
  readonly result: RunResult
  readonly facts: Facts
  readonly events: readonly Event[]
  /** What `proctor verify` says of the bundle. */
  readonly verified: VerifyResult
  /** Empty when nothing was measured. */
  readonly patch: string
}

/** A workspace as `proctor init` makes it, for one engine whose model says what `turns` says. */
export function makeEngineWorkspace(
  dir: string,
  engine: EngineConfig | z.input<typeof Workspace>['engines'][number],
  turns: z.input<typeof Turns>,
  task: Readonly<Record<string, unknown>> = {},
): EngineWorkspace {
  const made = spawnSync(BIN, ['init', dir], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const config: z.input<typeof Workspace> = {
    version: 1,
    test: true,
    repositories: [{ id: 'example', path: 'repositories/example', class: 'artificial' }],
    providers: [{ id: 'scripted', kind: 'scripted', turns: 'tasks/{task}/model.yaml' }],
    engines: [{ provider: 'scripted', model: 'gpt-5.5', ...engine }],
  }
  writeFileSync(join(dir, 'proctor.yaml'), stringify(config))
  writeFileSync(join(dir, 'tasks/example/model.yaml'), stringify(turns, { aliasDuplicateObjects: false }))
  const taskFile = join(dir, 'tasks/example/task.yaml')
  const text = readFileSync(taskFile, 'utf8').replace(/^(timeout|silenceTimeout): .*\n/gm, '')
  writeFileSync(taskFile, `${text}${stringify({ timeout: 60, silenceTimeout: 30, ...task })}`)
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=t', '-c', 'user.email=t@proctor.invalid', ...args])
  git('add', '--all')
  git('commit', '-q', '-m', 'One engine')
  return { dir }
}

/** One ordinary run through the command line, and its verification. */
export function runEngine({ dir }: EngineWorkspace): EngineRun {
  const run = proctor('run', '--workspace', dir, '--task', 'example')
  if (run.stdout === '') throw new Error(run.stderr)
  const json: unknown = JSON.parse(run.stdout)
  const parsed = RunResult.safeParse(json)
  if (!parsed.success) throw new Error(`${run.stdout}\n${run.stderr}`)
  const result = parsed.data
  const { bundle } = result
  if (bundle === null) throw new Error(run.stderr)
  const read = (name: string) => readFileSync(join(bundle, name), 'utf8')
  const events = read('events.normalized.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
  const verified = proctor('verify', bundle, '--workspace', dir)
  return {
    exitCode: run.status,
    stderr: run.stderr,
    result,
    facts: Facts.parse(JSON.parse(read('facts.json'))),
    events,
    verified: VerifyResult.parse(JSON.parse(verified.stdout)),
    patch: existsSync(join(bundle, 'patch.diff')) ? read('patch.diff') : '',
  }
}

function proctor(...args: string[]) {
  return spawnSync(BIN, [...args, '--json'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 })
}

/** The data of all events of one type, in order. */
export function eventsOf<T extends EventType>(run: EngineRun, type: T): EventData<T>[] {
  return run.events
    .filter((event): event is Event & EventOf<T> => event.type === type)
    .map(({ data }) => data)
}
