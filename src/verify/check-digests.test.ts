import { expect, test } from 'vitest'
import type { BundleEntry, Digests } from './bundle-files.ts'
import { checkDigests } from './check-digests.ts'
import { FILES } from './layout.ts'

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)] as const
const file = (path: string, kind: BundleEntry['kind'] = 'file'): BundleEntry => ({ path, kind, bytes: 1 })
const said = (
  entries: BundleEntry[],
  sealed: Record<string, string>,
  actual: [string, string | { why: string }][],
) => checkDigests({ entries, problems: [] }, new Map(Object.entries(sealed)), new Map(actual) as Digests)

test('every sealed file holds what was sealed', () => {
  expect(
    said([file('x'), file('y')], { x: A, y: B }, [
      ['x', A],
      ['y', B],
    ]),
  ).toEqual([])
})

test('another byte, a file that was not read, and one that could not be', () => {
  expect(
    said([file('x'), file('y'), file('z')], { x: A, y: A, z: A }, [
      ['x', B],
      ['z', { why: 'it is locked' }],
    ]),
  ).toEqual([
    { id: 'digest-mismatch', file: 'x', message: `SHA-256 ${B}, sealed was ${A}` },
    { id: 'bundle-unreadable', file: 'y', message: 'it was not read' },
    { id: 'bundle-unreadable', file: 'z', message: 'it is locked' },
  ])
})

test('what is no file, was not sealed, or is the report is judged elsewhere', () => {
  expect(
    said([file('x', 'link'), file('y'), file(FILES.report)], { x: A, [FILES.report]: A }, [
      ['x', B],
      ['y', B],
      [FILES.report, B],
    ]),
  ).toEqual([])
})
