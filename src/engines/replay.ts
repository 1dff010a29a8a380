import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'
import { packageRoot } from './asset-path.ts'
import type { EngineAdapter } from './port.ts'

/** Reads the recorded streams of an adapter again; nothing is started. Names those whose events differ from their golden file. */
export async function replayRecordings(adapter: EngineAdapter): Promise<{ read: number; differ: string[] }> {
  const folder = join(packageRoot(), 'fixtures', 'recordings', adapter.id)
  let names: string[]
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { read: 0, differ: [] }
    throw error
  }
  const differ: string[] = []
  for (const name of names) {
    const golden = await readFile(join(folder, name.replace('.jsonl', '.golden.json')), 'utf8')
    if (`${JSON.stringify(read(adapter, await readFile(join(folder, name))), null, 1)}\n` !== golden) {
      differ.push(name)
    }
  }
  return { read: names.length, differ }
}

function read(adapter: EngineAdapter, stream: Buffer) {
  const normaliser = adapter.createNormaliser()
  const events: unknown[] = []
  const unparsed: unknown[] = []
  for (let start = 0; start < stream.length; ) {
    const found = stream.indexOf(10, start)
    const end = found < 0 ? stream.length : found
    const result = normaliser.push(stream.subarray(start, end), start)
    events.push(...result.events)
    unparsed.push(...result.unparsed)
    start = end + 1
  }
  return { terminal: normaliser.terminal(), events, unparsed }
}
