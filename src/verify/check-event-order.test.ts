import { expect, test } from 'vitest'
import type { Event, EventType, Origin } from '../contract/event.ts'
import { checkEventOrder } from './check-event-order.ts'
import { FILES } from './layout.ts'

type Line = { readonly type: EventType; readonly origin: Origin; readonly data?: object }

const by = (type: EventType, origin: Origin = 'harness', data?: object): Line => ({
  type,
  origin,
  ...(data === undefined ? {} : { data }),
})
const tests = (moment: 'started' | 'finished', suiteId = 'result') =>
  by(`test.${moment}`, 'harness', { suiteId })
const gate = (name = 'diff') => by('gate.evaluated', 'harness', { gate: name })

const START = by('run.started')
const END = by('run.finished')
const SET_UP = by('setup.finished')
const DECIDED = by('policy.evaluated', 'policy')
const ENGINE = by('engine.started')
const SAID = by('message.completed', 'engine')
const GARBLED = by('engine.unparsed')
const DEAD = by('engine.exited')
const CHANGED = by('file.changed')

/** A run as it is to go, by the lines that follow one another. */
const GOOD = [
  START,
  by('source.admitted', 'policy'),
  DECIDED,
  SET_UP,
  ENGINE,
  SAID,
  GARBLED,
  DEAD,
  CHANGED,
  tests('started'),
  tests('finished'),
  tests('started', 'hidden'),
  tests('finished', 'hidden'),
  gate(),
  gate('scope'),
  by('artifact.written'),
  END,
]

/** What is said of a log, without the words that every line of it begins with. */
function saidOf(...lines: readonly Line[]): string[] {
  return checkEventOrder({ events: lines as unknown as Event[] }).map(({ id, file, message }) => {
    expect([id, file]).toEqual(['event-order', FILES.events])
    return message.replace(/^line /, '')
  })
}
/** The good log with one line put where another stood, which is left out. */
const moved = (line: Line, before: Line): Line[] =>
  GOOD.filter((one) => one !== line).flatMap((one) => (one === before ? [line, one] : [one]))

test('a run as it is to go, and the shortest that there are', () => {
  expect(saidOf(...GOOD)).toEqual([])
  expect(saidOf(START, END)).toEqual([])
  expect(saidOf(START, by('run.refused'), gate(), END)).toEqual([])
  expect(saidOf(START, by('source.rejected', 'policy'), DECIDED, by('run.refused'), END)).toEqual([])
})

test('a log begins with its run and ends with it', () => {
  const first = 'the first event is not run.started'
  const last = 'the last event is not run.finished'
  expect(saidOf()).toEqual([`1: ${first}`, `1: ${last}`])
  expect(saidOf(START)).toEqual([`1: ${last}`])
  expect(saidOf(END)).toEqual([`1: ${first}`])
  expect(saidOf(DECIDED, START, END)).toEqual([`1: ${first}`])
  expect(saidOf(START, END, DECIDED)).toEqual([`3: ${last}`])
})

test.each(['run.started', 'run.refused', 'setup.finished', 'policy.evaluated'] as const)(
  'a second %s is one too many, and so is a third',
  (type) => {
    const once = type === 'run.started' ? [START] : [START, by(type)]
    const more = once.length + 1
    expect(saidOf(...once, END)).toEqual([])
    expect(saidOf(...once, by(type), by(type), END)).toEqual([
      `${more}: a second ${type}`,
      `${more + 1}: a second ${type}`,
    ])
  },
)

test('a second end is no end', () => {
  expect(saidOf(START, END, END)).toEqual([
    '3: a second run.finished',
    '3: the last event is not run.finished',
  ])
})

test('an engine that was started twice or ended twice', () => {
  expect(saidOf(START, ENGINE, ENGINE, DEAD, END)).toEqual(['3: a second engine.started'])
  expect(saidOf(START, ENGINE, DEAD, DEAD, END)).toEqual(['4: a second engine.exited'])
})

test('what may come as often as it happens', () => {
  expect(saidOf(START, ENGINE, SAID, SAID, GARBLED, GARBLED, DEAD, CHANGED, CHANGED, END)).toEqual([])
})

