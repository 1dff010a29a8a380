import { expect, test } from 'vitest'
import { EngineConfig } from '../contract/workspace.ts'
import { isSameModel, whyNotAnother } from './why-not-another.ts'

const author = { id: 'a', adapter: 'x', provider: 'p', model: 'openai/GPT-5.5' }

test.each([
  ['another model', author, { id: 'b', model: 'opus' }, null],
  [
    'no model on either side',
    { id: 'a', adapter: 'x' },
    { id: 'b', provider: undefined, model: undefined },
    null,
  ],
  ['an author without a model', { id: 'a', adapter: 'x' }, { id: 'b', model: 'opus' }, null],
  ['the same id', author, { model: 'opus' }, /is the author/],
  ['the same model', author, { id: 'b' }, /has the model of the author/],
  ['the same model of another vendor', author, { id: 'b', model: 'gpt-5.5' }, /has the model of the author/],
  [
    'the same model, and no provider',
    author,
    { id: 'b', provider: undefined },
    /has the model of the author/,
  ],
  ['no named reviewer model', author, { id: 'b', model: undefined }, /nobody can tell/],
  ['no named author model', { ...author, model: undefined }, { id: 'b', model: 'opus' }, /nobody can tell/],
])('%s', (_, first, second, why) => {
  const said = whyNotAnother(EngineConfig.parse(first), EngineConfig.parse({ ...author, ...second }))
  if (why === null) expect(said).toBeNull()
  else expect(said).toMatch(why)
})

test('a model is known by its bare name, whole', () => {
  expect(isSameModel('openai/gpt-5.5', ' GPT-5.5 ')).toBe(true)
  expect(isSameModel('gpt-5.5', 'gpt-4.5')).toBe(false)
  expect(isSameModel('a/b/model', 'model')).toBe(true)
})
