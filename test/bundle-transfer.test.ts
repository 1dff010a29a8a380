import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import { foldersForFile } from './support/shared-folder.ts'

// Many commands one after the other, each a process.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const PROCTOR = join(import.meta.dirname, '../bin/proctor')
const folders = foldersForFile()
let folder = ''
let runId = ''
const at = (...parts: string[]): string => join(folder, ...parts)

/** One workspace that sealed a run, another that knows nothing of it, and an export of the run. */
beforeAll(() => {
  folder = folders.next()
  for (const name of ['ours', 'theirs']) execFileSync(PROCTOR, ['init', at(name)], { stdio: 'ignore' })
  runId = proctor('ours', 'run', '--task', 'example', '--engine', 'fake').document.runId
  expect(proctor('ours', 'bundle', 'export', runId, at('export'))).toMatchObject({
    code: 0,
    document: { runId, folder: at('export') },
  })
})

function proctor(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(PROCTOR, [...args, '--json'], {
    cwd: at(cwd),
    encoding: 'utf8',
  })
  return { code: status, document: JSON.parse(stdout), said: stderr }
}

/** The command of an export's page, without its first word. */
function commandOf(name: string): string[] {
  const page = readFileSync(at(name, 'README.md'), 'utf8')
  return /^ {4}proctor (verify .*)$/m.exec(page)?.[1]?.split(' ') ?? []
}

function copyOf(name: string, to: string): string {
  execFileSync('cp', ['-a', at(name), at(to)])
  return at(to)
}

test('a stranger verifies an export with the command of its page, without a workspace', () => {
  const names = ['README.md', 'base.pack', 'bundle', 'trust.json']
  expect(readdirSync(at('export')).sort()).toEqual(names)
  const args = commandOf('export')
  expect(proctor('export', ...args)).toMatchObject({ code: 0, document: { ok: true, notRun: [] } })
  appendFileSync(join(copyOf('export', 'flipped'), 'bundle/patch.diff'), '\n')
  expect(proctor('flipped', ...args)).toMatchObject({
    code: 1,
    document: {
      findings: expect.arrayContaining([
        { id: 'digest-mismatch', file: 'patch.diff', message: expect.anything() },
      ]),
    },
  })
})

test('what people signed goes along, and a stranger sees the run as they left it', () => {
  execFileSync(PROCTOR, ['init', at('asked')], { stdio: 'ignore' })
  const key = at('alice')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key])
  const signer = `alice@example.com namespaces="approval@proctor" ${readFileSync(`${key}.pub`, 'utf8')}`
  appendFileSync(at('asked/allowed_signers'), signer)
  appendFileSync(at('asked/proctor.yaml'), '\npolicy: {classes: {low: {approvals: 1}}}\n')
  const who = ['-c', 'user.name=bob', '-c', 'user.email=bob@example.com']
  execFileSync('git', ['add', '-A'], { cwd: at('asked') })
  execFileSync('git', [...who, 'commit', '-q', '-m', 'Alice approves'], { cwd: at('asked') })
  const run = proctor('asked', 'run', '--task', 'example', '--engine', 'fake')
  expect(run).toMatchObject({ code: 4, document: { completeness: 'awaiting-approval' } })
  expect(proctor('asked', 'approve', run.document.runId, '--key', key).code).toBe(0)
  expect(proctor('asked', 'bundle', 'export', run.document.runId, at('approved')).code).toBe(0)
  const args = commandOf('approved')
  expect(args).toContain('--signers')
  expect(proctor('approved', ...args, '--require', 'pass')).toMatchObject({
    code: 0,
    document: { status: 'pass', approval: 'granted' },
  })
  // Without the signers nobody knows whose yes it is.
  const blind = proctor('approved', ...args.filter((arg) => !/signers/.test(arg)))
  expect(blind).toMatchObject({ code: 4, document: { notRun: [{ check: 'signers' }] } })
})

test('a pack that is none, or holds another commit, answers nothing; one that is not there is said to be missing', () => {
  const bad = copyOf('export', 'bad-pack')
  const verify = ['verify', 'bundle', '--trust', 'trust.json', '--base', 'base.pack']
  writeFileSync(join(bad, 'base.pack'), 'PACK and nothing else')
  expect(proctor('bad-pack', ...verify)).toMatchObject({
    code: 4,
    document: { notRun: [{ check: 'trees' }] },
  })
  const other = execFileSync('git', ['-C', at('ours'), 'pack-objects', '--stdout', '--revs'], {
    input: 'HEAD\n',
  })
  writeFileSync(join(bad, 'base.pack'), other)
  expect(proctor('bad-pack', ...verify)).toMatchObject({
    code: 4,
    document: { notRun: [{ check: 'trees', why: expect.stringContaining('does not hold commit') }] },
  })
  rmSync(join(bad, 'base.pack'))
  expect(proctor('bad-pack', ...verify)).toMatchObject({
    code: 2,
    document: { error: { code: 'path_missing' } },
  })
})

test('an import is verified under keys that the reader names, kept apart, and counts for nothing', () => {
  const before = proctor('theirs', 'stage', 'status').document.engines
  const own = proctor('theirs', 'bundle', 'import', at('export'))
  expect(own).toMatchObject({ code: 1, document: { folder: null } })
  expect(existsSync(at('theirs/.proctor/imported', runId))).toBe(false)
  const trusted = proctor('theirs', 'bundle', 'import', at('export'), '--trust', at('ours/trust.json'))
  expect(trusted).toMatchObject({ code: 0, document: { runId, verification: { ok: true } } })
  expect(readdirSync(at('theirs/.proctor/imported'))).toEqual([runId])
  expect(proctor('theirs', 'runs', 'list').document.runs).toEqual([])
  expect(proctor('theirs', 'stage', 'status').document.engines).toEqual(before)
  const again = proctor('theirs', 'bundle', 'import', at('export'), '--trust', at('ours/trust.json'))
  expect(again).toMatchObject({ code: 2, document: { error: { code: 'workspace_exists' } } })
  expect(readdirSync(at('theirs/.proctor/imported'))).toEqual([runId])
})

test('without the base the patch is not checked, and that must be asked for', () => {
  expect(proctor('ours', 'bundle', 'export', runId, at('lean'), '--without-base').code).toBe(0)
  expect(existsSync(at('lean/base.pack'))).toBe(false)
  const trust = ['--trust', at('ours/trust.json')]
  rmSync(at('theirs/.proctor/imported'), { recursive: true, force: true })
  // Every new workspace has the same example: with it at hand there, the patch could be checked.
  rmSync(at('theirs/repositories/example'), { recursive: true })
  expect(proctor('theirs', 'bundle', 'import', at('lean'), ...trust)).toMatchObject({
    code: 4,
    document: { folder: null, verification: { notRun: [{ check: 'trees' }] } },
  })
  expect(proctor('theirs', 'bundle', 'import', at('lean'), ...trust, '--without-base').code).toBe(0)
})

test('what does not verify is not exported, nor is anything put over what is there', () => {
  expect(proctor('ours', 'bundle', 'export', runId, at('export'))).toMatchObject({
    code: 2,
    document: { error: { code: 'workspace_exists' } },
  })
  expect(proctor('ours', 'bundle', 'export', 'nothing', at('none')).document.error.code).toBe('path_missing')
  const patch = at('ours/.proctor/runs', runId, 'patch.diff')
  const bytes = readFileSync(patch)
  appendFileSync(patch, '\n')
  expect(proctor('ours', 'bundle', 'export', runId, at('broken'))).toMatchObject({
    code: 1,
    document: { folder: null },
  })
  writeFileSync(patch, bytes)
  expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([])
})
