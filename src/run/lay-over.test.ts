import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { layFolder, layOver } from './lay-over.ts'

/** A checkout, and a folder beside it that nothing may be written to. */
function place() {
  const root = temporaryFolder()
  const [checkout, outside] = [join(root, 'checkout'), join(root, 'outside')]
  for (const folder of [checkout, outside]) mkdirSync(folder)
  writeFileSync(join(outside, 'mine.js'), 'mine')
  return { checkout, outside }
}

test('files lie where they belong, in place of what the result has there', async () => {
  const { checkout } = place()
  mkdirSync(join(checkout, 'test'))
  writeFileSync(join(checkout, 'test', 'a.js'), 'the one of the engine')
  mkdirSync(join(checkout, 'test', 'b.js'))
  await layOver(
    checkout,
    [
      { path: 'test/a.js', content: 'a' },
      { path: 'test/b.js', content: 'b' },
      { path: 'deep/down/c.js', content: Buffer.from('c') },
    ],
    undefined,
  )
  const texts = ['test/a.js', 'test/b.js', 'deep/down/c.js'].map((path) =>
    readFileSync(join(checkout, path), 'utf8'),
  )
  expect(texts).toEqual(['a', 'b', 'c'])
})

test.each(['test', 'test/inner', 'test/inner/a.js'])(
  'a link at %s is replaced and not followed',
  async (at) => {
    const { checkout, outside } = place()
    mkdirSync(join(checkout, ...at.split('/').slice(0, -1)), { recursive: true })
    symlinkSync(at.endsWith('.js') ? join(outside, 'mine.js') : outside, join(checkout, at))
    await layOver(checkout, [{ path: 'test/inner/a.js', content: 'ours' }], undefined)
    expect(readFileSync(join(checkout, 'test/inner/a.js'), 'utf8')).toBe('ours')
    expect(lstatSync(join(checkout, 'test/inner/a.js')).isFile()).toBe(true)
    expect(readdirSync(outside)).toEqual(['mine.js'])
    expect(readFileSync(join(outside, 'mine.js'), 'utf8')).toBe('mine')
  },
)

test('a folder for a mount is made in place of a link, and nothing outside changes', async () => {
  const { checkout, outside } = place()
  symlinkSync(outside, join(checkout, 'vendor'))
  const before = lstatSync(outside)
  await layFolder(checkout, ['vendor', 'deps'], {
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
  })
  expect(lstatSync(join(checkout, 'vendor')).isDirectory()).toBe(true)
  expect(readdirSync(outside)).toEqual(['mine.js'])
  expect(lstatSync(outside).mtimeMs).toBe(before.mtimeMs)
})
