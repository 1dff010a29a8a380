import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, hash, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseAllowedSigners } from './allowed-signers.ts'
import { certainlyHolds } from './plain-signature.ts'
import { parseSshSignature } from './sshsig.ts'
import { verifySignature } from './verify-signature.ts'

const ROLE = 'admission@proctor'
const CONTENT = Buffer.from('engine: case\n')
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const POINT = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')

function wire(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(Buffer.from(part).length)
      return [length, Buffer.from(part)]
    }),
  )
}
const KEY = wire('ssh-ed25519', POINT)
const LINE = `alice namespaces="${ROLE}" ssh-ed25519 ${KEY.toString('base64')}\n`

interface Odd {
  readonly namespace: string
  readonly reserved: string
  /** What the signature says of the reserved field, when it is not what was signed. */
  readonly saidReserved: string
  readonly hashName: string
  readonly type: string
  readonly tail: string
  readonly content: Uint8Array
}

/** A signature as OpenSSH makes it, but for what is odd about it. */
function signed(odd: Partial<Odd> = {}): Buffer {
  const { namespace = ROLE, reserved = '', hashName = 'sha512', type = 'ssh-ed25519' } = odd
  const said = odd.saidReserved ?? reserved
  const digest = hash(/^sha\d+$/.test(hashName) ? hashName : 'sha512', odd.content ?? CONTENT, 'buffer')
  const bytes = sign(
    null,
    Buffer.concat([Buffer.from('SSHSIG'), wire(namespace, reserved, hashName, digest)]),
    privateKey,
  )
  const value = Buffer.concat([wire(type, bytes), Buffer.from(odd.tail ?? '')])
  return armored(
    Buffer.concat([Buffer.from('SSHSIG\0\0\0\x01'), wire(KEY, namespace, said, hashName, value)]),
  )
}

function armored(blob: Buffer): Buffer {
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? []
  return Buffer.from(`-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`)
}

/** What both say: ours, whose no is no answer, and ssh-keygen. */
function answers(signersText: string, sig: Buffer, content: Uint8Array = CONTENT) {
  const folder = mkdtempSync(join(tmpdir(), 'proctor-plain-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [signersFile, sigFile] = [join(folder, 'signers'), join(folder, 'sig')]
  writeFileSync(signersFile, signersText)
  writeFileSync(sigFile, sig)
  const args = ['-Y', 'verify', '-f', signersFile, '-I', 'alice', '-n', ROLE, '-s', sigFile]
  const { error, status } = spawnSync('ssh-keygen', args, { input: content })
  if (error !== undefined) throw error
  const signature = parseSshSignature(sig)
  const signers = parseAllowedSigners(signersText)
  const plain = signature !== null && { content, signersText, signers, signature, namespace: ROLE }
  return { ours: plain !== false && certainlyHolds(plain, 'alice'), theirs: status === 0 }
}

const lineOf = (principal: string, ...key: readonly Uint8Array[]): string =>
  `${principal} namespaces="${ROLE}" ssh-ed25519 ${wire('ssh-ed25519', ...key).toString('base64')}\n`
const BOB = lineOf('bob', Buffer.alloc(32, 7))
const BOB_LONGER = lineOf('bob', Buffer.alloc(32, 7), Buffer.from('x'))

test.each([
  ['one line', LINE],
  ['a comment and another line', `# people\n\n${BOB}${LINE}`],
  ['the key twice', `${LINE.replace(ROLE, 'approval@proctor')}${LINE}`],
  ['two roles', LINE.replace(ROLE, `approval@proctor,${ROLE}`)],
  ['a comment behind the key', LINE.replace('\n', ' of Alice\n')],
])('holds without ssh-keygen, which agrees: %s', (_, signers) => {
  expect(answers(signers, signed())).toEqual({ ours: true, theirs: true })
  expect(answers(signers, signed({ hashName: 'sha256' }))).toEqual({ ours: true, theirs: true })
})

test.each([
  ['until a date', LINE.replace(' ssh-', ',valid-before="20200101Z" ssh-'), false],
  ['from a date that is past', LINE.replace(' ssh-', ',valid-after="20200101Z" ssh-'), true],
  ['a line that dates', `${BOB.replace(' ssh-', ',valid-after="20300101Z" ssh-')}${LINE}`, true],
  ['a line that nobody understands', `bob what\n${LINE}`, true],
  ['a space among the roles', LINE.replace(ROLE, `${ROLE}, approval@proctor`), true],
  ['a longer key of somebody else', `${BOB_LONGER}${LINE}`, true],
  ['a name in quotes', LINE.replace('alice', '"alice"'), true],
  ['lines that end as on Windows', LINE.replace('\n', '\r\n'), true],
  ['another key of Alice', `${BOB.replace('bob', 'alice')}`, false],
  ['the key of somebody else', LINE.replace('alice', 'bob'), false],
  ['another role', LINE.replace(ROLE, 'approval@proctor'), false],
  [
    'a key that is longer',
    LINE.replace(KEY.toString('base64'), wire('ssh-ed25519', POINT, 'x').toString('base64')),
    false,
  ],
  [
    'a key of no kind',
    `bob namespaces="${ROLE}" ssh-none ${wire('ssh-none', POINT).toString('base64')}\n${LINE}`,
    true,
  ],
])('is left to ssh-keygen: %s', (_, signers, theirs) => {
  expect(answers(signers, signed())).toEqual({ ours: false, theirs })
})

test('a reserved field that nobody signed is left to ssh-keygen', () => {
  expect(answers(LINE, signed({ saidReserved: 'x' }))).toEqual({ ours: false, theirs: true })
})

test.each<[string, Partial<Odd>]>([
  ['other content', { content: Buffer.from('engine: codex\n') }],
  ['another role', { namespace: 'approval@proctor' }],
  ['something in the reserved field', { reserved: 'x' }],
  ['a weak hash', { hashName: 'sha1' }],
  ['a hash of another name', { hashName: 'SHA512' }],
  ['a signature of another kind', { type: 'ssh-rsa' }],
  ['more behind the signature', { tail: 'x' }],
])('neither accepts a signature over, with or as %s', (_, odd) => {
  expect(answers(LINE, signed(odd))).toEqual({ ours: false, theirs: false })
})

test('no changed byte of a signature is accepted', () => {
  const good = signed()
  const blob = Buffer.from(good.toString().split('\n').slice(1, -2).join(''), 'base64')
  expect(armored(blob)).toEqual(good)
  const signers = parseAllowedSigners(LINE)
  for (const at of blob.keys()) {
    const changed = Buffer.from(blob)
    changed[at] = (changed[at] ?? 0) ^ 1
    const signature = parseSshSignature(armored(changed))
    if (signature === null) continue
    const question = { content: CONTENT, signersText: LINE, signers, signature, namespace: ROLE }
    expect(certainlyHolds(question, 'alice'), `byte ${at}`).toBe(false)
  }
})

test('a plain signature is verified where there is no ssh-keygen', async () => {
  const path = process.env.PATH
  onTestFinished(() => {
    process.env.PATH = path
  })
  process.env.PATH = '/nonexistent'
  const question = {
    content: CONTENT,
    allowedSigners: Buffer.from(LINE),
    role: 'admission',
    at: new Date(),
  } as const
  expect(await verifySignature({ ...question, signature: signed() })).toMatchObject({
    ok: true,
    principal: 'alice',
  })
  const other = verifySignature({ ...question, signature: signed({ content: Buffer.from('x') }) })
  await expect(other).rejects.toMatchObject({ code: 'tool_missing' })
})
