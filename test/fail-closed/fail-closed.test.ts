import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Arena } from '../faults/arena.ts'
import { checkInvariants, lookBefore } from '../faults/invariants.ts'
import { temporaryFolder } from '../samples/temporary-folder.ts'
import { enumerateCalls, failOnce, type SweepResult, toCases, warmArena } from './sweep.ts'

const MINUTES = 10 * 60_000
const SAMPLE = 12
let arena: Arena
beforeAll(async () => {
  arena = await warmArena()
})
afterAll(() => arena.remove())

test(
  'twelve of all ways to fail between the dead engine and the sealed bundle: exit 5 or a blocker, never a pass',
  async () => {
    const calls = await enumerateCalls(arena)
    for (const path of ['facts.json', 'patch.diff', 'report.json', 'ledger.proof', 'log.jsonl', 'checkpoint'])
      expect(calls.map((call) => call.path.split('/').pop())).toContainEqual(expect.stringContaining(path))
    const cases = toCases(calls)
    expect(cases.length).toBeGreaterThan(300)
    const step = Math.floor(cases.length / SAMPLE)
    const chosen = cases.filter((_, index) => index % step === Math.floor(step / 2)).slice(0, SAMPLE)
    const results: SweepResult[] = []
    for (const one of chosen) results.push(await failOnce(arena, one))
    expect(results.flatMap(({ one, wrong }) => wrong.map((what) => `${one.name}: ${what}`))).toEqual([])
    const closed = results.filter(({ exit }) => exit === 5)
    expect(closed.length).toBeGreaterThan(SAMPLE / 3)
    // What fails at the ledger itself can't be put into it; everything else is.
    for (const { one, recorded } of closed)
      expect({ name: one.name, recorded }).toEqual({
        name: one.name,
        recorded: !one.call.path.includes('/ledger/'),
      })
  },
  MINUTES,
)

test.each([
  ['open', 'openSync', /\/checkout\/README\.md$/],
  ['read', 'lstatSync', /\/checkout\/README\.md$/],
  ['read', 'readdirSync', /\/checkout\/src$/],
] as const)(
  'a device that fails at a file of the checkout (%s, %s) gives no answer, and is held against nobody',
  async (kind, call, path) => {
    const calls = await enumerateCalls(arena)
    const found = calls.find((one) => one.kind === kind && one.call === call && path.test(one.path))
    if (found === undefined) throw new Error(`a run makes no ${call} of ${path}`)
    const result = await failOnce(arena, { call: found, way: 'EIO', name: `${kind} EIO` })
    expect(result.hit?.path).toMatch(path)
    expect(result).toMatchObject({ exit: 4, says: 'machine_failed', wrong: [] })
  },
  MINUTES,
)

/** A run whose `.proctor` lies on a file system of this size, which is gone with the mount namespace of the command. */
const ON_TMPFS = `set -e
cp -a .proctor "$KEPT"
mount -t tmpfs -o size="$SIZE" tmpfs .proctor
cp -a "$KEPT"/. .proctor/
node "$MAIN" run --task good --engine scripted-fake --scenario "$SCENARIO" --json > "$OUT" || code=$?
ls -A .proctor/runs > "$OUT.runs" 2>/dev/null || true
exit "\${code:-0}"`

const MEND = {
  do: 'replace',
  path: 'src/median.js',
  find: '[...numbers].sort()',
  with: '[...numbers].sort((a, b) => a - b)',
}
/** Writes until there is no room for anybody. */
const FILL = { do: 'run', command: ['sh', '-c', 'cat /dev/zero > src/zero; true'] }

test.each([
  ['with room for a part of a run', 24, [MEND]],
  ['with room for nearly all of a run', 160, [MEND]],
  ['that the engine fills', 2_048, [MEND, FILL]],
  ['with room for a run', 16_384, [MEND]],
])(
  'a disk %s: what does not fit is not sealed, and does not pass',
  async (_, spare, steps) => {
    const before = lookBefore(arena)
    const [out, scenario] = [join(arena.dir, `out-${spare}`), join(arena.dir, `scenario-${spare}.yaml`)]
    writeFileSync(scenario, JSON.stringify({ steps }))
    const used = folderBytes(join(arena.dir, '.proctor'))
    const namespace = process.getuid?.() === 0 ? ['-m'] : ['-rm']
    const { status, stderr } = spawnSync('unshare', [...namespace, 'sh', '-c', ON_TMPFS], {
      cwd: arena.dir,
      encoding: 'utf8',
      env: {
        ...process.env,
        // A run that could not be sealed waits for a recovery, and its workspace vanishes with the disk.
        TMPDIR: temporaryFolder(),
        SIZE: `${Math.ceil(used / 1_024) + spare}k`,
        KEPT: join(arena.dir, `kept-${spare}`),
        OUT: out,
        SCENARIO: scenario,
        MAIN: join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts'),
      },
    })
    const document = JSON.parse(readFileSync(out, 'utf8'))
    const runs = existsSync(`${out}.runs`) ? readFileSync(`${out}.runs`, 'utf8').split('\n') : []
    const fresh = runs.filter((name) => name !== '' && !before.runs.has(name))
    expect({ status, stderr }).not.toMatchObject({ status: 70 })
    expect(document.status === 'pass').toBe(status === 0)
    // Only what was sealed whole has a bundle, and the command has verified it.
    expect(fresh).toHaveLength(document.bundle == null ? 0 : 1)
    if (spare === 16_384) expect(status).toBe(0)
    else if (spare !== 160) expect([4, 5]).toContain(status)
    expect((await checkInvariants(arena, before)).broken).toEqual([])
  },
  MINUTES,
)

function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + 4_096 * Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 4_096),
      0,
    )
}
