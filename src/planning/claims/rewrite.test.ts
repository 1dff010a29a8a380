import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requiredTexts } from './grammar/required-text.ts'
import { createRewriter } from './grammar/rewrite.ts'
import { PHRASES } from './grammar/tokens.ts'
import { createNormaliser } from './normalise.ts'

const plainly = (text: string): string =>
  PHRASES.reduce((now, [pattern, by]) => now.replace(pattern, by), text)

describe('phrases tried only where a text that they need occurs', () => {
  const rewrite = createRewriter(PHRASES)

  test('give what trying them all gives, for every sentence of the corpus', () => {
    const { toNormal } = createNormaliser({ candidate: 'case', others: [] })
    const folder = new URL('../../../fixtures/planning/corpus/', import.meta.url)
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n'))
      .map((line) => toNormal(String((JSON.parse(line) as { text: unknown }).text)))
    expect(texts.length).toBeGreaterThan(5_000)
    expect(texts.filter((text) => rewrite(text) !== plainly(text))).toEqual([])
  })

  test('give it for words of the phrases in any order', () => {
    const words = [
      ...new Set(PHRASES.flatMap(([pattern]) => pattern.source.match(/[a-z]{2,}/g) ?? [])),
      ...['©', '€', 'ª', '¤', ',', ':', '-', '7', 'the'],
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 24 }), (picked) => {
        const text = picked.join(' ')
        expect(rewrite(text)).toBe(plainly(text))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a text that a pattern needs', () => {
  test.each([
    [/\bby default\b/g, ['by default']],
    [/colou?r/, ['colo']],
    [/(?:abc|defg)x/, ['abc', 'defg']],
    [/(?:abc)?(?:longer one)+/, ['longer one']],
    [/(?<!not )allowed(?! only)/, ['allowed']],
    [/ab[cd]ef{0,2}ghi/, ['ghi']],
    [/a{2,}bcd/, ['bcd']],
    [/[\]\\)]done\.now/, ['done.now']],
  ])('%s', (pattern, texts) => {
    expect(requiredTexts(pattern)).toEqual(texts)
  })

  test.each([[/\bit\b/], [/(?:abc|\w+)/], [/(?:abc)?/], [/(?:abc){0,3}/]])('is none for %s', (pattern) => {
    expect(requiredTexts(pattern)).toBeUndefined()
  })
})
