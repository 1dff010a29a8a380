import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CONFIG, exampleTexts, TODAY } from '../planning/example.fixture.ts'
import { beginPlanning, validateWorkspace } from '../planning/validate-workspace.ts'
import { openScanMemory } from './scan-memory.ts'

const NAMES = { candidate: 'case', others: [] }
const OPTIONS = { now: TODAY, config: CONFIG }
const WORKSPACE = '/somewhere'

function exampleFiles(): Map<string, Uint8Array> {
  const texts = exampleTexts()
  texts.set('planning/honest.md', '# Honest\n\nCase is a candidate.\n')
  texts.set('planning/eager.md', '# Eager\n\nCase is our default backend.\n')
  texts.set('planning/torn.md', `# Torn\n\n${'engine and engine '.repeat(2_000)}\n`)
  return new Map([...texts].map(([path, text]) => [path, Buffer.from(text)]))
}

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'proctor-memory-'))
})
afterEach(() => rm(home, { recursive: true }))

async function remember(files = exampleFiles()): Promise<void> {
  const memory = await openScanMemory(WORKSPACE, files, NAMES, home)
  expect(memory.known.size).toBe(0)
  await memory.keep(beginPlanning(files, OPTIONS, new Set())(new Map()).scans)
}

async function keptFile(): Promise<string> {
  const folder = join(home, 'proctor', 'claims')
  const [name = ''] = await readdir(folder)
  return join(folder, name)
}

describe('a memory of scans', () => {
  test('gives the report that scanning gives', async () => {
    await remember()
    const files = exampleFiles()
    const { known } = await openScanMemory(WORKSPACE, files, NAMES, home)
    expect([...known.keys()]).toEqual(
      expect.arrayContaining(['planning/honest.md', 'planning/eager.md', 'planning/torn.md']),
    )
    const report = beginPlanning(files, OPTIONS, new Set(known.keys()))(known).judge()
    expect(report).toEqual(validateWorkspace(files, OPTIONS))
    const findings = report.checks.flatMap((check) => check.findings)
    expect(findings.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['planning/eager.md', 'planning/torn.md']),
    )
  })

  test('has nothing of documents that are read whole for other checks: they are scanned in another way', () => {
    const { scans } = beginPlanning(exampleFiles(), OPTIONS, new Set())(new Map())
    expect(scans.has('planning/honest.md')).toBe(true)
    expect([CONFIG.prd, CONFIG.issues].filter((path) => scans.has(path))).toEqual([])
  })

  test('knows nothing of a document with other bytes', async () => {
    await remember()
    const files = exampleFiles().set('planning/honest.md', Buffer.from('Case is our default backend.\n'))
    const { known } = await openScanMemory(WORKSPACE, files, NAMES, home)
    expect(known.has('planning/honest.md')).toBe(false)
    expect(known.has('planning/eager.md')).toBe(true)
  })

  test('knows a document by its bytes, whatever it is called', async () => {
    await remember()
    const files = new Map([['planning/new.md', exampleFiles().get('planning/eager.md') ?? Buffer.of()]])
    const { known } = await openScanMemory(WORKSPACE, files, NAMES, home)
    expect(known.get('planning/new.md')?.claims).toHaveLength(1)
  })

  test('keeps only what is there now', async () => {
    await remember()
    const before = await readFile(await keptFile(), 'utf8')
    const files = exampleFiles()
    files.delete('planning/eager.md')
    const memory = await openScanMemory(WORKSPACE, files, NAMES, home)
    await memory.keep(beginPlanning(files, OPTIONS, new Set())(new Map()).scans)
    const after = await readFile(await keptFile(), 'utf8')
    expect([before, after].map((text) => text.includes('default backend'))).toEqual([true, false])
  })

  test.each([
    ['other names', () => [WORKSPACE, { candidate: 'orbit', others: [] }] as const],
    ['another workspace', () => ['/elsewhere', NAMES] as const],
  ])('of %s is another one', async (_, other) => {
    await remember()
    const [workspace, names] = other()
    expect((await openScanMemory(workspace, exampleFiles(), names, home)).known.size).toBe(0)
  })

  test.each([
    ['of another program', (text: string) => text.replace(/"program":"./, '"program":"x')],
    ['cut off', (text: string) => text.slice(0, -20)],
    ['of another form', (text: string) => text.replaceAll('"claims"', '"sayings"')],
    ['with a claim of no known kind', (text: string) => text.replaceAll('"standing"', '"praise"')],
  ])('%s is none', async (_, spoil) => {
    await remember()
    const path = await keptFile()
    const text = await readFile(path, 'utf8')
    await writeFile(path, spoil(text))
    expect(await readFile(path, 'utf8')).not.toBe(text)
    expect((await openScanMemory(WORKSPACE, exampleFiles(), NAMES, home)).known.size).toBe(0)
  })

  test('that can not be written leaves the judgement as it is', async () => {
    const file = join(home, 'file')
    await writeFile(file, '')
    const files = exampleFiles()
    const memory = await openScanMemory(WORKSPACE, files, NAMES, file)
    await memory.keep(beginPlanning(files, OPTIONS, new Set())(new Map()).scans)
    expect((await openScanMemory(WORKSPACE, files, NAMES, file)).known.size).toBe(0)
  })

  test('is kept beside what a killed process left, and leaves no draft', async () => {
    await remember()
    const path = await keptFile()
    await writeFile(`${path}.${process.pid}.tmp`, 'half')
    const files = exampleFiles().set('planning/new.md', Buffer.from('# New\n\nNothing.\n'))
    const memory = await openScanMemory(WORKSPACE, files, NAMES, home)
    await memory.keep(beginPlanning(files, OPTIONS, new Set())(new Map()).scans)
    expect((await openScanMemory(WORKSPACE, files, NAMES, home)).known.has('planning/new.md')).toBe(true)
    expect(await readdir(join(home, 'proctor', 'claims'))).toHaveLength(2)
  })

  test('in no absolute place is none', async () => {
    const memory = await openScanMemory(WORKSPACE, exampleFiles(), NAMES, 'cache')
    await memory.keep(new Map())
    expect(memory.known.size).toBe(0)
  })
})
