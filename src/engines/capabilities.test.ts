// What an adapter declares, held against what its engine was seen to do.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { EngineAdapter, PrepareContext } from './port.ts'
import { ADAPTER_IDS, findAdapter } from './registry.ts'

const ROOT = join(import.meta.dirname, '../../fixtures/recordings')
const ADAPTERS = ADAPTER_IDS.filter((id) => id !== 'fake').flatMap((id) => findAdapter(id) ?? [])

function recordings({ id }: EngineAdapter): Buffer[] {
  const names = readdirSync(join(ROOT, id)).filter((name) => name.endsWith('.jsonl'))
  return names.map((name) => readFileSync(join(ROOT, id, name)))
}

/** Types of all events that its recordings give. */
function typesOf(adapter: EngineAdapter): Set<string> {
  const events = recordings(adapter).flatMap((stream) => {
    const normaliser = adapter.createNormaliser()
    const lines = stream.toString('utf8').split('\n')
    return lines.flatMap((line) => normaliser.push(Buffer.from(line), 0).events)
  })
  return new Set(events.map(({ type }) => type))
}

/** Recordings of pi's successor were made in a mode that can not ask; both are one adapter. */
const seenElsewhere = (id: string) => (id === 'pi' ? 'pi-legacy' : id)

test.each(ADAPTERS)('$id: asks and says what it used exactly when it is declared', (adapter) => {
  const seen = typesOf(findAdapter(seenElsewhere(adapter.id)) ?? adapter)
  expect(adapter.capabilities.includes('permissions')).toBe(seen.has('permission.requested'))
  expect(adapter.capabilities.includes('usage')).toBe(seen.has('usage.reported'))
  expect(adapter.conformance?.asks ?? adapter.converse !== undefined).toBe(
    adapter.capabilities.includes('permissions'),
  )
})

const STOPS: Readonly<Record<string, string>> = {
  codex: '"method":"turn/interrupt"',
  pi: '"type":"abort"',
  'pi-legacy': '"type":"abort"',
  acp: '"method":"session/cancel"',
  'codex-acp': '"method":"session/cancel"',
  opencode: '"method":"session/cancel"',
  claude: '"subtype":"interrupt"',
}

test('every adapter that can interrupt has its own word for it, and no other', () => {
  const able = ADAPTERS.filter(({ capabilities }) => capabilities.includes('interrupt'))
  expect(able.map(({ id }) => id).sort()).toEqual(Object.keys(STOPS).sort())
})

/** What is sent to an engine that prints one of its recordings. */
async function sentTo(adapter: EngineAdapter, stopping: AbortSignal): Promise<string> {
  const stdin = new PassThrough()
  const sent: Buffer[] = []
  stdin.on('data', (chunk: Buffer) => sent.push(chunk))
  const inside = { checkout: '/checkout', home: '/', gateway: null, node: 'node' }
  const context = { instruction: 'go', inside } as PrepareContext
  const permit = async () => ({ granted: false, optionKind: 'reject_once' }) as const
  const [recording = Buffer.alloc(0)] = recordings(adapter).toSorted((a, b) => b.length - a.length)
  await adapter.converse?.({ stdin, stdout: Readable.from([recording]), stopping, permit }, context)
  return Buffer.concat(sent).toString('utf8')
}

test.each(Object.entries(STOPS))('%s is asked to stop when the run is', async (id, word) => {
  const adapter = findAdapter(id)
  if (adapter === undefined) throw new Error(`no adapter ${id}`)
  expect(await sentTo(adapter, AbortSignal.abort())).toContain(word)
  expect(await sentTo(adapter, new AbortController().signal)).not.toContain(word)
})
