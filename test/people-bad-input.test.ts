import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { makeKeys, makePeopleFolder, type PeopleFolder, signerLines } from './support/people-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()
let keys: string
let people: PeopleFolder

beforeAll(() => {
  keys = folders.next()
  makeKeys(keys)
  people = makePeopleFolder(join(folders.next(), 'ws'), keys, { classes: { low: { approvals: 1 } } })
  people.signers(`${signerLines(keys, ['alice'])}what is this\n`)
})

const runsOf = ({ dir }: PeopleFolder): string[] => {
  const runs = join(dir, '.proctor/runs')
  return existsSync(runs) ? readdirSync(runs) : []
}

test.each([
  ['approvals', ['approvals']],
  ['approvals --all', ['approvals', '--all']],
  ['run', ['run', '--task', 'example', '--engine', 'fake']],
])(
  '%s: signers that can not be read are told at their line, before anything is asked or run',
  async (_, argv) => {
    const { status, document, stderr } = await people.proctor(...argv)
    expect(status).toBe(2)
    expect(document).toMatchObject({ error: { code: 'config_invalid', exitCode: 2 } })
    expect(stderr).toContain('allowed_signers:2')
    expect(stderr).toContain('the line has not the form `principal options key`')
    expect(runsOf(people)).toEqual([])
  },
)

test('nothing that waits is yes, with signers that can be read', async () => {
  const at = people.copy(join(folders.next(), 'ws'))
  at.signers(signerLines(keys, ['alice']))
  expect(await at.proctor('approvals')).toMatchObject({ status: 0, document: { runs: [] } })
})
