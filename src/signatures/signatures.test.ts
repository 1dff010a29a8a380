import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isProctorError } from '../kernel/proctor-error.ts'
import { machineKeyIdOf, parseAllowedSigners } from './allowed-signers.ts'
import { signBytes, signFile } from './sign-file.ts'
import { parseSshSignature } from './sshsig.ts'
import { verifySignature } from './verify-signature.ts'

const CONTENT = new TextEncoder().encode('engine: case\n')
const AT = new Date('2026-06-15T12:00:00Z')
let folder = ''
const key = (name: string): string => join(folder, name)
const publicKey = (name: string): string =>
  readFileSync(`${key(name)}.pub`, 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ')
const line = (principal: string, name: string, namespaces: string, more = ''): string =>
  `${principal} namespaces="${namespaces}"${more} ${publicKey(name)}\n`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-keys-'))
  for (const [name, type] of [
    ['alice', 'ed25519'],
    ['bob', 'ecdsa'],
    ['mallory', 'ed25519'],
  ] as const)
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', key(name)])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function ask(signers: string, signer: string, changes: { content?: Uint8Array; at?: Date } = {}) {
  const signature = await signBytes(CONTENT, key(signer), 'admission')
  return await verifySignature({
    content: changes.content ?? CONTENT,
    signature,
    allowedSigners: new TextEncoder().encode(signers),
    role: 'admission',
    at: changes.at ?? AT,
  })
}

describe('a signature over a file', () => {
  test.each(['alice', 'bob'])('of %s holds and names its signer', async (name) => {
    const answer = await ask(line(`${name}@example.com`, name, 'admission@proctor'), name)
    expect(answer).toMatchObject({ ok: true, principal: `${name}@example.com`, userPresent: null })
    const printed = execFileSync('ssh-keygen', ['-l', '-f', `${key(name)}.pub`], { encoding: 'utf8' })
    expect(printed).toContain(answer.ok ? answer.fingerprint : 'no fingerprint')
  })

  test('is beside the file as FILE.sig, and ssh-keygen itself accepts it', async () => {
    const path = join(folder, 'case.yaml')
    writeFileSync(path, CONTENT)
    const sig = await signFile(path, CONTENT, key('alice'), 'admission')
    writeFileSync(join(folder, 'signers'), line('alice', 'alice', 'admission@proctor'))
    const args = [
      '-Y',
      'verify',
      '-f',
      join(folder, 'signers'),
      '-I',
      'alice',
      '-n',
      'admission@proctor',
      '-s',
      sig,
    ]
    expect(execFileSync('ssh-keygen', args, { input: CONTENT, encoding: 'utf8' })).toContain('Good')
  })

  test.each([
    [
      'one byte changed',
      'signature-invalid',
      'admission@proctor',
      '',
      { content: new TextEncoder().encode('engine: casf\n') },
    ],
    ['a key of another role', 'signer-unknown', 'approval@proctor', '', {}],
    [
      'a key that is valid no longer',
      'signature-invalid',
      'admission@proctor',
      ',valid-before="20260601Z"',
      {},
    ],
    ['a key that is not valid yet', 'signature-invalid', 'admission@proctor', ',valid-after="20260701Z"', {}],
  ])('%s: %s', async (_, problem, namespaces, more, changes) => {
    expect(await ask(line('alice', 'alice', namespaces, more), 'alice', changes)).toMatchObject({
      ok: false,
      problem,
    })
  })

  test('holds while its key did, although the key is replaced by now', async () => {
    const rotated =
      line('alice', 'alice', 'admission@proctor', ',valid-before="20260701Z"') +
      line('alice', 'bob', 'admission@proctor', ',valid-after="20260701Z"')
    expect(await ask(rotated, 'alice')).toMatchObject({ ok: true })
    expect(await ask(rotated, 'alice', { at: new Date('2026-08-01T00:00:00Z') })).toMatchObject({ ok: false })
    expect(await ask(rotated, 'bob', { at: new Date('2026-08-01T00:00:00Z') })).toMatchObject({ ok: true })
  })

  test('by somebody unknown, by two people, of another role, missing or garbage', async () => {
    const signers = line('alice', 'alice', 'admission@proctor')
    expect(await ask(signers, 'mallory')).toMatchObject({ ok: false, problem: 'signer-unknown' })
    expect(await ask(signers + line('alias', 'alice', 'admission@proctor'), 'alice')).toMatchObject({
      problem: 'signer-ambiguous',
    })
    const allowedSigners = new TextEncoder().encode(signers)
    const question = { content: CONTENT, allowedSigners, role: 'admission', at: AT } as const
    const approval = await signBytes(CONTENT, key('alice'), 'approval')
    expect(await verifySignature({ ...question, signature: approval })).toMatchObject({
      problem: 'wrong-namespace',
    })
    expect(await verifySignature({ ...question, signature: null })).toMatchObject({ problem: 'missing' })
    expect(await verifySignature({ ...question, signature: CONTENT })).toMatchObject({ problem: 'malformed' })
    const good = await signBytes(CONTENT, key('alice'), 'admission')
    expect(await verifySignature({ ...question, signature: good, allowedSigners: null })).toMatchObject({
      ok: false,
    })
  })

  test('can not be made with a key that is not there', async () => {
    const failed = signBytes(CONTENT, join(folder, 'nobody'), 'admission')
    await expect(failed).rejects.toSatisfy((error) => isProctorError(error, 'keys_missing'))
  })

  test('that can not be made says why, without the question that nobody answered', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', key('locked')])
    await expect(signBytes(CONTENT, key('locked'), 'admission')).rejects.toThrow(
      /does not sign with .*locked: (?!Enter).*passphrase/,
    )
    writeFileSync(key('open'), readFileSync(key('alice')))
    chmodSync(key('open'), 0o644)
    await expect(signBytes(CONTENT, key('open'), 'admission')).rejects.toThrow(
      /does not sign with .*open: Permissions 0644 for '.*' are too open/,
    )
  })
})

