// Promises: an engine's adapter held to the conformance table: its recordings read again and, when it may run, every case
// played by the ordinary run, in a workspace of its own. Must not: start an engine that is not admitted, or touch the
// workspace that it is asked from. Called by: the engine check command.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { type CaseId, CONFORMANCE, type ConformanceResult } from '../contract/conformance.ts'
import type { Event } from '../contract/event.ts'
import { Facts } from '../contract/facts.ts'
import type { Turns } from '../contract/turns.ts'
import type { EngineConfig, Workspace } from '../contract/workspace.ts'
import type { Conformance } from '../engines/port.ts'
import { findAdapter } from '../engines/registry.ts'
import { replayRecordings } from '../engines/replay.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'
import { EXAMPLE_FIX } from '../workspace/scaffold/example-repository.ts'
import { initWorkspace } from './init-workspace.ts'
import { runTask } from './run-task.ts'

type Case = ConformanceResult['cases'][number]

/** Seconds of a case; a provider that hangs costs all of them. */
const TIMEOUT = 45
const HANG_TIMEOUT = 10

/** @throws ProctorError engine_unknown */
export async function checkEngine(
  workspaceDir: string,
  engineId: string,
  progress: (message: string) => void,
): Promise<ConformanceResult> {
  const { config } = await readWorkspace(workspaceDir)
  const engine = config.engines.find(({ id }) => id === engineId)
  const adapter = engine === undefined ? undefined : findAdapter(engine.adapter)
  if (engine === undefined || adapter === undefined) {
    throw new ProctorError('engine_unknown', `proctor.yaml has no engine ${engineId} with a known adapter`)
  }
  const recordings = await replayRecordings(adapter)
  progress(`${recordings.read} recordings read again`)
  const placed =
    engine.install === undefined ? engine : { ...engine, install: resolve(workspaceDir, engine.install) }
  const { conformance } = adapter
  const played =
    conformance === undefined
      ? { notRun: 'no scripted model can drive this engine', cases: [] }
      : await playCases(placed, conformance, progress)
  const ok =
    recordings.differ.length === 0 && played.notRun === null && played.cases.every((entry) => entry.ok)
  return { engine: engineId, adapter: adapter.id, ok, recordings, ...played }
}

