import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Arena, runArguments } from './arena.ts'
import { everyStep } from './cases.ts'
import { disturb, type Measured, prepareArena } from './disturb.ts'
import type { FaultPlan } from './plan.ts'
import { buildProgram } from './program.ts'

let program: Awaited<ReturnType<typeof buildProgram>>
let arena: Arena
let measured: Measured
beforeAll(async () => {
  program = await buildProgram()
  const prepared = await prepareArena(program)
  arena = prepared.arena
  measured = prepared.measured
}, 120_000)
afterAll(() => {
  arena.remove()
  program.remove()
})

test('a clock that is set by a day before a run is on record: it begins whole or not at all', {
  timeout: 180_000,
}, async () => {
  const cases = everyStep(measured.operations).filter(
    ({ name, fault }) =>
      /^run\/clock\/\d+\/(?:back|forward)$/.test(name) &&
      fault.at === 'run' &&
      ['open', 'begin'].includes(fault.step),
  )
  expect(cases.length).toBeGreaterThan(5)
  const ends: (number | null)[] = []
  for (const one of cases) {
    const { ended, broken } = await disturb(arena, one, measured.ms)
    expect({ name: one.name, broken }).toEqual({ name: one.name, broken: [] })
    ends.push(ended.code)
  }
  // Set back, it changes nothing; set forward between decision and beginning, the decision has run out.
  expect(ends).toContain(0)
  expect(ends).toContain(4)
})

test.each(['error', 'drop'] as const)(
  'a model gateway whose connections are gone (%s): the engine fails, the run says so and is no pass',
  async (effect) => {
    const plan: FaultPlan = { kind: 'connection', at: 0, effect, errno: 'ECONNRESET', lasting: true }
    const { code, stdout } = await arena.start(runArguments('good'), { FAULT_PLAN: JSON.stringify(plan) })
      .ended
    const { bundle, status, blockers } = JSON.parse(stdout)
    expect([code, status]).toEqual([4, 'fail'])
    expect(blockers).toContain('engine_failed')
    const report = JSON.parse(readFileSync(join(bundle, 'report.json'), 'utf8'))
    expect(report.backendExitCode).not.toBe(0)
  },
)
