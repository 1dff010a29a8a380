import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOARD, brokenChecks, exampleTexts, validateTexts } from './example.fixture.ts'
import { MUTATIONS } from './mutations.fixture.ts'
import { REFORMATS } from './reformat.fixture.ts'

const evidence = () => 'unknown' as const
const NAMES = Object.keys(REFORMATS)

function reformatted(files: ReadonlyMap<string, string>, names: readonly string[]): Map<string, string> {
  return new Map(
    [...files].map(([path, text]) => {
      if (path === BOARD) return [path, text]
      // Bytes that change the ends of lines come last, since the others look for `\n`.
      const ordered = names.toSorted((a, b) => Number(/return|mark/.test(a)) - Number(/return|mark/.test(b)))
      return [path, ordered.reduce((now, name) => REFORMATS[name]?.(now) ?? now, text)]
    }),
  )
}

describe('reformatting changes no verdict', () => {
  test.each(NAMES)('of the example: %s', (name) => {
    const files = reformatted(exampleTexts(), [name])
    expect([...files.values()]).not.toEqual([...exampleTexts().values()])
    expect(brokenChecks(validateTexts(files, { evidence }))).toEqual([])
  })

  test('of broken workspaces, by any mixture', () => {
    const mutation = fc.constantFrom(
      ...MUTATIONS.filter(({ breaks }) => !breaks.includes('front-matter') && !breaks.includes('readable')),
    )
    const mixture = fc.subarray(
      NAMES.filter((name) => name !== 'front matter in another order'),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(mutation, mixture, (one, names) => {
        const files = exampleTexts()
        one.change(files)
        const before = brokenChecks(validateTexts(files, { evidence })).toSorted()
        const after = brokenChecks(validateTexts(reformatted(files, names), { evidence })).toSorted()
        expect(after).toEqual(before)
      }),
      { numRuns: 25 },
    )
  })
})
