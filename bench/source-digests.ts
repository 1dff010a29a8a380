// What it costs to derive the files of an engine again, as is done three times a run: beside openssl on the same files, and
// from a cache by inode, size and times, where policy allows it. Processor time, so that other work on the machine counts
// for nothing. Called by script/bench.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDigestCache } from '../src/sources/digest-cache.ts'
import { digestTree } from '../src/sources/digest-tree.ts'
import { HEADING, inTurn, ratio, row } from './timing.ts'

const LOCKS = join(import.meta.dirname, '../engine-locks')
const folder = mkdtempSync(join(tmpdir(), 'proctor-bench-'))

async function ofThisProcess(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** `times` of a shell gives the processor time of its children on the second line: `0m0.25s 0m0.36s`. */
function openssl(root: string): number {
  const script = 'find "$0" -type f -print0 | xargs -0 openssl sha256 >/dev/null && times'
  const { stdout } = spawnSync('bash', ['-c', script, root], { encoding: 'utf8' })
  const spent = stdout.split('\n')[1]?.match(/(\d+)m([\d.]+)s/g) ?? []
  if (spent.length !== 2) throw new Error(`times said ${stdout}`)
  return spent.reduce((sum, text) => {
    const [minutes, seconds] = text.slice(0, -1).split('m').map(Number)
    return sum + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1_000
  }, 0)
}

console.log(HEADING.replace('whole process or call, ms', 'processor time, ms'))
for (const name of ['codex', 'pi', 'bun']) {
  const root = join(LOCKS, name, 'node_modules')
  if (!existsSync(root)) {
    console.log(`${name}: not-run (not installed)`)
    continue
  }
  const cache = join(folder, `${name}.json`)
  const cached = async () => digestTree(root, { modes: true, cache: await openDigestCache(cache) })
  await cached()
  const subjects = {
    reference: () => openssl(root),
    bytes: () => ofThisProcess(() => digestTree(root, { modes: true })),
    byStat: () => ofThisProcess(cached),
  }
  const { reference, bytes, byStat } = await inTurn(subjects, 5)
  if (reference === undefined || bytes === undefined || byStat === undefined) throw new Error('no samples')
  const files = (await digestTree(root, { modes: true }))?.files.size
  console.log(row(`${name}: openssl sha256, ${files} files`, reference))
  console.log(
    row(`${name}: from the bytes`, bytes, `${ratio(bytes, reference).toFixed(2)} of openssl (aim 1)`),
  )
  console.log(row(`${name}: digests: by-stat`, byStat, `${ratio(byStat, reference).toFixed(2)} of openssl`))
}
rmSync(folder, { recursive: true })
