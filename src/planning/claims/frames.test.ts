import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { claimsOfMarkdown } from './claims-of-markdown.ts'
import { createClassifier } from './classify-text.ts'

const Frames = z.strictObject({
  subjects: z.array(z.string()).min(3),
  predicates: z.array(z.string()).min(60),
  stated: z.array(z.string()).min(60),
  open: z.array(z.string()).min(100),
})

const frames = Frames.parse(
  JSON.parse(readFileSync(new URL('../../../fixtures/planning/corpus/frames.json', import.meta.url), 'utf8')),
)
const classifier = createClassifier({ candidate: 'case', others: [] })

/** How many predicates each frame is tried with; which ones changes from frame to frame. */
const EACH = 13

function sentences(among: readonly string[]): readonly string[] {
  return among.flatMap((frame, at) =>
    Array.from({ length: EACH }, (_, turn) => {
      const subject = frames.subjects[(at + turn) % frames.subjects.length] ?? ''
      const predicate = frames.predicates[(at * 5 + turn * 3) % frames.predicates.length] ?? ''
      return frame.replace('X', () => `${isStart(frame) ? subject : lowered(subject)} ${predicate}`)
    }),
  )
}

/** Whether a sentence, a heading, an item or a quotation begins with what is put in. */
function isStart(frame: string): boolean {
  return /^\W*(?:\d+\. |\[x\] |b>)?X|[."] X|"X/.test(frame)
}

function lowered(subject: string): string {
  return subject.startsWith('The ') ? `the ${subject.slice(4)}` : subject
}

function isClaim(text: string): boolean {
  return claimsOfMarkdown(text, classifier).some(
    ({ kind }) => kind === 'standing' || kind === 'authority' || kind === 'document',
  )
}

test('what is claimed outright is claimed in every frame that states it', () => {
  const missed = sentences(frames.stated).filter((text) => !isClaim(text))
  expect(missed.length / sentences(frames.stated).length, missed.join('\n')).toBeLessThan(0.01)
})

test('and in no frame that denies, asks, quotes, reports or only thinks of it', () => {
  const wrong = sentences(frames.open).filter(isClaim)
  expect(wrong.length / sentences(frames.open).length, wrong.join('\n')).toBeLessThan(0.01)
})
