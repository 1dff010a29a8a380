import { expect, test } from 'vitest'
import { readAnimals, type Sighting, watch } from './support/zoo.ts'

const AT_ONCE = 2
const MINUTES = 60_000
/** Must not be found by any engine. */
process.env.PROCTOR_ZOO_SECRET = 'a value that no engine may see'

const wrong = (seen: readonly Sighting[]) =>
  seen.filter(({ why }) => why.length > 0).map(({ animal, why }) => ({ name: animal.name, why }))

test(
  'every cheater is caught by the blocker that it names, or shown to have had no effect',
  async () => {
    const cheaters = readAnimals('cheaters')
    expect(cheaters.length).toBeGreaterThanOrEqual(30)
    const seen = await watch(cheaters, AT_ONCE)
    console.log(`cheaters: ${seen.length - wrong(seen).length} of ${seen.length} caught or without effect`)
    expect(wrong(seen)).toEqual([])
  },
  15 * MINUTES,
)

test(
  'no honest engine is flagged',
  async () => {
    const seen = await watch(readAnimals('honest'), AT_ONCE)
    console.log(`honest engines: ${wrong(seen).length} of ${seen.length} flagged`)
    expect(wrong(seen)).toEqual([])
  },
  10 * MINUTES,
)
