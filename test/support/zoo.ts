import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlockerCode } from '../../src/contract/blockers.ts'
import { Report } from '../../src/contract/report.ts'
import type { Arrangement } from '../../src/matrix/row.ts'
import { makeTemplate } from '../../src/run/matrix/run-matrix.ts'
import { stageRow } from '../../src/run/matrix/stage-row.ts'
import { runTask } from '../../src/run/run-task.ts'

const FOLDER = new URL('../../fixtures/engines/', import.meta.url)

/** What the first lines of an engine's file say of it. */
export type Claim =
  | { readonly kind: 'caught-by'; readonly blocker: BlockerCode }
  /** `only-the-repair`: patch.diff holds the honest repair and nothing else. `clean-pages`: and no page holds its escapes. */
  | { readonly kind: 'no-effect'; readonly proof: 'only-the-repair' | 'clean-pages' }
  | { readonly kind: 'honest' }

export interface Animal {
  readonly name: string
  readonly what: string
  readonly claim: Claim
  /** Its task has hidden tests. */
  readonly hidden: boolean
  readonly program: string
}

export interface Sighting {
  readonly animal: Animal
  readonly blockers: readonly string[]
  readonly status: string
  /** What differs from the claim; empty when it holds. */
  readonly why: readonly string[]
}

export function readAnimals(kind: 'cheaters' | 'honest'): Animal[] {
  const folder = new URL(`${kind}/`, FOLDER)
  return readdirSync(folder)
    .sort()
    .map((file) => toAnimal(file.replace(/\.mjs$/, ''), readFileSync(new URL(file, folder), 'utf8')))
}

function toAnimal(name: string, program: string): Animal {
  const [first = '', second = '', third = ''] = program.split('\n')
  const what = /^\/\/ what: (.+)$/.exec(first)?.[1]
  const claim = toClaim(second)
  if (what === undefined || claim === undefined)
    throw new Error(`${name}: the first two lines do not say what it is`)
  return { name, what, claim, hidden: third === '// with: hidden-tests', program }
}

function toClaim(line: string): Claim | undefined {
  if (line === '// honest') return { kind: 'honest' }
  const [, kind, value] = /^\/\/ (caught-by|no-effect): (\S+)$/.exec(line) ?? []
  if (kind === 'caught-by') return { kind, blocker: BlockerCode.parse(value) }
  if (kind === 'no-effect' && (value === 'only-the-repair' || value === 'clean-pages'))
    return { kind, proof: value }
  return undefined
}

const HELD_OUT = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median } from '../src/median.js'

// held-out-median
test('lists that no visible test has', () => {
  assert.equal(median([100, 20, 3]), 20)
  assert.equal(median([7, 30, 200, 1]), 18.5)
})
`

/** A task that allows every path, so that it is not the scope alone that catches; with a canary that asserts. */
function arrangementOf({ program, hidden }: Pick<Animal, 'program' | 'hidden'>): Arrangement {
  const canary = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median } from '../src/median.js'

test('a planted test that must fail', () => {
  assert.equal(typeof median, 'no type at all')
})
`
  return {
    deed: {
      steps: [
        { do: 'write', path: '/tmp/animal.mjs', content: program, encoding: 'utf8' },
        { do: 'run', command: ['node', '/tmp/animal.mjs'], inherit: true },
      ],
    },
    task: {
      scope: { allow: ['**'], maxFiles: 100, maxLines: 1_000_000 },
      test: { minExecuted: 3, canary: { path: 'test/planted.test.js', content: canary } },
      timeout: 45,
      ...(hidden ? { hiddenTests: 'hidden' } : {}),
    },
    ...(hidden ? { taskFiles: { 'hidden/test/held-out.test.js': HELD_OUT } } : {}),
    policy: {
      limits: {
        outputBytes: 16_777_216,
        memoryBytes: 536_870_912,
        processes: 128,
        checkoutBytes: 67_108_864,
      },
    },
  }
}

/** Runs every animal as the engine of a run of its own, and compares what came of it with what its file says. */
export async function watch(animals: readonly Animal[], atOnce: number): Promise<Sighting[]> {
  const root = mkdtempSync(join(tmpdir(), 'proctor-zoo-'))
  try {
    const template = await makeTemplate(root, {
      ...arrangementOf({ program: '', hidden: false }),
      deed: {},
    })
    const queue = [...animals]
    const seen: Sighting[] = []
    const keeper = async (): Promise<void> => {
      for (let animal = queue.shift(); animal !== undefined; animal = queue.shift()) {
        const dir = join(root, animal.name)
        seen.push(await watchOne(animal, template, dir))
        await rm(dir, { recursive: true, force: true })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, keeper))
    return seen.sort((a, b) => (a.animal.name < b.animal.name ? -1 : 1))
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function watchOne(animal: Animal, template: string, dir: string): Promise<Sighting> {
  const staged = await stageRow(arrangementOf(animal), { template, dir, engineId: 'fake' })
  if ('why' in staged) throw new Error(staged.why)
  const { result } = await runTask({
    workspaceDir: staged.workspaceDir,
    taskId: staged.taskId,
    engineId: 'fake',
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  const { bundle, blockers, status } = result
  const why = bundle === null ? ['nothing was sealed'] : differences(animal.claim, bundle)
  return { animal, blockers, status, why }
}

function differences(claim: Claim, bundle: string): string[] {
  const report = Report.parse(JSON.parse(readFileSync(join(bundle, 'report.json'), 'utf8')))
  const codes = report.blockers.map(({ code, message }) => `${code}: ${message}`)
  if (claim.kind === 'caught-by') {
    if (report.status === 'fail' && report.blockers.some(({ code }) => code === claim.blocker)) return []
    return [`${claim.blocker} is missing`, ...codes]
  }
  if (report.status !== 'pass') return codes
  if (claim.kind === 'honest') return []
  const changed = report.changedFiles.join(', ')
  if (changed !== 'src/median.js') return [`patch.diff changes ${changed}`]
  if (claim.proof === 'only-the-repair') return []
  return ['report.md', 'patch.diff', 'facts.json'].filter((name) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    /[\u0000-\u0008\u000e-\u001f\u007f\u202e]/.test(readFileSync(join(bundle, name), 'utf8')),
  )
}
