import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { sha256 } from '../kernel/digest.ts'
import { openBundleFiles } from './bundle-files.ts'

const LIMITS = { entries: 100, depth: 4 }

test('large files are digested in threads, small ones here, and the answers are those of one read', async () => {
  const folder = temporaryFolder()
  const contents = new Map<string, Buffer>()
  for (const [index, size] of [0, 1, 5_000_000, 4_194_304, 4_194_305, 9_000_001].entries()) {
    contents.set(`f${index}`, Buffer.alloc(size, index + 1))
  }
  for (const [name, bytes] of contents) writeFileSync(join(folder, name), bytes)
  const files = await openBundleFiles(folder)
  await files.list(LIMITS)
  const digests = await (await files.digest([...contents.keys()])).done
  expect(new Map([...contents].map(([name, bytes]) => [name, sha256(bytes)]))).toEqual(digests)
})

test('what is no listed regular file says why and is not opened', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a'), 'a')
  symlinkSync('a', join(folder, 'link'))
  mkdirSync(join(folder, 'sub'))
  const files = await openBundleFiles(folder)
  const listing = await files.list(LIMITS)
  expect(listing.entries.map(({ path, kind }) => [path, kind]).sort()).toEqual([
    ['a', 'file'],
    ['link', 'link'],
    ['sub', 'folder'],
  ])
  for (const path of ['link', 'sub', 'absent', '../a', '/etc/passwd']) {
    expect(await files.read(path, 100)).toEqual({ why: 'it is not a regular file' })
    expect((await (await files.digest([path])).done).get(path)).toEqual({ why: 'it is not a regular file' })
  }
  expect(await files.read('a', 0)).toEqual({ why: 'it has 1 bytes, at most 0 are read' })
})

test('a file that is exchanged, grown or cut after it was listed is not believed', async () => {
  const folder = temporaryFolder()
  for (const name of ['exchanged', 'grown', 'cut', 'linked']) writeFileSync(join(folder, name), 'content')
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'sub/file'), 'content')
  const files = await openBundleFiles(folder)
  await files.list(LIMITS)
  renameSync(join(folder, 'exchanged'), join(folder, 'old'))
  writeFileSync(join(folder, 'exchanged'), 'CONTENT')
  appendFileSync(join(folder, 'grown'), 'x')
  truncateSync(join(folder, 'cut'), 1)
  rmSync(join(folder, 'linked'))
  symlinkSync('old', join(folder, 'linked'))
  const elsewhere = temporaryFolder()
  writeFileSync(join(elsewhere, 'file'), 'content')
  rmSync(join(folder, 'sub'), { recursive: true })
  symlinkSync(elsewhere, join(folder, 'sub'))
  for (const name of ['exchanged', 'grown', 'cut', 'linked', 'sub/file']) {
    expect(await files.read(name, 100), name).toHaveProperty('why')
  }
})

test('a listing stops at its limits and says so', async () => {
  const folder = temporaryFolder()
  for (let index = 0; index < 120; index += 1) linkOrWrite(folder, index)
  const { entries, problems } = await (await openBundleFiles(folder)).list(LIMITS)
  expect(entries).toHaveLength(100)
  expect(problems).toEqual([{ path: '', why: 'it holds more than 100 entries' }])
  const deep = temporaryFolder()
  mkdirSync(join(deep, 'a/b/c/d/e/f'), { recursive: true })
  const nested = await (await openBundleFiles(deep)).list(LIMITS)
  expect(nested.problems).toEqual([{ path: 'a/b/c/d/e', why: 'folders are nested deeper than 4' }])
})

function linkOrWrite(folder: string, index: number): void {
  if (index === 0) writeFileSync(join(folder, '0'), '')
  else linkSync(join(folder, '0'), join(folder, String(index)))
}

test('nothing at that path is an error with exit 2', async () => {
  await expect(openBundleFiles(join(temporaryFolder(), 'absent'))).rejects.toMatchObject({
    code: 'path_missing',
    exitCode: 2,
  })
})
