import { sha256 } from '../kernel/digest.ts'
import { clip, type TestCase } from './test-case.ts'

const MAX_ID = 900

/** `suite > suite > name`, with ` (n)` from the second test of the same place and name on. */
export function toTestIds(tests: readonly TestCase[]): string[] {
  const seen = new Map<string, number>()
  return tests.map((test) => {
    const full = [...test.path, test.name].join(' > ')
    // A long id keeps its identity in a digest.
    const id =
      full.length <= MAX_ID ? full.toWellFormed() : `${clip(full, MAX_ID - 20)} ${sha256(full).slice(0, 16)}`
    const ordinal = (seen.get(id) ?? 0) + 1
    seen.set(id, ordinal)
    return ordinal === 1 ? id : `${id} (${ordinal})`
  })
}
