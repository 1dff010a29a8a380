import { expect, test } from 'vitest'
import { isModestJson } from './modest-json.ts'

/** At most two levels, and as many values as are said. */
const modest = (json: string, values = 100): boolean => isModestJson(Buffer.from(json), 2, values)

test.each([
  '1',
  '""',
  '[[1]]',
  '{"a":{"b":1}}',
  '[{},{},[]]',
  '[[],[],[]]',
  '["[[[",{"]]]":"{{{"}]',
  '["\\"[[["]',
  '["\\\\",[1]]',
  '"[[[[[["',
])('%s is nested no deeper than two levels', (json) => {
  expect(modest(json)).toBe(true)
})

test.each([
  '[[[1]]]',
  '{"a":{"b":{}}}',
  '[{"a":[]}]',
  '{"a":[{}]}',
  '[[],[],[[]]]',
  '[{},{},{"a":{}}]',
  '["]]]",[[1]]]',
  '["}}}",[{}]]',
  '["\\"",[[1]]]',
  '["\\\\",[[1]]]',
  '["a","b",[[1]]]',
])('%s is nested deeper', (json) => {
  expect(modest(json)).toBe(false)
})

test('values are counted by the commas and brackets before them', () => {
  expect(modest('[1,2,3,4]', 4)).toBe(true)
  expect(modest('[1,2,3,4,5]', 4)).toBe(false)
  expect(modest('{"a":1,"b":2,"c":3}', 3)).toBe(true)
  expect(modest('{"a":1,"b":2,"c":3}', 2)).toBe(false)
  expect(modest('[[],[],[]]', 6)).toBe(true)
  expect(modest('[[],[],[]]', 5)).toBe(false)
  expect(modest('[",,,,,,,,"]', 4)).toBe(true)
  expect(modest('["\\",,,,,,,,"]', 4)).toBe(true)
  expect(modest('["\\\\",2,3,4,5]', 4)).toBe(false)
})

test('many brackets next to each other are no depth, whatever the length', () => {
  const wide = `[${Array.from({ length: 50 }, () => '{}').join(',')}]`
  expect(modest(wide, 1_000)).toBe(true)
  expect(modest(`${wide.slice(0, -1)},{"a":{}}]`, 1_000)).toBe(false)
})
