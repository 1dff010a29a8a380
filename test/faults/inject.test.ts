import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../samples/temporary-folder.ts'
import type { FaultPlan } from './plan.ts'
import { FROM_SOURCES } from './program.ts'

const SHORT: FaultPlan = { kind: 'write', at: 0, effect: 'short', errno: 'ENOSPC', lasting: false }

/** Writes `abcdef` to a file, and says what the call came to and what stands there. */
function write(file: string): unknown {
  const script = `import { readFile, writeFile } from 'node:fs/promises'
    const [file] = process.argv.slice(1)
    const came = await writeFile(file, 'abcdef').then(() => 'done', (error) => error.code)
    console.log(JSON.stringify([came, await readFile(file, 'utf8')]))`
  const args = ['--import', FROM_SOURCES.preload, '--input-type=module', '-e', script, file]
  const env = { ...process.env, FAULT_PLAN: JSON.stringify(SHORT) }
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }))
}

test('a write that comes to its half leaves half of it in a file, and then the disk is full', () => {
  expect(write(join(temporaryFolder(), 'file'))).toEqual(['ENOSPC', 'abc'])
})

test.runIf(process.platform === 'linux')('and nothing of it in a file of the kernel', () => {
  const [came, name] = write('/proc/self/comm') as [string, string]
  expect(came).toBe('ENOSPC')
  expect(name).not.toMatch(/^abc/)
})

test('what Node reads before the program runs is not disturbed, and what the program reads is', () => {
  const first: FaultPlan = { kind: 'read', at: 0, effect: 'error', errno: 'ENOMEM', lasting: false }
  const file = join(temporaryFolder(), 'program.mjs')
  writeFileSync(
    file,
    `import { readFileSync } from 'node:fs'
    const read = () => { try { return readFileSync(process.argv[2], 'utf8') } catch (error) { return error.code } }
    console.log([read(), read()].join())`,
  )
  const copy = join(temporaryFolder(), 'program.txt')
  writeFileSync(copy, 'text')
  const args = ['--import', FROM_SOURCES.preload, file, copy]
  const env = { ...process.env, FAULT_PLAN: JSON.stringify(first) }
  expect(execFileSync(process.execPath, args, { encoding: 'utf8', env })).toBe('ENOMEM,text\n')
})
