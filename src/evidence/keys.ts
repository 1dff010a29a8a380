// Promises: the three machine keys of a workspace, made once, readable by their owner alone, never overwritten.
// Must not: make or hold a person's key, or hand out a key that others can read. Called by: run/ and the init command.
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SCHEMA_IDS } from '../contract/ids.ts'
import { KEY_ROLES, type KeyRole, type Trust, type TrustedKey } from '../contract/trust.ts'
import { algorithmOf, keyIdOf, toPublicKey } from '../kernel/key-id.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { nodeFiles } from './files-port.ts'

/** A machine key that can sign. */
export interface SigningKey {
  readonly role: KeyRole
  readonly keyId: string
  readonly algorithm: 'ecdsa-p256' | 'ed25519'
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export type MachineKeys = Readonly<Record<KeyRole, SigningKey>>

const ALGORITHM: Readonly<Record<KeyRole, SigningKey['algorithm']>> = {
  harness: 'ecdsa-p256',
  verifier: 'ecdsa-p256',
  ledger: 'ed25519',
}
const OTHERS = 0o077

/**
 * Makes the three keys in `folder` (0700; PKCS8 PEM, 0600).
 * @throws ProctorError workspace_exists when one of them is there already: nothing is written then
 */
export async function createMachineKeys(folder: string): Promise<MachineKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  for (const role of KEY_ROLES) {
    if (await exists(keyPath(folder, role))) throw keyExists(folder, role)
  }
  for (const role of KEY_ROLES) await createKey(folder, role)
  await nodeFiles.syncFolder(folder)
  return readMachineKeys(folder)
}

/** @throws ProctorError keys_missing when one is absent, open to others, or not the kind of key that its role has */
export async function readMachineKeys(folder: string): Promise<MachineKeys> {
  const [harness, verifier, ledger] = await Promise.all([
    readMachineKey(folder, 'harness'),
    readMachineKey(folder, 'verifier'),
    readMachineKey(folder, 'ledger'),
  ])
  return { harness, verifier, ledger }
}

/** One key; see readMachineKeys. */
export async function readMachineKey(folder: string, role: KeyRole): Promise<SigningKey> {
  return await readKeyFile(keyPath(folder, role), role)
}

async function readKeyFile(path: string, role: KeyRole): Promise<SigningKey> {
  const pem = await readSecret(path)
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey(pem)
  } catch (cause) {
    throw new ProctorError('keys_missing', `${path} is not a private key in PEM form`, { cause })
  }
  const algorithm = algorithmOf(privateKey)
  if (algorithm !== ALGORITHM[role])
    throw new ProctorError('keys_missing', `${path}: the ${role} key must be ${ALGORITHM[role]}`)
  const publicKey = toPublicKey(privateKey)
  return { role, algorithm, privateKey, publicKey, keyId: keyIdOf(publicKey) }
}

/** `trust.json` of a new workspace: all three keys, valid from the first entry of its ledger on. */
export function toTrust(keys: MachineKeys, workspaceId: string = randomBytes(16).toString('hex')): Trust {
  return {
    schemaVersion: SCHEMA_IDS.trust,
    workspaceId,
    keys: KEY_ROLES.map((role) => toTrustedKey(keys[role], 0)),
  }
}

/** A key as trust.json names it, in force from ledger entry `validFrom` on. */
export function toTrustedKey(
  { role, keyId, algorithm, publicKey }: SigningKey,
  validFrom: number,
): TrustedKey {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return { role, keyId, algorithm, publicKey: pem, validFrom, validUntil: null }
}

/** @throws ProctorError keys_missing when trust.json does not hold exactly these keys as the ones in force */
export function assertKeysTrusted(keys: MachineKeys, trust: Trust): void {
  for (const role of KEY_ROLES) {
    const inForce = trust.keys.filter((key) => key.role === role && key.validUntil === null)
    if (inForce.length === 1 && inForce[0]?.keyId === keys[role].keyId) continue
    throw new ProctorError('keys_missing', `the ${role} key on disk is not the one that trust.json names`, {
      hint: 'restore the key that belongs to this workspace, or rotate it',
    })
  }
}

/**
 * A key that will take the place of the one of `role`, under another name until it is adopted. One that an earlier,
 * unfinished rotation left is taken up again.
 */
export async function draftMachineKey(folder: string, role: KeyRole): Promise<SigningKey> {
  const path = draftPath(folder, role)
  if (!(await exists(path))) await createKey(folder, role, path)
  await nodeFiles.syncFolder(folder)
  return await readKeyFile(path, role)
}

/** Puts the draft in the place of the key, whose private half is gone with that. */
export async function adoptDraft(folder: string, role: KeyRole): Promise<void> {
  await rename(draftPath(folder, role), keyPath(folder, role))
  await nodeFiles.syncFolder(folder)
}

function draftPath(folder: string, role: KeyRole): string {
  return join(folder, `${role}.next.pem`)
}

function keyPath(folder: string, role: KeyRole): string {
  return join(folder, `${role}.pem`)
}

/** Written under another name and linked, so that the key appears whole, and never in place of another. */
async function createKey(folder: string, role: KeyRole, path = keyPath(folder, role)): Promise<void> {
  const temporary = join(folder, `.${role}.${randomBytes(8).toString('hex')}`)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(generatePem(role))
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(temporary, path)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw keyExists(folder, role)
    throw error
  } finally {
    await rm(temporary)
  }
}

function generatePem(role: KeyRole): string | Buffer {
  const { privateKey } =
    ALGORITHM[role] === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' })
}

async function readSecret(path: string): Promise<Buffer> {
  const hint = 'run `proctor init`, or restore the keys of this workspace'
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const stat = await handle.stat()
      if (!stat.isFile()) throw new ProctorError('keys_missing', `${path} is not a file`, { hint })
      if (process.platform !== 'win32' && (stat.mode & OTHERS) !== 0)
        throw new ProctorError('keys_missing', `${path} can be read or written by other users`, {
          hint: `chmod 600 ${path}, and rotate the key if others had access`,
        })
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (cause) {
    if (cause instanceof ProctorError) throw cause
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    const why = errno === 'ENOENT' ? 'is missing' : `can not be read (${errno})`
    throw new ProctorError('keys_missing', `the machine key ${path} ${why}`, { cause, hint })
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

function keyExists(folder: string, role: KeyRole): ProctorError {
  return new ProctorError('workspace_exists', `${keyPath(folder, role)} is there already`, {
    hint: 'machine keys are never overwritten: rotate them instead',
  })
}
