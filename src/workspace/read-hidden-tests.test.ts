import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { readHiddenTests } from './read-hidden-tests.ts'

const WHERE = 'tasks/t/task.yaml:7'

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'hidden')
  mkdirSync(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

test('every file by its place in the repository, in the order of the paths, under one digest', async () => {
  const folder = folderWith({ 'test/b.js': 'b', 'a.js': 'a' })
  const read = await readHiddenTests(folder, WHERE)
  expect(read.files.map(({ path, content }) => [path, Buffer.from(content).toString()])).toEqual([
    ['a.js', 'a'],
    ['test/b.js', 'b'],
  ])
  const same = await readHiddenTests(folderWith({ 'a.js': 'a', 'test/b.js': 'b' }), WHERE)
  expect(same.sha256).toBe(read.sha256)
  for (const other of [
    { 'a.js': 'a', 'test/b.js': 'x' },
    { 'a.js': 'a', 'test/c.js': 'b' },
  ])
    expect((await readHiddenTests(folderWith(other), WHERE)).sha256).not.toBe(read.sha256)
})

test.each([
  ['that is absent', (folder: string) => join(folder, 'none'), 'config_invalid', 'no folder of hidden tests'],
  ['that is a file', (folder: string) => join(folder, 'a.js'), 'config_invalid', 'a file and not a folder'],
  [
    'that is empty',
    (folder: string) => {
      mkdirSync(join(folder, 'empty'))
      return join(folder, 'empty')
    },
    'config_invalid',
    'holds no file',
  ],
  [
    'with a link',
    (folder: string) => {
      symlinkSync('/etc/passwd', join(folder, 'b.js'))
      return folder
    },
    'unsafe_path',
    '`b.js` is a link',
  ],
  [
    'with a git folder',
    (folder: string) => {
      mkdirSync(join(folder, 'x', '.GIT'), { recursive: true })
      return folder
    },
    'unsafe_path',
    "`x/.GIT` is git's own",
  ],
  [
    'with more files than anybody reads',
    (folder: string) => {
      for (let index = 0; index < 1_001; index += 1) writeFileSync(join(folder, `${index}.js`), '')
      return folder
    },
    'config_invalid',
    'more than 1000',
  ],
])('a folder %s is refused with its place', async (_, arrange, code, message) => {
  const folder = arrange(folderWith({ 'a.js': 'a' }))
  await expect(readHiddenTests(folder, WHERE)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(new RegExp(`${message.replaceAll(/[`.]/g, '.')}.*${WHERE}`)),
  })
})
