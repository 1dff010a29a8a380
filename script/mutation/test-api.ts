// Stands for `vitest` within the test files that room-runner.ts loads: takes down the tests that they declare, and lends them
// vitest's own `expect`. Knows what the tests of the rooms use and no more; a call of anything else fails the load.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chai, expect } from 'vitest'

type Body = (...args: readonly unknown[]) => unknown

export interface DeclaredTest {
  readonly id: string
  readonly run: () => Promise<void>
}

interface File {
  readonly path: string
  readonly tests: DeclaredTest[]
  readonly before: Body[]
  begun: Promise<void> | undefined
}

let file: File | undefined
let groups: readonly string[] = []
const endings: Body[] = []
let running = ''

/** The tests that a file declares when `load` imports it, in their order. */
export async function collectTests(
  path: string,
  load: () => Promise<unknown>,
): Promise<readonly DeclaredTest[]> {
  file = { path, tests: [], before: [], begun: undefined }
  const { tests } = file
  await load()
  file = undefined
  return tests
}

function current(): File {
  if (file === undefined) throw new Error('tests are declared only while their file is loaded')
  return file
}

function declare(title: string, body: Body): void {
  const owner = current()
  owner.tests.push({
    id: `${owner.path}#${[...groups, title].join(' > ')}#${owner.tests.length}`,
    run: async () => {
      owner.begun ??= owner.before.reduce(async (done, each) => {
        await done
        await each()
      }, Promise.resolve())
      await owner.begun
      running = owner.path
      try {
        await body()
      } finally {
        for (const end of endings.splice(0)) await end()
      }
    },
  })
}

function declareEach(rows: readonly unknown[]) {
  return (title: string, body: Body): void => {
    for (const [index, row] of rows.entries()) {
      const args: readonly unknown[] = Array.isArray(row) ? row : [row]
      declare(`${title} [${index}]`, () => body(...args))
    }
  }
}

function group(title: string, body: () => void): void {
  const outer = groups
  groups = [...outer, title]
  body()
  groups = outer
}

export const test = Object.assign(declare, { each: declareEach })
export const it = test
export const describe = group
export { expect }

export function beforeAll(body: Body): void {
  current().before.push(body)
}

export function afterAll(_: Body): void {}

export function onTestFinished(body: Body): void {
  endings.push(body)
}

chai.util.addMethod(chai.Assertion.prototype, 'toMatchFileSnapshot', function (this: object, name: string) {
  const text = chai.util.flag(this, 'object')
  if (text !== readFileSync(join(dirname(running), name), 'utf8')) throw new Error(`not the text of ${name}`)
})
