import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FIXED_GIT_ENV } from '../fixtures/fixed-git-env.ts'
import { makeRepositories, proveSeed } from '../fixtures/tasks/repositories.ts'
import { PACKAGES, SEEDS } from '../fixtures/tasks/seeds.ts'

// script/task-workspace.ts proves every seed; here the first of each package.
const folder = mkdtempSync(join(tmpdir(), 'proctor-tasks-'))
const repositories = join(folder, 'repositories')

beforeAll(() => makeRepositories(repositories))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('there are at least 24 seeds of at least six kinds, each of a package, no id twice', () => {
  expect(SEEDS.length).toBeGreaterThanOrEqual(24)
  expect(new Set(SEEDS.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6)
  expect(new Set(SEEDS.map(({ id }) => id)).size).toBe(SEEDS.length)
  expect(new Set(SEEDS.map((seed) => seed.package))).toEqual(new Set(PACKAGES))
})

test.each(PACKAGES)('%s: red with the bug, green with the oracle, and the probe tells them apart', (name) => {
  const seed = SEEDS.find((one) => one.package === name)
  if (seed === undefined) throw new Error('no seed')
  const proven = proveSeed(repositories, join(folder, 'scratch'), seed)
  expect(proven.assertions).toBeGreaterThan(0)
  expect(proven.oracle).toContain(`+++ b/${seed.file}`)
})

test('a seed that changes nothing that the tests see is refused', () => {
  const [first] = SEEDS
  if (first === undefined) throw new Error('no seed')
  expect(() => proveSeed(repositories, join(folder, 'scratch'), { ...first, probe: '1' })).toThrow(
    'probe does not see',
  )
})

test('a seed that ends the runner of its base is refused, since nobody knows all tests of the base then', () => {
  const seed = SEEDS.find(({ id }) => id === 'concat-map-first')
  if (seed === undefined) throw new Error('no seed')
  const folder = join(repositories, seed.package)
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env: FIXED_GIT_ENV, stdio: 'pipe' })
  git('checkout', '-q', '-b', 'seed/ends', 'main')
  const index = join(folder, 'index.js')
  writeFileSync(index, readFileSync(index, 'utf8').replace('var res = [];', 'process.exit(1);'))
  git('commit', '-qam', 'One bug that ends everything')
  git('checkout', '-q', 'main')
  expect(() => proveSeed(repositories, join(folder, '..', 'scratch'), { ...seed, id: 'ends' })).toThrow(
    'ends: the bug hides tests of its base: ',
  )
})
