import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { git } from './git.ts'

it('says that git was killed, which is no answer of git', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'proctor-git-'))
  const path = process.env.PATH
  onTestFinished(() => {
    process.env.PATH = path
    rmSync(bin, { recursive: true })
  })
  writeFileSync(join(bin, 'git'), '#!/bin/sh\nkill -9 $$\n')
  chmodSync(join(bin, 'git'), 0o755)
  process.env.PATH = `${bin}:${path}`
  await expect(git(bin, ['ls-tree', 'HEAD'])).rejects.toMatchObject({
    code: 'git_failed',
    message: expect.stringContaining('git ls-tree was killed (SIGKILL)'),
  })
})
