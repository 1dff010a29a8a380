import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { CaseId } from '../../contract/conformance.ts'
import type { Turns } from '../../contract/turns.ts'
import type { EngineConfig, Workspace } from '../../contract/workspace.ts'
import type { Conformance } from '../../engines/port.ts'
import { EXAMPLE_FIX } from '../../workspace/scaffold/example-repository.ts'

/** A case that a model can bring an engine into. */
type ModelCase = Exclude<CaseId, 'garbage'>

/** Seconds of a case. A provider that hangs, and an engine that does not heed SIGTERM, cost all of them. */
const TIMEOUT = 45
const HANG_TIMEOUT = 10
/** What is to be killed must have begun, on a busy machine too. */
const KILL_TIMEOUT = 90

/** Lays a case out in the workspace: the engine alone, its model, and the time that it has. */
export async function writeCase(
  root: string,
  engine: EngineConfig,
  conformance: Conformance,
  id: ModelCase,
): Promise<void> {
  const model = conformance.model === undefined ? {} : { model: conformance.model }
  const permissions = id === 'denied' ? 'deny' : 'checkout'
  const config: Partial<Workspace> = {
    version: 1,
    test: true,
    repositories: [{ id: 'example', path: 'repositories/example', class: 'artificial', protected: [] }],
    providers: [{ id: 'conformance', kind: 'scripted', turns: 'tasks/example/turns.yaml' }],
    engines: [{ ...engine, ...model, provider: 'conformance', permissions }],
  }
  const taskFile = join(root, 'tasks/example/task.yaml')
  const timeout = timeoutOf(id)
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

function timeoutOf(id: ModelCase): number {
  if (id === 'hang') return HANG_TIMEOUT
  return id === 'sigterm' || id === 'sigkill' ? KILL_TIMEOUT : TIMEOUT
}

function toTurns({ edit, write, shell }: Conformance, id: ModelCase): Turns {
  const usage = { input: 100, cachedInput: 0, output: 10 }
  const mend = { calls: edit(EXAMPLE_FIX.file, EXAMPLE_FIX.line, EXAMPLE_FIX.fixed), usage }
  const done = { text: 'It is done.', calls: [], usage }
  const faulty = (fault: Turns['turns'][number]['fault']) => [{ text: 'I begin.', calls: [], usage, fault }]
  // The engine has a second to tell of the tool. The work is done and right: only that nobody lived to say so keeps it from passing.
  const killed = (signal: string) => [
    mend,
    { calls: shell(`sleep 1; kill -${signal} $PPID; sleep ${KILL_TIMEOUT}`), usage },
    done,
  ]
  const turns: Readonly<Record<ModelCase, Turns['turns']>> = {
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
    sigterm: killed('TERM'),
    sigkill: killed('KILL'),
  }
  return { turns: turns[id], after: 'Nothing more to do.' }
}
