import { expect, test } from 'vitest'
import { AT, climbed, emptyInput } from './standing.fixture.ts'
import { toStandingFacts } from './standing-facts.ts'
import type { StandingInput } from './standing-input.ts'

function factsOf(input: StandingInput): ReturnType<typeof toStandingFacts> {
  const [engine] = input.engines
  if (engine === undefined) throw new Error('no engine')
  return toStandingFacts(input, engine, 'b'.repeat(64))
}

test('an engine that earned nothing has no standing', () => {
  expect(factsOf(emptyInput())).toBeNull()
})

test('the stage, the source and the age of the newest evidence that counts are told', () => {
  expect(factsOf(climbed())).toEqual({
    stage: 'candidate-default',
    sourceId: 'b'.repeat(64),
    evidenceAt: AT,
    stale: [],
    lost: [],
  })
})

test('what was lost is told with why, and what is left counts', () => {
  const input = climbed()
  const fewer = {
    ...input,
    runs: input.runs.filter(({ repositoryClass }) => repositoryClass !== 'disposable'),
  }
  expect(factsOf(fewer)).toMatchObject({ stage: 'disposable-sandbox-repo', stale: [] })
  expect(factsOf(fewer)?.lost).not.toEqual([])
})

test('what no longer counts does not make a standing look young', () => {
  const input = climbed()
  const [first, ...rest] = input.runs
  if (first === undefined) throw new Error('no run')
  const later = '2026-11-22T11:30:00.000Z'
  const withOld = { ...first, index: 999, at: later, context: { ...first.context, model: 'another' } }
  expect(factsOf({ ...input, runs: [first, ...rest, withOld] })?.evidenceAt).toBe(AT)
})
