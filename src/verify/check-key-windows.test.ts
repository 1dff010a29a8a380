import { expect, test } from 'vitest'
import type { KeyRole } from '../contract/trust.ts'
import { checkKeyWindows } from './check-key-windows.ts'
import type { UsableKey } from './trusted-keys.ts'

const ISSUED = 4
const SEALED = 6
type Window = readonly [validFrom: number, validUntil: number | null]
const ALWAYS: Window = [0, null]

/** A statement that keys with these windows could have signed. */
const signed = (path: string, role: KeyRole, ...windows: readonly Window[]) => ({
  path,
  role,
  payload: Buffer.alloc(0),
  statement: { predicate: { ledgerHead: { size: ISSUED } } },
  keys: windows.map(
    ([validFrom, validUntil]) => ({ trusted: { validFrom, validUntil } }) as unknown as UsableKey,
  ),
})

/** What is found when the keys of a role sign in these windows, and all others always. */
function saidOf(
  windows: Partial<Record<KeyRole, readonly Window[]>>,
  index: number | null = SEALED,
  rest: object = {},
) {
  const by = (path: string, role: KeyRole) => signed(path, role, ...(windows[role] ?? [ALWAYS]))
  const statements = {
    challenge: by('challenge', 'verifier'),
    decision: by('decision', 'verifier'),
    run: by('run', 'harness'),
    provenance: by('provenance', 'harness'),
    testResult: by('test-result', 'harness'),
    verdict: by('verdict', 'verifier'),
    ...rest,
  }
  return checkKeyWindows(statements as never, index).map(
    ({ id, file, message }) => `${id} ${file}: ${message}`,
  )
}
const late = (path: string, role: KeyRole, index: number | null) =>
  `key-untrusted ${path}: the ${role} key that signed it was not in force at ledger index ${index}`
const OF_RUN = ['run', 'provenance', 'test-result'].map((path) => late(path, 'harness', SEALED))
const OF_CHALLENGE = ['challenge', 'decision'].map((path) => late(path, 'verifier', ISSUED))
const OF_VERDICT = 'key-untrusted verdict: the verifier key that signed it was not in force after the run'

test('keys that are always in force', () => {
  expect(saidOf({})).toEqual([])
})

test("the harness's statements count where the run stands", () => {
  expect(saidOf({ harness: [[SEALED, SEALED + 1]] })).toEqual([])
  expect(saidOf({ harness: [[SEALED + 1, null]] })).toEqual(OF_RUN)
  expect(saidOf({ harness: [[0, SEALED]] })).toEqual(OF_RUN)
})

test('challenge and decision count where the challenge stands, a verdict until the run is there', () => {
  expect(saidOf({ verifier: [[ISSUED, SEALED + 1]] })).toEqual([])
  expect(saidOf({ verifier: [[ISSUED, SEALED]] })).toEqual([OF_VERDICT])
  expect(saidOf({ verifier: [[ISSUED + 1, null]] })).toEqual(OF_CHALLENGE)
  expect(saidOf({ verifier: [[0, ISSUED]] })).toEqual([...OF_CHALLENGE, OF_VERDICT])
})

test('one of several keys of the id is enough', () => {
  const windows: readonly Window[] = [
    [0, 1],
    [SEALED, null],
  ]
  expect(saidOf({ harness: windows })).toEqual([])
  expect(
    saidOf({
      verifier: [
        [ISSUED, ISSUED + 1],
        [SEALED, null],
      ],
    }),
  ).toEqual([])
})

test('a statement that is not there, and one that no key was asked about, are judged elsewhere', () => {
  const gone = { decision: undefined, provenance: undefined, testResult: null, verdict: null }
  expect(saidOf({ harness: [[0, 1]], verifier: [[0, 1]] }, SEALED, gone)).toEqual([
    late('challenge', 'verifier', ISSUED),
    late('run', 'harness', SEALED),
  ])
  expect(saidOf({ verifier: [[0, 1]] }, SEALED, { ...gone, verdict: undefined })).toHaveLength(1)
  expect(saidOf({ harness: [], verifier: [] })).toEqual([])
})

test('where the run stands nowhere, its own place decides nothing', () => {
  expect(saidOf({ harness: [[0, 1]] }, null)).toEqual([])
  expect(saidOf({ verifier: [[0, 1]] }, null)).toEqual(OF_CHALLENGE)
})
