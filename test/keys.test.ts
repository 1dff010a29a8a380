import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'

// Many commands one after the other, each a process.
vi.setConfig({ testTimeout: 240_000 })

import { createPrivateKey } from 'node:crypto'
import { KEY_ROLES, type Trust } from '../src/contract/trust.ts'
import { signCheckpoint, toOrigin } from '../src/ledger/checkpoint.ts'
import { temporaryFolder } from './samples/temporary-folder.ts'

const PROCTOR = join(import.meta.dirname, '../bin/proctor')
let workspace = ''
const at = (...parts: string[]): string => join(workspace, ...parts)

beforeEach(() => {
  workspace = join(temporaryFolder(), 'workspace')
  execFileSync(PROCTOR, ['init', workspace], { stdio: 'ignore' })
})

function proctor(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(PROCTOR, [...args, '--workspace', workspace, '--json'], {
    encoding: 'utf8',
  })
  return { code: status, document: JSON.parse(stdout), said: stderr }
}

function readTrust(): Trust {
  return JSON.parse(readFileSync(at('trust.json'), 'utf8'))
}

function commit(): void {
  const who = ['-c', 'user.name=alice', '-c', 'user.email=alice@localhost']
  execFileSync('git', [...who, 'commit', '-q', '-a', '-m', 'rotate'], { cwd: workspace })
}

function runAndVerify(): string {
  const { code, document } = proctor('run', '--task', 'example', '--engine', 'fake')
  expect(code).toBe(0)
  return document.bundle
}

test('each key is replaced on record, and bundles of before and after verify under the key of their time', () => {
  const bundles = [runAndVerify()]
  expect(proctor('ledger', 'verify', '--remember').code).toBe(0)
  for (const role of KEY_ROLES) {
    const old = readTrust().keys.find((key) => key.role === role)
    const { code, document } = proctor('keys', 'rotate', role, '--reason', 'yearly')
    expect({ code, document }).toMatchObject({ code: 0, document: { role, retired: old?.keyId } })
    const [retired, inForce] = readTrust().keys.filter((key) => key.role === role)
    expect(retired).toEqual({ ...old, validUntil: document.entry })
    expect(inForce).toMatchObject({ keyId: document.keyId, validFrom: document.entry, validUntil: null })
    commit()
    bundles.push(runAndVerify())
  }
  for (const bundle of bundles) expect(proctor('verify', bundle)).toMatchObject({ code: 0 })
  const audit = proctor('ledger', 'verify')
  expect(audit).toMatchObject({ code: 0, document: { remembered: 1, findings: [] } })
  // Whoever has only the trust file of before knows nothing of the new keys.
  const stale = join(workspace, 'stale.json')
  const first = readTrust().keys.filter(({ validFrom }) => validFrom === 0)
  writeFileSync(stale, JSON.stringify({ ...readTrust(), keys: first }))
  const last = proctor('verify', bundles.at(-1) ?? '', '--trust', stale)
  expect(last.code).toBe(1)
  expect(last.document.findings.map(({ id }: { id: string }) => id)).toContain('key-untrusted')
})

test.each(['harness', 'ledger'])(
  'a rotation of the %s key that was cut off is finished by the next',
  (role) => {
    runAndVerify()
    const kept = temporaryFolder()
    cpSync(at('.proctor'), join(kept, '.proctor'), { recursive: true })
    const { document } = proctor('keys', 'rotate', role, '--reason', 'lost')
    const key = at('.proctor/keys', `${role}.pem`)
    const next = at('.proctor/keys', `${role}.next.pem`)

    // Recorded, and not yet in the place of the old one.
    renameSync(key, next)
    cpSync(join(kept, '.proctor/keys', `${role}.pem`), key)
    const refused = proctor('run', '--task', 'example', '--engine', 'fake')
    expect(refused.code).toBe(2)
    expect(proctor('keys', 'rotate', role, '--reason', 'lost')).toMatchObject({ code: 0, document })
    expect(existsSync(next)).toBe(false)
    runAndVerify()

    // Named by trust.json, and not yet in the ledger.
    renameSync(key, next)
    rmSync(at('.proctor/ledger'), { recursive: true })
    cpSync(join(kept, '.proctor'), at('.proctor'), { recursive: true })
    expect(proctor('keys', 'rotate', role, '--reason', 'lost')).toMatchObject({ code: 0, document })
    expect(proctor('ledger', 'verify')).toMatchObject({ code: 0, document: { findings: [] } })
    runAndVerify()
  },
)

test('a lost key is replaced without it; a stretch that was set by hand is found', () => {
  rmSync(at('.proctor/keys/harness.pem'))
  expect(proctor('run', '--task', 'example').code).toBe(2)
  expect(proctor('keys', 'rotate', 'harness', '--reason', 'disk lost').code).toBe(0)
  runAndVerify()
  const trust = readTrust()
  const keys = trust.keys.map((key) => (key.role === 'verifier' ? { ...key, validFrom: 1 } : key))
  writeFileSync(at('trust.json'), JSON.stringify({ ...trust, keys }))
  const audit = proctor('ledger', 'verify')
  expect(audit.code).toBe(1)
  expect(audit.document.findings).toMatchObject([{ id: 'key-window', entry: null }])
})

test('a retired ledger key signs nothing newer', () => {
  runAndVerify()
  const old = createPrivateKey(readFileSync(at('.proctor/keys/ledger.pem')))
  expect(proctor('keys', 'rotate', 'ledger', '--reason', 'stolen').code).toBe(0)
  runAndVerify()
  const path = at('.proctor/ledger/checkpoint')
  const [, size = '', root = ''] = readFileSync(path, 'utf8').split('\n')
  const head = { size: Number(size), rootHash: Buffer.from(root, 'base64').toString('hex') }
  writeFileSync(path, signCheckpoint(toOrigin(readTrust().workspaceId), head, old))
  const audit = proctor('ledger', 'verify')
  expect(audit.code).toBe(1)
  expect(audit.document.findings).toMatchObject([
    { id: 'checkpoint-invalid', message: expect.stringContaining('was not in force') },
  ])
  expect(proctor('stage', 'status').code).toBe(5)
})

test('nothing is rotated while a run is not sealed, nor for a role that there is not', () => {
  const before = readFileSync(at('trust.json'), 'utf8')
  execFileSync('mkdir', [at('.proctor/work/20260101t000000z-0123456789')])
  expect(proctor('keys', 'rotate', 'harness', '--reason', 'x')).toMatchObject({
    code: 2,
    document: { error: { code: 'workspace_busy' } },
  })
  expect(proctor('keys', 'rotate', 'approver', '--reason', 'x')).toMatchObject({
    code: 2,
    document: { error: { code: 'usage' } },
  })
  expect(readFileSync(at('trust.json'), 'utf8')).toBe(before)
})
