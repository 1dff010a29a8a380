import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  challengeEntry,
  decisionEntry,
  otherEntry,
  runEntry,
  toEntry,
} from '../../test/samples/ledger-entries.ts'
import { PREDICATE_TYPES } from '../contract/ids.ts'
import { readStatement } from './assert-entries.ts'
import { readShapedEntry } from './entry-shapes.ts'
import { readRuledEntry, toRuledEntry } from './ruled-entry.ts'

const { entry: challenge, challenge: issued } = challengeEntry(7)
const run = runEntry(issued, {
  status: 'fail',
  completeness: 'incomplete',
  blockers: ['timeout', 'tests_failed'],
  backendExit: { code: null, signal: 'SIGKILL' },
  resultTree: 'e'.repeat(40),
})
const SHAPED = [challenge, run, runEntry(issued), decisionEntry(issued)]

/** What parsing says: undefined where the bytes are no canonical statement, or not of the whole schema. */
function parsed(entry: Uint8Array): unknown {
  if (readStatement(entry) === undefined) return undefined
  const whole = readRuledEntry(entry)
  if (whole?.kind === 'unreadable') return undefined
  return toRuledEntry(readStatement(entry)) ?? null
}

test('what proctor writes is recognised without parsing, and says the same', () => {
  for (const entry of SHAPED) {
    expect(readShapedEntry(entry)).not.toBeUndefined()
    expect(readShapedEntry(entry)).toEqual(parsed(entry))
  }
})

test('other statements are left to parsing', () => {
  expect(readShapedEntry(otherEntry('x'))).toBeUndefined()
  expect(readShapedEntry(toEntry({ predicateType: PREDICATE_TYPES.run }))).toBeUndefined()
})

/** Bytes that matter to JSON or to the patterns, put anywhere. */
const byte = fc.oneof(
  fc.constantFrom(...Buffer.from('"\\{}[]:,-0123456789abcdefgGzZ_./ \n\ttnuSI')),
  fc.integer({ min: 0, max: 255 }),
)
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), place, bytes: fc.tuple(byte) }),
  fc.record({
    kind: fc.constant('insert' as const),
    place,
    bytes: fc.array(byte, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('cut' as const),
    place,
    bytes: fc.array(byte, { minLength: 1, maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    place,
    bytes: fc.array(byte, { minLength: 1, maxLength: 80 }),
  }),
)

describe('of changed bytes nothing is recognised that parsing and the whole schema do not take in the same sense', () => {
  test('any bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SHAPED),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (entry, changes) => {
          let bytes = entry
          for (const { kind, place: at, bytes: added } of changes) {
            const from = Math.floor(at * bytes.length)
            const to = Math.min(bytes.length, from + added.length)
            const between =
              kind === 'cut'
                ? Buffer.alloc(0)
                : kind === 'repeat'
                  ? bytes.subarray(from, to)
                  : Buffer.from(added)
            const rest = bytes.subarray(kind === 'insert' || kind === 'repeat' ? from : to)
            bytes = Buffer.concat([bytes.subarray(0, from), between, rest])
          }
          const shaped = readShapedEntry(bytes)
          if (shaped !== undefined) expect(shaped).toEqual(parsed(bytes))
        },
      ),
      { numRuns: 20_000 },
    )
  })

  test.each<[string, (text: string) => string]>([
    ['a key twice', (text) => text.replace('"predicate":{', '"predicate":{},"predicate":{')],
    ['a later predicate', (text) => text.replace(/\}$/, ',"predicate":{}}')],
    ['white space', (text) => text.replace('"predicate":', '"predicate": ')],
    ['a line at the end', (text) => `${text}\n`],
    ['an escape', (text) => text.replace('predicateType', 'predicate\\u0054ype')],
    ['no subject', (text) => text.replace(/"subject":\[.*\]/, '"subject":[]')],
    ['an empty name', (text) => text.replace(/"name":"[^"]*"/, '"name":""')],
    ['a name that is no UTF-8', (text) => text.replace(/"name":"[^"]*"/, '"name":"\xff"')],
    ['a number in another form', (text) => text.replace('"seq":7', '"seq":07')],
    ['a number beyond what is exact', (text) => text.replace('"seq":7', '"seq":9007199254740993')],
    ['a word that is no status', (text) => text.replace('"status":"fail"', '"status":"fine"')],
    ['a blocker that there is not', (text) => text.replace('"timeout"', '"time"')],
    [
      'another kind of statement',
      (text) => text.replace(':run:v1', ':ran:v1').replace(':challenge:v1', ':c:v1'),
    ],
  ])('%s', (_, tamper) => {
    for (const entry of [challenge, run]) {
      const text = tamper(entry.toString('latin1'))
      if (text !== entry.toString('latin1'))
        expect(readShapedEntry(Buffer.from(text, 'latin1'))).toBeUndefined()
    }
  })
})