async function playCases(
  engine: EngineConfig,
  conformance: Conformance,
  progress: (message: string) => void,
): Promise<Pick<ConformanceResult, 'notRun' | 'cases'>> {
  const root = await mkdtemp(join(tmpdir(), 'proctor-check-'))
  try {
    await initWorkspace(root, false)
    const cases: Case[] = []
    for (const id of Object.keys(CONFORMANCE) as CaseId[]) {
      if (id === 'denied' && !conformance.asks) continue
      const played = await playCase(root, engine, conformance, id)
      if (typeof played === 'string') return { notRun: played, cases }
      progress(`${id}: ${played.ok ? 'as it must be' : played.differences.join('; ')}`)
      cases.push(played)
    }
    return { notRun: null, cases }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** One ordinary run. A text says why the engine may not run at all. */
async function playCase(
  root: string,
  engine: EngineConfig,
  conformance: Conformance,
  id: CaseId,
): Promise<Case | string> {
  await writeCase(root, engine, conformance, id)
  const { result } = await runTask({
    workspaceDir: root,
    taskId: 'example',
    engineId: engine.id,
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  if (result.bundle === null) return `the run left no bundle: ${result.blockers.join(', ')}`
  const read = (name: string) => readFile(join(result.bundle ?? '', name), 'utf8')
  const facts = Facts.parse(JSON.parse(await read('facts.json')))
  if (facts.engine === null)
    return facts.refusals.map(({ message }) => message).join('; ') || 'no engine was started'
  const lines = (await read('events.normalized.jsonl')).trimEnd().split('\n')
  const answers = lines
    .map((line) => JSON.parse(line) as Event)
    .flatMap((event) => (event.type === 'permission.resolved' ? [event.data.optionKind] : []))
  const { exit, terminal } = facts.engine
  const hidden = result.status !== 'pass' && exit.exitCode === 0 && terminal === 'completed'
  const differences = [
    ...(CONFORMANCE[id].exitCodes.includes(result.exitCode) ? [] : [`the exit code is ${result.exitCode}`]),
    ...CONFORMANCE[id].blockers
      .filter((code) => !result.blockers.includes(code))
      .map((code) => `${code} is missing among the blockers`),
    ...differ('what the engine hides', hidden, conformance.hides.includes(id)),
    ...permissionDifferences(id, conformance, answers),
  ]
  const { status, exitCode, blockers } = result
  const ok = differences.length === 0
  return {
    case: id,
    ok,
    status,
    exitCode,
    blockers,
    engineExitCode: exit.exitCode,
    terminal,
    hidden,
    differences,
  }
}

function differ(what: string, is: unknown, must: unknown): string[] {
  return is === must ? [] : [`${what} is ${String(is)}, not ${String(must)}`]
}

function permissionDifferences(
  id: CaseId,
  { asks }: Conformance,
  answers: readonly (string | null)[],
): string[] {
  const { permission } = CONFORMANCE[id]
  if (permission === undefined || !asks) return []
  const wanted = permission === 'granted' ? 'allow_once' : 'reject_once'
  return answers.includes(wanted) ? [] : [`no request for permission was answered with ${wanted}`]
}

function toTurns({ edit, write }: Conformance, id: CaseId): Turns {
  const usage = { input: 100, cachedInput: 0, output: 10 }
  const mend = { calls: edit(EXAMPLE_FIX.file, EXAMPLE_FIX.line, EXAMPLE_FIX.fixed), usage }
  const done = { text: 'It is done.', calls: [], usage }
  const faulty = (fault: Turns['turns'][number]['fault']) => [{ text: 'I begin.', calls: [], usage, fault }]
  const turns: Readonly<Record<CaseId, Turns['turns']>> = {
    success: [mend, done],
    'no-edit': [done],
    refused: faulty('refuse'),
    unauthorized: faulty(401),
    'rate-limited': faulty(429),
    'server-error': faulty(500),
    cut: faulty('cut'),
    hang: faulty('hang'),
    outside: [{ calls: write('/outside.txt', 'outside'), usage }, done],
    denied: [mend, done],
  }
  return { turns: turns[id], after: 'Nothing more to do.' }
}

async function writeCase(
  root: string,
  engine: EngineConfig,
  conformance: Conformance,
  id: CaseId,
): Promise<void> {
  const config: Partial<Workspace> = {
    version: 1,
    test: true,
    repositories: [{ id: 'example', path: 'repositories/example', class: 'artificial', protected: [] }],
    providers: [{ id: 'conformance', kind: 'scripted', turns: 'tasks/example/turns.yaml' }],
    engines: [{ ...engine, provider: 'conformance', permissions: id === 'denied' ? 'deny' : 'checkout' }],
  }
  const taskFile = join(root, 'tasks/example/task.yaml')
  const timeout = id === 'hang' ? HANG_TIMEOUT : TIMEOUT
  const task = (await readFile(taskFile, 'utf8')).replace(/^timeout: .*$/m, `timeout: ${timeout}`)
  const plain = { aliasDuplicateObjects: false }
  await writeFile(join(root, 'proctor.yaml'), stringify(config, plain))
  await writeFile(join(root, 'tasks/example/turns.yaml'), stringify(toTurns(conformance, id), plain))
  const { file, line, fixed } = EXAMPLE_FIX
  const scenario = conformance.scenario?.(id, { path: file, find: line, with: fixed })
  if (scenario !== undefined)
    await writeFile(join(root, 'tasks/example/fake.yaml'), stringify(scenario, plain))
  await writeFile(taskFile, task)
}