test('an engine ends after it began, and one that began ends unless the run was interrupted', () => {
  const early = 'an engine ended that was not started'
  expect(saidOf(START, DEAD, END)).toEqual([`2: ${early}`])
  expect(saidOf(START, DEAD, ENGINE, END)).toEqual([`2: ${early}`])
  expect(saidOf(START, ENGINE, END)).toEqual(['2: the engine that was started never ended'])
  expect(saidOf(START, ENGINE, by('run.interrupted'), END)).toEqual([])
})

test('nobody hears an engine before it began or after it ended', () => {
  const before = 'before any engine was started'
  expect(saidOf(...moved(SAID, ENGINE))).toEqual([`5: message.completed ${before}`])
  expect(saidOf(...moved(GARBLED, START))).toEqual([
    '1: the first event is not run.started',
    `1: engine.unparsed ${before}`,
  ])
  expect(saidOf(START, SAID, END)).toEqual([`2: message.completed ${before}`])
  const after = 'after the engine had ended'
  expect(saidOf(...moved(SAID, CHANGED))).toEqual([`8: message.completed ${after}`])
  expect(saidOf(...moved(GARBLED, CHANGED))).toEqual([`8: engine.unparsed ${after}`])
  expect(saidOf(START, ENGINE, SAID, by('run.interrupted'), GARBLED, END)).toEqual([])
})

test('what an engine must wait for does not come after it', () => {
  const late = 'after an engine was started'
  for (const line of GOOD.slice(1, 4))
    expect(saidOf(...moved(line, SAID))).toEqual([`5: ${line.type} ${late}`])
  expect(saidOf(START, ENGINE, DEAD, by('source.rejected', 'policy'), END)).toEqual([
    `4: source.rejected ${late}`,
  ])
})

test('nothing is measured while the engine runs', () => {
  const running = 'while the engine was running'
  for (const line of [CHANGED, gate('review')])
    expect(saidOf(START, ENGINE, line, DEAD, END)).toContain(`3: ${line.type} ${running}`)
  expect(saidOf(START, ENGINE, tests('started'), tests('finished'), DEAD, END)).toEqual([
    `3: test.started ${running}`,
    `4: test.finished ${running}`,
  ])
  expect(saidOf(START, CHANGED, ENGINE, DEAD, END)).toEqual([])
  expect(saidOf(START, ENGINE, CHANGED, by('run.interrupted'), END)).toEqual([])
  expect(saidOf(START, CHANGED, DEAD, END)).toEqual(['3: an engine ended that was not started'])
})

test('tests end that began, each once', () => {
  const nothing = 'test.finished of result, which was not started'
  expect(saidOf(START, tests('finished'), END)).toEqual([`2: ${nothing}`])
  expect(saidOf(START, tests('finished'), tests('started'), END)).toEqual([`2: ${nothing}`])
  expect(saidOf(START, tests('started', 'hidden'), tests('finished'), END)).toEqual([`3: ${nothing}`])
  expect(saidOf(START, tests('started'), tests('finished'), tests('finished'), END)).toEqual([
    `4: ${nothing}`,
  ])
})

test('gates are judged once each, after everything that they judge', () => {
  expect(saidOf(START, gate('diff'), gate('scope'), gate('diff'), END)).toEqual(['4: gate diff twice'])
  const late = 'after the gates were evaluated'
  for (const line of [SET_UP, CHANGED, tests('started')])
    expect(saidOf(START, gate(), line, END)).toEqual([`3: ${line.type} ${late}`])
  expect(saidOf(START, tests('started'), gate(), tests('finished'), END)).toEqual([
    `4: test.finished ${late}`,
  ])
  expect(saidOf(START, gate(), ENGINE, DEAD, END)).toEqual([
    `3: engine.started ${late}`,
    `4: engine.exited ${late}`,
  ])
  expect(saidOf(START, gate(), by('artifact.written'), END)).toEqual([])
})

test('an engine that ran in a run that was refused', () => {
  expect(saidOf(START, by('run.refused'), ENGINE, DEAD, END)).toEqual([
    '3: an engine was started in a run that was refused',
  ])
})
