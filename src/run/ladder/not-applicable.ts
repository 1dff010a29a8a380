import { NOT_APPLICABLE, type NotApplicable } from '../../contract/ladder.ts'
import { findAdapter } from '../../engines/registry.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { isLicenceAllowed, isUnlicensed } from '../../policy/licence.ts'
import { signBytes } from '../../signatures/sign-file.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { admitEngine, shippedLock } from '../admit.ts'
import { readSigners } from '../signers.ts'
import { openSignerCheck } from './person-signatures.ts'

/** A baseline that a person says can't be compared with, and why: `codex=not-installed`. */
export interface Claim {
  readonly engine: string
  readonly reason: NotApplicable['reason']
}

/** @throws ProctorError usage for a reason outside the closed list, and for `fake`, which always applies */
export function toClaim(text: string): Claim {
  const [engine = '', given = ''] = text.split('=')
  const reason = NOT_APPLICABLE.find((one) => one === given)
  if (engine === 'fake')
    throw new ProctorError('usage', 'fake is never not applicable: it is part of proctor', {
      hint: 'name fake among --engines',
    })
  if (reason !== undefined && (engine === 'codex' || engine === 'pi')) return { engine, reason }
  throw new ProctorError('usage', `--not-applicable ${text}: not ENGINE=REASON`, {
    hint: `ENGINE is codex or pi; REASON is one of ${NOT_APPLICABLE.join(', ')}`,
  })
}

/** What a claim says although this machine and this workspace say otherwise; empty when they agree with it. */
export async function contradictionsOf(
  workspace: LoadedWorkspace,
  { engine: adapterId, reason }: Claim,
): Promise<string[]> {
  const adapter = findAdapter(adapterId)
  const config = workspace.config.engines.find((one) => one.adapter === adapterId)
  if (config === undefined) {
    if (reason === 'licence-denied')
      return [`proctor.yaml names no engine ${adapterId} with a source to deny`]
    if (reason === 'platform') return await platformContradiction(adapterId)
    const found = await adapter?.locate(null)
    return found ? [`${adapterId} is said to be not installed, and ${found.version} is`] : []
  }
  if (reason === 'platform') return await platformContradiction(adapterId)
  const { record, installation } = await admitEngine(
    workspace,
    await readSigners(workspace),
    config,
    new Date(),
  )
  if (reason === 'not-installed')
    return installation === null
      ? []
      : [`${config.id} is said to be not installed, and ${installation.version} is`]
  const licence = record.source?.licence
  if (licence === undefined) return [`no licence of ${config.id} is on record, so that none is denied`]
  const { unlicensed, licences } = workspace.config.policy.admission
  const denied = isUnlicensed(licence) ? unlicensed === 'deny' : !isLicenceAllowed(licence, licences)
  return denied ? [] : [`policy allows the licence of ${config.id}, ${licence}`]
}

async function platformContradiction(adapterId: string): Promise<string[]> {
  const platform = `${process.platform}-${process.arch}`
  const lock = await shippedLock(adapterId)
  const isThere = lock?.platforms.some((one) => one.platform === platform) === true
  return isThere ? [`${adapterId} is locked for ${platform}`] : []
}

/** What a person signs: bound to one plan, so that it can be used for no other. */
function signedText(
  plan: { readonly workspaceId: string; readonly planId: string; readonly candidate: string },
  { engine, reason }: Claim,
): Uint8Array {
  const { workspaceId, planId, candidate } = plan
  return Buffer.from(toCanonicalJson({ workspaceId, planId, candidate, notApplicable: engine, reason }))
}

/** @throws ProctorError usage without a key, keys_missing; refusals come back as reasons */
export async function signClaims(
  workspace: LoadedWorkspace,
  plan: Parameters<typeof signedText>[0],
  claims: readonly Claim[],
  key: string | undefined,
): Promise<{ readonly signed: NotApplicable[]; readonly refused: string[] }> {
  if (claims.length > 0 && key === undefined)
    throw new ProctorError('usage', '--not-applicable is signed by a person', { hint: 'add --key KEY' })
  const check = await openSignerCheck(workspace)
  const signed: NotApplicable[] = []
  const refused: string[] = []
  for (const claim of claims) {
    refused.push(...(await contradictionsOf(workspace, claim)))
    const content = signedText(plan, claim)
    const signature = Buffer.from(await signBytes(content, key ?? '', 'promotion')).toString('utf8')
    for (const signer of await check(content, [signature], new Date()))
      if (signer.ok) signed.push({ ...claim, by: signer.principal, signature })
      else refused.push(`${claim.engine}=${claim.reason}: ${signer.message}`)
  }
  return { signed, refused }
}
