// How long each installed engine takes from its start to its first byte on stdout, in the sandbox and without one, in turn
// in one process. Its model is never asked: what stands at the end of the bridge does not answer.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineAdapter, Installation } from '../src/engines/port.ts'
import { ADAPTER_IDS, findAdapter } from '../src/engines/registry.ts'
import { bridged } from '../src/run/bridge.ts'
import { giveFolder } from '../src/run/give-folder.ts'
import { INSIDE } from '../src/run/layout.ts'
import { createSandbox, type Sandbox } from '../src/sandbox/index.ts'
import { HEADING, inTurn, ratio, row } from './timing.ts'

const ROUNDS = 3
const LIMITS = {
  wallMs: 60_000,
  silenceMs: null,
  outputBytes: 1 << 26,
  memoryBytes: 4 * 2 ** 30,
  processes: 512,
}

async function startUp(
  adapter: EngineAdapter,
  installation: Installation,
  backend: Sandbox['backend'],
  socket: string,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'proctor-bench-'))
  const [home, checkout] = [join(folder, 'home'), join(folder, 'checkout')]
  for (const name of [home, checkout]) await mkdir(name)
  const { node } = INSIDE
  const context = {
    installation,
    instruction: 'Mend it.',
    model: adapter.conformance?.model ?? 'default',
    command: null,
    wire: null,
    home,
    permissions: 'checkout' as const,
    scenario: null,
    inside: { home: INSIDE.home, checkout: INSIDE.checkout, gateway: INSIDE.gateway, node },
  }
  const plan = await adapter.prepare(context)
  const launch =
    plan.bridgePort === null
      ? { argv: plan.argv, mounts: [] }
      : bridged(plan.argv, plan.bridgePort, INSIDE.gateway)
  const owner =
    process.getuid?.() === 0 && backend === 'bubblewrap' ? { uid: 65_533, gid: 65_533 } : undefined
  if (owner !== undefined) await giveFolder(folder, owner)
  const start = performance.now()
  const engine = await createSandbox(backend).start({
    argv: launch.argv,
    cwd: INSIDE.checkout,
    env: plan.env,
    mounts: [
      { from: process.execPath, to: node, mode: 'ro' },
      { from: checkout, to: INSIDE.checkout, mode: 'rw' },
      { from: home, to: INSIDE.home, mode: 'rw' },
      { from: socket, to: INSIDE.gateway, mode: 'rw' },
      ...plan.mounts,
      ...launch.mounts,
    ],
    limits: LIMITS,
    stdin: plan.stdin,
    network: 'none',
    user: owner,
  })
  engine.stderr.resume()
  const first = new Promise<number>((resolve, reject) => {
    engine.stdout.once('data', () => resolve(performance.now() - start))
    engine.stdout.once('end', () => reject(new Error(`${adapter.id} printed nothing`)))
  })
  const stopping = new AbortController().signal
  const permit = async () => ({ granted: false, optionKind: 'reject_once' }) as const
  const { stdin, stdout } = engine
  const talk = stdin === null ? null : adapter.converse?.({ stdin, stdout, stopping, permit }, context)
  const elapsed = await first
  engine.end('done', 0)
  stdout.resume()
  await Promise.all([talk, engine.exited])
  await rm(folder, { recursive: true, force: true })
  return elapsed
}

const sockets = await mkdtemp(join(tmpdir(), 'proctor-sock-'))
const socket = join(sockets, 'gateway.sock')
const silent = createServer((client) => client.on('error', () => client.destroy()).resume())
await new Promise<void>((resolve) =>
  silent.listen({ path: socket, writableAll: true, readableAll: true }, resolve),
)
await chmod(sockets, 0o755)
console.log(HEADING)
for (const id of ADAPTER_IDS) {
  const adapter = findAdapter(id)
  if (adapter?.conformance === undefined || adapter.needsScenario === true) continue
  const installation = await adapter.locate(null)
  if (installation === null) {
    console.log(`${id}: not installed`)
    continue
  }
  const subject = (backend: Sandbox['backend']) => () => startUp(adapter, installation, backend, socket)
  const { inside, bare } = await inTurn({ inside: subject('bubblewrap'), bare: subject('none') }, ROUNDS)
  if (inside === undefined || bare === undefined) throw new Error('a subject was not timed')
  console.log(row(`${id}, without a sandbox`, bare))
  console.log(row(`${id}, in the sandbox`, inside, `${ratio(inside, bare).toFixed(2)} x`))
}
silent.close()
await rm(sockets, { recursive: true, force: true })
