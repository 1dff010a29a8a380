import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EngineEvent } from '../../contract/event.ts'
import { createCaseNormaliser } from './normalise.ts'

const FOLDER = join(import.meta.dirname, '../../../fixtures/recordings/case')
const lines = (name: string): Record<string, unknown>[] =>
  readFileSync(join(FOLDER, `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

function read(stream: readonly Record<string, unknown>[]) {
  const normaliser = createCaseNormaliser()
  const pushed = stream.map((line) => normaliser.push(Buffer.from(JSON.stringify(line)), 0))
  const events = pushed.flatMap((result) => result.events)
  const isRecommendation = ({ type }: EngineEvent): boolean => type === 'recommendation.made'
  return {
    recommended: events.filter(isRecommendation).map(({ data }) => data),
    events: events.filter((event) => !isRecommendation(event)),
    unparsed: pushed.flatMap((result) => result.unparsed),
    terminal: normaliser.terminal(),
  }
}

test('what the agents of Case think of the work is on record as recommendations', () => {
  expect(read(lines('success')).recommended).toEqual([
    { engine: 'case', what: 'verifier: reproduced-scenario pass' },
    { engine: 'case', what: 'reviewer: principle-compliance pass' },
    { engine: 'case', what: 'closer: pull request http://127.0.0.1/pr/1' },
  ])
})

test('no recommendation changes the outcome or any other event, whatever it says and whatever its form', () => {
  const opinion = fc.record({ category: fc.string(), verdict: fc.constantFrom('pass', 'fail', 'approved') })
  const rubric = fc.oneof(
    fc.record({ categories: fc.array(opinion) }),
    fc.json().map(parse),
    fc.constant(null),
  )
  const artifacts = fc.oneof(fc.record({ prUrl: fc.option(fc.webUrl()) }), fc.json().map(parse))
  const recording = fc.constantFrom('success', 'closefail', 'tiny', '500')
  fc.assert(
    fc.property(recording, fc.infiniteStream(fc.record({ rubric, artifacts })), (name, words) => {
      const stream = lines(name)
      const { recommended: _, ...plain } = read(stream)
      const louder = stream.map((line) => {
        if (line.event !== 'phase_end' || typeof line.result !== 'object') return line
        return { ...line, result: { ...line.result, ...words.next().value } }
      })
      const { recommended: __, ...after } = read(louder)
      expect(after).toEqual(plain)
    }),
    { numRuns: 40 },
  )
})

function parse(json: string): unknown {
  return JSON.parse(json)
}
