// Promises: another machine key in one role from a recorded entry of the ledger on; the bundles of before stay verifiable.
// Must not: change who signed what already, or leave a state that running it once more does not finish.
// Called by: the keys rotate command.
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../contract/ids.ts'
import type { KeyRotationResult, KeyRotationStatement } from '../contract/key-rotation.ts'
import type { KeyRole, Trust } from '../contract/trust.ts'
import {
  adoptDraft,
  draftMachineKey,
  readMachineKey,
  type SigningKey,
  toTrustedKey,
} from '../evidence/keys.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import { replaceFile } from '../ledger/durable-write.ts'
import { readRotation } from '../ledger/key-rotations.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type LoadedWorkspace, readWorkspace } from '../workspace/read-workspace.ts'
import { findUnsealed } from './recovery/find-unsealed.ts'
import { openWorkspaceLedger, trustOf } from './workspace-ledger.ts'

export interface RotateRequest {
  readonly workspaceDir: string
  readonly role: KeyRole
  readonly reason: string
  readonly now: Date
}

const CONFLICTS_SURVIVED = 20

/**
 * The order is what makes it safe to be cut off anywhere: the new key exists, trust.json names it, the ledger records
 * it, and only then does it take the place of the old one. Until then the key on the disk is not the one in force, so
 * that nothing else can sign, and a second call goes on where the first one ended.
 * @throws ProctorError workspace_busy while runs are unsealed: what they sign would have no key in force
 */
export async function rotateKey(request: RotateRequest): Promise<KeyRotationResult> {
  const workspace = await readWorkspace(request.workspaceDir)
  const { paths } = workspace
  const trust = trustOf(workspace)
  await assertIdle(workspace)
  const draft = await draftMachineKey(paths.keys, request.role)
  const signer = request.role === 'ledger' ? draft : await readMachineKey(paths.keys, 'ledger')
  const ledger = await openWorkspaceLedger(workspace, signer.privateKey, () => request.now)
  try {
    const result = await record(request, trust, draft, ledger, paths.trust)
    await adoptDraft(paths.keys, request.role)
    return result
  } finally {
    await ledger.close()
  }
}

async function assertIdle({ paths }: LoadedWorkspace): Promise<void> {
  const unsealed = (await findUnsealed(paths.work)).filter(
    ({ kind }) => kind === 'running' || kind === 'abandoned',
  )
  if (unsealed.length === 0) return
  const ids = unsealed.flatMap((found) => ('runId' in found ? [found.runId] : []))
  throw new ProctorError(
    'workspace_busy',
    `${ids.length} runs are not sealed: ${ids.slice(0, 3).join(', ')}`,
    {
      hint: 'let them end, or run `proctor recover`, then rotate',
    },
  )
}

async function record(
  { role, reason, now }: RotateRequest,
  before: Trust,
  draft: SigningKey,
  ledger: Ledger,
  trustPath: string,
): Promise<KeyRotationResult> {
  const retired = retiredKey(before, role, draft.keyId)
  const done = await findRecorded(ledger, role, draft.keyId)
  if (done !== undefined) return { role, retired, keyId: draft.keyId, entry: done }
  for (let attempt = 0; ; attempt += 1) {
    const head = await ledger.head()
    const trust = withKey(before, retired, draft, head.size)
    await replaceFile(dirname(trustPath), 'trust.json', `${JSON.stringify(trust, null, 2)}\n`)
    try {
      const statement = toStatement(role, retired, draft, reason, now)
      const { firstIndex } = await ledger.append([Buffer.from(toCanonicalJson(statement))], head)
      return { role, retired, keyId: draft.keyId, entry: firstIndex }
    } catch (error) {
      if (!isProctorError(error, 'ledger_conflict') || attempt >= CONFLICTS_SURVIVED) throw error
    }
  }
}

/** The key that the draft replaces: the one in force, or, where trust.json names the draft already, the one before. */
function retiredKey(trust: Trust, role: KeyRole, draftId: string): string {
  const keys = trust.keys.filter((key) => key.role === role && key.keyId !== draftId)
  const named = trust.keys.find((key) => key.role === role && key.keyId === draftId)
  const last = keys.find(({ validUntil }) => validUntil === (named === undefined ? null : named.validFrom))
  if (last !== undefined) return last.keyId
  throw new ProctorError('keys_missing', `trust.json names no ${role} key in force`, {
    hint: 'take trust.json from the last good commit of the workspace',
  })
}

async function findRecorded(ledger: Ledger, role: KeyRole, keyId: string): Promise<number | undefined> {
  let index = 0
  let found: number | undefined
  for await (const entry of ledger.entries()) {
    const rotation = readRotation(entry, index)?.rotation
    if (rotation?.role === role && rotation.keyId === keyId) found = index
    index += 1
  }
  return found
}

function withKey(trust: Trust, retired: string, draft: SigningKey, from: number): Trust {
  return {
    ...trust,
    keys: [
      ...trust.keys
        .filter(({ keyId }) => keyId !== draft.keyId)
        .map((key) =>
          key.role === draft.role && key.keyId === retired ? { ...key, validUntil: from } : key,
        ),
      toTrustedKey(draft, from),
    ],
  }
}

function toStatement(
  role: KeyRole,
  retired: string,
  draft: SigningKey,
  reason: string,
  now: Date,
): KeyRotationStatement {
  const der = draft.publicKey.export({ type: 'spki', format: 'der' })
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: `key:${role}`, digest: { sha256: createHash('sha256').update(der).digest('hex') } }],
    predicateType: PREDICATE_TYPES.keyRotation,
    predicate: { role, retired, keyId: draft.keyId, reason, at: now.toISOString() },
  }
}
