import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'
import { packageRoot } from './asset-path.ts'
import type { EngineAdapter } from './port.ts'

/** A line that is of no engine's protocol. */
export const GARBAGE = Buffer.from('<<< this is no line of any protocol >>>')

export interface Replayed {
  readonly read: number
  /** Names of those whose events differ from their golden file. */
  readonly differ: string[]
  /** Names of those that still count as completed with a line of garbage in the middle. */
  readonly believed: string[]
}

/** Reads the recorded streams of an adapter again; nothing is started. */
export async function replayRecordings(adapter: EngineAdapter): Promise<Replayed> {
  const folder = join(packageRoot(), 'fixtures', 'recordings', adapter.id)
  const replayed: Replayed = { read: 0, differ: [], believed: [] }
  let names: string[]
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return replayed
    throw error
  }
  for (const name of names) {
    const lines = splitLines(await readFile(join(folder, name)))
    const golden = await readFile(join(folder, name.replace('.jsonl', '.golden.json')), 'utf8')
    if (`${JSON.stringify(readLines(adapter, lines), null, 1)}\n` !== golden) replayed.differ.push(name)
    const spoilt = lines.toSpliced(Math.floor(lines.length / 2), 0, GARBAGE)
    if (readLines(adapter, spoilt).terminal.outcome === 'completed') replayed.believed.push(name)
  }
  return { ...replayed, read: names.length }
}

function splitLines(stream: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < stream.length; ) {
    const found = stream.indexOf(10, start)
    const end = found < 0 ? stream.length : found
    lines.push(stream.subarray(start, end))
    start = end + 1
  }
  return lines
}

function readLines(adapter: EngineAdapter, lines: readonly Buffer[]) {
  const normaliser = adapter.createNormaliser()
  const events: unknown[] = []
  const unparsed: unknown[] = []
  let offset = 0
  for (const line of lines) {
    const result = normaliser.push(line, offset)
    events.push(...result.events)
    unparsed.push(...result.unparsed)
    offset += line.length + 1
  }
  return { terminal: normaliser.terminal(), events, unparsed }
}
