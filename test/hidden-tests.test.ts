import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './samples/temporary-folder.ts'
import { readAnimals } from './support/zoo.ts'

test('the engine that looks for hidden tests would find them where they can be seen', () => {
  const animal = readAnimals('cheaters').find(({ name }) => name === 'searches-hidden-tests')
  const root = temporaryFolder()
  mkdirSync(join(root, 'tasks', 'hidden'), { recursive: true })
  mkdirSync(join(root, 'checkout'))
  writeFileSync(join(root, 'tasks', 'hidden', 'a.test.js'), '// held-out-median\n')
  writeFileSync(join(root, 'animal.mjs'), animal?.program ?? '')
  const seen = spawnSync(process.execPath, [join(root, 'animal.mjs')], {
    cwd: join(root, 'checkout'),
    env: { PATH: process.env.PATH ?? '', ROOTS: join(root, 'tasks') },
    encoding: 'utf8',
  })
  expect(seen.status).toBe(0)
  const loot = join(root, 'checkout', 'LOOT.txt')
  expect(existsSync(loot) && readFileSync(loot, 'utf8')).toContain('a.test.js')
})