describe('the parser of signatures', () => {
  test('never throws, and takes nothing that is cut or longer', async () => {
    const good = Buffer.from(await signBytes(CONTENT, key('alice'), 'admission'))
    expect(parseSshSignature(good)).toMatchObject({ namespace: 'admission@proctor', keyType: 'ssh-ed25519' })
    fc.assert(
      fc.property(fc.nat(good.length - 2), fc.nat(255), (at, byte) => {
        expect(parseSshSignature(good.subarray(0, at))).toBeNull()
        const changed = Buffer.from(good)
        changed[at] = byte
        parseSshSignature(changed)
      }),
    )
    expect(parseSshSignature(Buffer.concat([good, Buffer.from('x')]))).toBeNull()
  })

  test('reads touch and verification of hardware keys', () => {
    const string = (bytes: string | Buffer): Buffer => {
      const body = Buffer.from(bytes)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(body.length)
      return Buffer.concat([length, body])
    }
    const armored = (flags: number): Buffer => {
      const publicKey = Buffer.concat([
        string('sk-ssh-ed25519@openssh.com'),
        string(Buffer.alloc(32)),
        string('ssh:'),
      ])
      const signature = Buffer.concat([
        string('sk-ssh-ed25519@openssh.com'),
        string(Buffer.alloc(64)),
        Buffer.from([flags, 0, 0, 0, 7]),
      ])
      const version = Buffer.from([0, 0, 0, 1])
      const parts = [
        Buffer.from('SSHSIG'),
        version,
        string(publicKey),
        string('approval@proctor'),
        string(''),
        string('sha512'),
        string(signature),
      ]
      return Buffer.from(
        `-----BEGIN SSH SIGNATURE-----\n${Buffer.concat(parts).toString('base64')}\n-----END SSH SIGNATURE-----\n`,
      )
    }
    expect(parseSshSignature(armored(0))).toMatchObject({ userPresent: false, userVerified: false })
    expect(parseSshSignature(armored(1))).toMatchObject({ userPresent: true, userVerified: false })
    expect(parseSshSignature(armored(5))).toMatchObject({ userPresent: true, userVerified: true })
  })
})

describe('allowed_signers', () => {
  test.each([
    ['* namespaces="admission@proctor" KEY', /without patterns/],
    ['alice,bob namespaces="admission@proctor" KEY', /without patterns/],
    ['alice KEY', /alice has no namespaces/],
    ['alice namespaces="*" KEY', /no namespace of proctor/],
    ['alice cert-authority,namespaces="admission@proctor" KEY', /not allowed here/],
    ['alice namespaces="admission@proctor" ssh-ed25519 AAAA', /key of alice is not of the type/],
    ['alice', /has not the form/],
  ])('%s is refused', (text, why) => {
    const { signers, problems } = parseAllowedSigners(
      `# people\n\n${text.replace('KEY', publicKey('alice'))}\n`,
    )
    expect(signers).toEqual([])
    expect(problems).toMatchObject([{ line: 3, message: expect.stringMatching(why) }])
  })

  test('a key is recognised as the machine key that it is', () => {
    const [ed, ec] = parseAllowedSigners(
      line('a', 'alice', 'admission@proctor') + line('b', 'bob', 'admission@proctor'),
    ).signers.map((signer) => machineKeyIdOf(signer.publicKey))
    expect(ed).toMatch(/^[\w+/]{43}=$/)
    expect(ec).toMatch(/^[\w+/]{43}=$/)
    expect(ed).not.toBe(ec)
  })
})
