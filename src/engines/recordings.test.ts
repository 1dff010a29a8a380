import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isEngineEventType } from '../contract/event.ts'
import { ENGINE_EVENT_DATA } from '../contract/event-data.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import type { Normalised, Normaliser } from './port.ts'
import { ADAPTER_IDS, findAdapter } from './registry.ts'

// Each folder holds what an engine printed in real runs: one folder an adapter. Folders that no adapter reads are garbage.
const ROOT = join(import.meta.dirname, '../../fixtures/recordings')
const RECORDINGS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: folder }) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => ({
        folder,
        name: name.replace('.jsonl', ''),
        lines: toLines(readFileSync(join(ROOT, folder, name))),
      })),
  )
const READ = RECORDINGS.filter(({ folder }) => ADAPTER_IDS.includes(folder))
const RECORDED_ADAPTERS = [...new Set(READ.map(({ folder }) => folder))]

test('every adapter has recordings; the fake engine, which is ours, has tests of its own', () => {
  expect(RECORDED_ADAPTERS.toSorted()).toEqual(ADAPTER_IDS.filter((id) => id !== 'fake').toSorted())
})

function toLines(data: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, start)) {
    lines.push(data.subarray(start, at))
    start = at + 1
  }
  if (start < data.length) lines.push(data.subarray(start))
  return lines
}

function normaliserOf(adapter: string): Normaliser {
  const found = findAdapter(adapter)
  if (found === undefined) throw new Error(`no adapter ${adapter}`)
  return found.createNormaliser()
}

function run(normaliser: Normaliser, lines: readonly Uint8Array[]) {
  let offset = 0
  const results: Normalised[] = []
  for (const line of lines) {
    results.push(normaliser.push(line, offset))
    offset += line.length + 1
  }
  return { results, terminal: normaliser.terminal() }
}

test.each(READ)('$folder/$name gives its golden events, and every line is understood', async (recording) => {
  const { results, terminal } = run(normaliserOf(recording.folder), recording.lines)
  const golden = {
    terminal,
    events: results.flatMap((result) => result.events),
    unparsed: results.flatMap((result) => result.unparsed),
  }
  expect(golden.unparsed).toEqual([])
  await expect(`${JSON.stringify(golden, null, 1)}\n`).toMatchFileSnapshot(
    join(ROOT, recording.folder, `${recording.name}.golden.json`),
  )
})

test('every recording ends as outcomes.json says', () => {
  const outcomes: Record<string, Record<string, string>> = {}
  for (const { folder, name, lines } of READ) {
    outcomes[folder] ??= {}
    outcomes[folder][name] = run(normaliserOf(folder), lines).terminal.outcome
  }
  expect(outcomes).toEqual(JSON.parse(readFileSync(join(ROOT, 'outcomes.json'), 'utf8')))
})

describe.each(RECORDED_ADAPTERS)('%s: a stream that is cut, broken or mixed', (adapter) => {
  const own = RECORDINGS.filter(({ folder }) => folder === adapter).flatMap(({ lines }) => lines)
  const foreign = RECORDINGS.filter(({ folder }) => folder !== adapter).flatMap(({ lines }) => lines)
  const whole = fc.oneof({ arbitrary: fc.constantFrom(...own), weight: 6 }, fc.constantFrom(...foreign))
  const cut = fc.tuple(whole, fc.nat(400)).map(([line, end]) => line.subarray(0, Math.min(end, line.length)))
  const flipped = fc.tuple(whole, fc.nat(), fc.nat(255)).map(([line, at, value]) => {
    const copy = Uint8Array.from(line)
    if (copy.length > 0) copy[at % copy.length] = value
    return copy
  })
  const glued = fc.tuple(cut, whole).map(([a, b]) => Buffer.concat([a, b]))
  const any = fc.oneof(whole, cut, flipped, glued, fc.uint8Array({ maxLength: 40 }))

  test('throws nothing, loses nothing, and makes up no end', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 25 }), (lines) => {
        const { results, terminal } = run(normaliserOf(adapter), lines)
        let offset = 0
        let strange = 0
        let ended = false
        for (const [at, { events, unparsed }] of results.entries()) {
          const line = lines[at] ?? new Uint8Array()
          strange += unparsed.length
          for (const entry of unparsed) {
            expect(entry).toMatchObject({ offset, bytes: line.length, digest: sha256(line) })
            expect(events).toEqual([])
          }
          offset += line.length + 1
          for (const event of events) {
            expect(isEngineEventType(event.type)).toBe(true)
            ENGINE_EVENT_DATA[event.type].parse(event.data)
            toCanonicalJson(event.data)
            ended ||= event.type === 'turn.finished'
          }
        }
        if (!ended || strange > 0) expect(terminal.outcome).not.toBe('completed')
      }),
      { numRuns: 150 },
    )
  })

  test('a recording without its last line that ends a turn is none that completed', () => {
    for (const { folder, lines } of READ) {
      if (folder !== adapter) continue
      const probe = normaliserOf(adapter)
      const kept = lines.filter(
        (line) => !probe.push(line, 0).events.some((event) => event.type === 'turn.finished'),
      )
      expect(run(normaliserOf(adapter), kept).terminal.outcome).not.toBe('completed')
    }
  })
})
