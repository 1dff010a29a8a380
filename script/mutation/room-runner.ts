// A test runner for Stryker that keeps the tests loaded: it imports the test files of a room once, in its own process, and
// calls the tests that reach a mutant, cheapest first, until one fails. Loads anew where a mutant can outlive its run: when it
// acts while modules load, and when its file keeps something in a module's variable. The tests see `test-api.ts` as vitest.
import { globSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { collectTests, type DeclaredTest } from './test-api.ts'

/** What instrumented code reads and writes, by Stryker's names. */
interface Switchboard {
  activeMutant: string | undefined
  currentTestId: string | undefined
  hitCount: number | undefined
  hitLimit: number | undefined
  mutantCoverage: unknown
}

interface MutantRun {
  readonly activeMutant: { readonly id: string }
  readonly sandboxFileName: string
  readonly testFilter?: readonly string[]
  readonly hitLimit?: number
  readonly mutantActivation: 'runtime' | 'static'
}

interface TestResult {
  readonly id: string
  readonly name: string
  readonly timeSpentMs: number
  /** 0 passed, 1 failed. */
  readonly status: 0 | 1
  readonly failureMessage?: string
}

// The sandbox, to which Stryker copied the instrumented project.
const root = pathToFileURL(`${process.cwd()}/`).href
const api = import.meta.resolve('./test-api.ts')
const switchboard: Switchboard = {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: undefined,
  hitLimit: undefined,
  mutantCoverage: undefined,
}
Object.assign(globalThis, { __stryker__: switchboard })
const cost = new Map<string, number>()
let generation = 0
let loaded: readonly DeclaredTest[] | undefined

// A property is tried a few times for each mutant, on the same values, and its counterexample is not made small.
fc.configureGlobal({ numRuns: 20, seed: 1, endOnFailure: true })

registerHooks({
  resolve(specifier, context, next) {
    const inSandbox = context.parentURL?.startsWith(root) === true
    if (specifier === 'vitest' && inSandbox)
      return { url: api, format: 'module-typescript', shortCircuit: true }
    const found = next(specifier, context)
    if (!found.url.startsWith(root) || found.url.includes('/node_modules/')) return found
    return { ...found, url: `${found.url}?generation=${generation}` }
  },
})

async function load(): Promise<readonly DeclaredTest[]> {
  generation += 1
  const files = globSync((process.env.PROCTOR_MUTATION_TESTS ?? '').split(',')).sort()
  if (files.length === 0) throw new Error('PROCTOR_MUTATION_TESTS names no test file')
  const tests: DeclaredTest[] = []
  for (const file of files) {
    const path = join(process.cwd(), file)
    tests.push(...(await collectTests(path, () => import(pathToFileURL(path).href))))
  }
  return tests
}

async function runTest({ id, run }: DeclaredTest): Promise<TestResult> {
  switchboard.currentTestId = id
  const start = performance.now()
  try {
    await run()
    return { id, name: id, timeSpentMs: performance.now() - start, status: 0 }
  } catch (error) {
    const failureMessage = error instanceof Error ? error.message : String(error)
    return { id, name: id, timeSpentMs: performance.now() - start, status: 1, failureMessage }
  } finally {
    switchboard.currentTestId = undefined
  }
}

async function dryRun() {
  loaded = await load()
  const tests: TestResult[] = []
  for (const test of loaded) {
    const result = await runTest(test)
    cost.set(result.id, result.timeSpentMs)
    tests.push(result)
  }
  return { status: 'complete', tests, mutantCoverage: switchboard.mutantCoverage }
}

async function mutantRun({
  activeMutant,
  sandboxFileName,
  testFilter,
  hitLimit,
  mutantActivation,
}: MutantRun) {
  const outlives = mutantActivation === 'static' || keepsState(sandboxFileName)
  if (outlives) loaded = undefined
  switchboard.hitCount = 0
  switchboard.hitLimit = hitLimit
  if (mutantActivation === 'static') switchboard.activeMutant = activeMutant.id
  let count = 0
  let failed: TestResult | undefined
  try {
    loaded ??= await load()
    const wanted = testFilter === undefined ? null : new Set(testFilter)
    const tests = loaded.filter(({ id }) => wanted === null || wanted.has(id))
    tests.sort((a, b) => (cost.get(a.id) ?? 0) - (cost.get(b.id) ?? 0))
    switchboard.activeMutant = activeMutant.id
    for (const test of tests) {
      const result = await runTest(test)
      count += 1
      if (result.status === 1) failed = result
      if (failed !== undefined) break
    }
  } catch (error) {
    failed = { id: 'load', name: 'load', timeSpentMs: 0, status: 1, failureMessage: String(error) }
  } finally {
    switchboard.activeMutant = undefined
    if (outlives) loaded = undefined
  }
  if (hitLimit !== undefined && (switchboard.hitCount ?? 0) > hitLimit) {
    return { status: 'timeout', reason: `Hit limit reached (${switchboard.hitCount}/${hitLimit})` }
  }
  if (failed === undefined) return { status: 'survived', nrOfTests: count }
  const { id, failureMessage = '' } = failed
  return { status: 'killed', killedBy: [id], failureMessage, nrOfTests: count }
}

/** Whether a module of this file remembers something from one call to the next. */
function keepsState(file: string): boolean {
  return /^(?:let |const \w+.* = new (?:Map|WeakMap)\b)/m.test(readFileSync(file, 'utf8'))
}

function createRoomRunner() {
  return { capabilities: () => ({ reloadEnvironment: true }), dryRun, mutantRun }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'room', factory: createRoomRunner }]
