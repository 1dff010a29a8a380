import { describe, expect, test } from 'vitest'
import { brokenChecks, CONFIG, exampleTexts, validateTexts } from '../example.fixture.ts'
import { MUTATIONS } from '../mutations.fixture.ts'
import { syncContractPages } from './sync-pages.ts'

const evidence = () => 'unknown' as const
const broken = MUTATIONS.filter(({ breaks }) => breaks.length === 1 && breaks[0]?.startsWith('contract-'))

function sync(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const encoder = new TextEncoder()
  return syncContractPages(
    new Map([...files].map(([path, text]) => [path, encoder.encode(text)])),
    CONFIG,
    '2026-11-22',
  )
}

describe('contract documents are brought back to what the program says', () => {
  test.each(broken.map((mutation) => [mutation.what, mutation] as const))('%s', (_what, mutation) => {
    const files = exampleTexts()
    mutation.change(files)
    expect(brokenChecks(validateTexts(files, { evidence }))).toEqual(mutation.breaks)
    const written = sync(files)
    expect(written.size).toBe(1)
    expect(brokenChecks(validateTexts(new Map([...files, ...written]), { evidence }))).toEqual([])
  })

  test('what agrees is left alone, and prose is kept', () => {
    expect(sync(exampleTexts())).toEqual(new Map())
    const path = 'planning/contracts/adapter.md'
    const files = exampleTexts()
    files.set(path, `${files.get(path)?.replace('| none |', '| some |')}\nA word of our own.\n`)
    expect(sync(files).get(path)).toContain('A word of our own.')
  })

  test('a page that is not there is made', () => {
    const files = exampleTexts()
    files.delete('planning/contracts/failure-matrix.md')
    const written = sync(files)
    expect([...written.keys()]).toEqual(['planning/contracts/failure-matrix.md'])
    expect(brokenChecks(validateTexts(new Map([...files, ...written]), { evidence }))).toEqual([])
  })
})
