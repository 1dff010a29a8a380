import { expect, test } from 'vitest'
import { StagesConfig } from '../contract/stages.ts'
import { Workspace } from '../contract/workspace.ts'
import { policyScopesOf } from './policy-scope.ts'

const BASE = Workspace.parse({
  version: 1,
  repositories: [
    { id: 'app', path: 'a', class: 'artificial' },
    { id: 'lib', path: 'b', class: 'copied' },
  ],
  providers: [
    { id: 'one', kind: 'scripted', turns: 't.yaml' },
    { id: 'two', kind: 'scripted', turns: 't.yaml' },
  ],
  engines: [
    { id: 'fake', adapter: 'fake', provider: 'one' },
    { id: 'pi', adapter: 'pi', provider: 'two' },
  ],
})

function scopes(change: Partial<Workspace>): { ofEngine: string; app?: string; lib?: string } {
  const found = policyScopesOf({ ...BASE, ...change }, 'fake')
  if (found === undefined) throw new Error('no scopes')
  const { ofEngine, inRepository } = found
  const app = inRepository.get('app')
  const lib = inRepository.get('lib')
  return { ofEngine, ...(app === undefined ? {} : { app }), ...(lib === undefined ? {} : { lib }) }
}
const BEFORE = scopes({})
const [app, lib] = BASE.repositories
const [fake, pi] = BASE.engines
if (app === undefined || lib === undefined || fake === undefined || pi === undefined)
  throw new Error('no base')

test.each<[string, Partial<Workspace>]>([
  ['another engine', { engines: [...BASE.engines, { ...pi, id: 'codex', adapter: 'codex' }] }],
  ['what another engine is given', { engines: [fake, { ...pi, model: 'x' }] }],
  ['another provider', { providers: [...BASE.providers, { id: 'three', kind: 'scripted', turns: 'u' }] }],
  ['the order of engines', { engines: [pi, fake] }],
  ['where planning documents lie', { planning: { prd: 'x' } as Workspace['planning'] }],
])('%s changes nothing that evidence is bound to', (_, change) => {
  expect(scopes(change)).toEqual(BEFORE)
})

test('a new repository binds only what is done in it', () => {
  const more = scopes({ repositories: [...BASE.repositories, { ...lib, id: 'new' }] })
  expect(more).toEqual(BEFORE)
})

test.each<[string, Partial<Workspace>]>([
  ['a limit', { policy: { ...BASE.policy, limits: { ...BASE.policy.limits, processes: 99 } } }],
  ['a gate that is no longer required', { policy: { ...BASE.policy, requiredGates: ['tests'] } }],
  ['a number of the ladder', { stages: StagesConfig.parse({ minTasks: 3 }) }],
  ['the engine itself', { engines: [{ ...fake, model: 'x' }, pi] }],
  ['its provider', { providers: BASE.providers.map((one) => ({ ...one, turns: 'v' }) as typeof one) }],
  ['the mark of a test workspace', { test: true }],
])('%s changes all that evidence is bound to', (_, change) => {
  const after = scopes(change)
  expect(after.ofEngine).not.toBe(BEFORE.ofEngine)
  expect(after.app).not.toBe(BEFORE.app)
  expect(after.lib).not.toBe(BEFORE.lib)
})

test('what a repository protects binds what is done in it, and nothing else', () => {
  const after = scopes({ repositories: [{ ...app, protected: ['**'] }, lib] })
  expect(after.app).not.toBe(BEFORE.app)
  expect({ ...after, app: BEFORE.app }).toEqual(BEFORE)
})

test('a policy that does not know the engine, or is none, binds nothing', () => {
  expect(policyScopesOf(BASE, 'nobody')).toBeUndefined()
  for (const value of [null, 'x', {}, { ...BASE, engines: 'all' }])
    expect(policyScopesOf(value, 'fake')).toBeUndefined()
})
