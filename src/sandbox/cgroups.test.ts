import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCgroups } from './cgroups.ts'
import { openTempFolder } from './sandbox.fixture.ts'

const CAPS = { memoryBytes: 1_000, tasks: 7 }

/** A folder in place of the kernel's, to see what is asked of it where this machine has another version. */
async function openTree(controllers: string, own: string) {
  const folder = await openTempFolder()
  await mkdir(join(folder.path, 'a/b'), { recursive: true })
  await writeFile(join(folder.path, 'cgroup.subtree_control'), controllers)
  await writeFile(join(folder.path, 'a/cgroup.subtree_control'), controllers)
  await writeFile(join(folder.path, 'a/b/cgroup.subtree_control'), '')
  await writeFile(join(folder.path, 'own'), own)
  return folder
}

test('version 2: where the controllers are not handed down there is no limit to claim', async () => {
  await using folder = await openTree('cpu io\n', '0::/a/b\n')
  expect(await openCgroups(CAPS, folder.path, join(folder.path, 'own'))).toEqual([])
  expect(await readdir(join(folder.path, 'a'))).not.toContain(expect.stringContaining('proctor-'))
})

test('a group whose caps can not be set is given up and removed', async () => {
  await using folder = await openTree('memory pids\n', '0::/a/b\n')
  // An ordinary folder makes no memory.max by itself: the kernel's answer for a controller that is missing.
  expect(await openCgroups(CAPS, folder.path, join(folder.path, 'own'))).toEqual([])
  const names = [...(await readdir(folder.path)), ...(await readdir(join(folder.path, 'a')))]
  expect(names.filter((name) => name.startsWith('proctor-'))).toEqual([])
})

test('no control groups at all: no limits, no error', async () => {
  await using folder = await openTempFolder()
  expect(await openCgroups(CAPS, join(folder.path, 'none'), join(folder.path, 'none/own'))).toEqual([])
})

test('the real ones, where this machine lets us: the caps are set, the group goes', async () => {
  const limits = await openCgroups({ memoryBytes: 2 ** 26, tasks: 9 })
  for (const limit of limits) {
    expect(await limit.reached()).toBeNull()
    expect(await limit.poll([])).toBeNull()
    await limit.close()
    await limit.close()
  }
  expect((await readFile('/proc/self/cgroup', 'utf8')).includes('proctor-')).toBe(false)
})
