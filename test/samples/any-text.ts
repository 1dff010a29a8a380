import fc from 'fast-check'

const POINT = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }),
  fc.integer({ min: 0, max: 0xd7ff }),
  fc.integer({ min: 0xe000, max: 0x10_ffff }),
)

/**
 * Text of any code points that UTF-8 can hold. What fast-check has for it (`unit: 'binary'`) first makes a table of all
 * 1.1 million of them, which takes longer than the tests that use it.
 */
export function anyText(length: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.array(POINT, length).map((points) => String.fromCodePoint(...points))
}
