import { expect, test } from 'vitest'
import { BASE_TREE, goodFacts, RESULT_TREE } from '../../fixtures/runs/good-facts.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { checkTrees, type TreeOfPatch } from './check-trees.ts'
import { FILES } from './layout.ts'

const FACTS = goodFacts()
const PATCH = Buffer.from('patch')
const documents = new Map([[FILES.patch as string, PATCH]])
const trees =
  (base: string | null, result: string | null): TreeOfPatch =>
  async (_, patch) =>
    patch.length === 0 ? base : result
const answer = (tree: TreeOfPatch | null, parts: Partial<Parameters<typeof checkTrees>[0]> = {}) =>
  checkTrees({ facts: FACTS, documents, ...parts }, tree)
const base = (tree: string) => ({
  id: 'patch-mismatch',
  file: FILES.facts,
  message: `commit ${FACTS.base.commit} has tree ${tree}, not ${BASE_TREE}`,
})
const result = (tree: string) => ({
  id: 'patch-mismatch',
  file: FILES.patch,
  message: `base and patch give ${tree}, not ${RESULT_TREE}`,
})

test('base and patch give the trees of the facts, or it is said which they give', async () => {
  expect(await answer(trees(BASE_TREE, RESULT_TREE))).toEqual({ findings: [], notRun: null })
  expect(await answer(trees('x', RESULT_TREE))).toEqual({ findings: [base('x')], notRun: null })
  expect(await answer(trees(BASE_TREE, 'y'))).toEqual({ findings: [result('y')], notRun: null })
  expect(await answer(trees(null, null))).toEqual({
    findings: [base('none'), result('no tree')],
    notRun: null,
  })
})

test('an empty patch gives the tree of the base, and git is not asked to apply it', async () => {
  const empty = new Map([[FILES.patch as string, Buffer.alloc(0)]])
  const asked: Uint8Array[] = []
  const ask: TreeOfPatch = async (_, patch) => {
    asked.push(patch)
    return BASE_TREE
  }
  expect((await answer(ask, { documents: empty })).findings).toEqual([result(BASE_TREE)])
  expect(asked).toHaveLength(1)
})

test('what could not be checked says why, and is no finding', async () => {
  expect(await answer(null)).toEqual({
    findings: [],
    notRun: 'no repository was given to apply the patch in',
  })
  expect(await answer(trees(BASE_TREE, RESULT_TREE), { documents: new Map() })).toEqual({
    findings: [],
    notRun: 'the patch is not what was sealed',
  })
  expect(await answer(null, { facts: { ...FACTS, patch: null } })).toEqual({ findings: [], notRun: null })
  const lacking: TreeOfPatch = async () => {
    throw new ProctorError('git-failed' as never, 'it lacks the commit')
  }
  expect(await answer(lacking)).toEqual({ findings: [], notRun: 'it lacks the commit' })
  const broken: TreeOfPatch = async () => {
    throw new TypeError('a fault')
  }
  expect(await answer(broken).catch((error: unknown) => error)).toBeInstanceOf(TypeError)
})
