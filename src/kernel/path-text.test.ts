import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPathText, toPathText, toQuotedPath } from './path-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('toPathText', () => {
  it.each([
    ['src/index.ts', 'src/index.ts'],
    ['-rf', '-rf'],
    ['grün/日本.txt', 'grün/日本.txt'],
    ['with space', 'with space'],
    ['a\nb\tc', '"a\\nb\\tc"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['\u0001\u007f', '"\\001\\177"'],
  ])('writes %j as %s', (path, text) => {
    expect(toPathText(bytes(path))).toBe(text)
  })

  it('quotes what is not UTF-8, in ASCII', () => {
    expect(toPathText(Uint8Array.of(0x61, 0xff, 0xc3, 0xa4))).toBe('"a\\377\\303\\244"')
  })

  it('keeps a byte order mark', () => {
    expect(fromPathText(toPathText(bytes('\uFEFFa')))).toEqual(bytes('\uFEFFa'))
  })

  it('loses no byte, and different bytes give different texts', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (path) => {
        expect(fromPathText(toPathText(path))).toEqual(path)
        expect(fromPathText(toQuotedPath(path))).toEqual(path)
      }),
    )
  })
})

describe('fromPathText', () => {
  it('reads the form that leaves UTF-8 as it is inside quotes', () => {
    expect(fromPathText('"ä\\n"')).toEqual(bytes('ä\n'))
  })

  it.each(['"', '"a', '"a"b"', '"\\x"', '"\\400"', '"\\1"', '\ud800', '"\ud800"'])('refuses %j', (text) => {
    expect(fromPathText(text)).toBeUndefined()
  })
})
