import { readFile } from 'node:fs/promises'
import { SIGNATURE_NAMESPACES, type SignatureFacts, type SignatureRole } from '../contract/signature.ts'
import type { Trust } from '../contract/trust.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import {
  type AllowedSigner,
  machineKeyIdOf,
  parseAllowedSigners,
  parseSshSignature,
  verifySignature,
} from '../signatures/index.ts'
import {
  type ConfigProblem,
  configInvalid,
  configProblem,
  displayPath,
  keyPath,
} from '../workspace/config-problem.ts'
import { type GovernedFile, readGovernedFile } from '../workspace/governed-file.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import { parseYaml } from '../workspace/yaml-document.ts'

/** The workspace's signers, read once: who may sign what. */
export interface Signers {
  readonly list: readonly AllowedSigner[]
  /** Bytes of allowed_signers as they count; null when there is none. */
  readonly bytes: Uint8Array | null
  readonly check: CheckSignature
}

/** Who signed these bytes in a role, judged at a moment. */
export type CheckSignature = (
  role: SignatureRole,
  content: Uint8Array,
  signature: Uint8Array | null,
  at: Date,
) => Promise<SignatureFacts>

const FILE = 'allowed_signers'
const HELP = 'see docs/admission.md'

/**
 * Reads allowed_signers from the protected commit.
 * @throws ProctorError config_invalid: a line that is not understood, an engine that may sign, a key of two people, or
 * a machine key that would sign for a person
 */
export async function readSigners(workspace: LoadedWorkspace): Promise<Signers> {
  const found = await readGovernedFile(workspace, FILE)
  const parsed = parseAllowedSigners(found === null ? '' : Buffer.from(found.bytes).toString('utf8'))
  const problems = [
    ...parsed.problems.map(({ line, message }) => problem(line, message, HELP)),
    ...separationProblems(workspace, parsed.signers),
  ]
  const [first, ...rest] = problems
  if (first !== undefined) throw configInvalid([first, ...rest])
  return {
    list: parsed.signers,
    bytes: found?.uncommitted === null ? found.bytes : null,
    check: (role, content, signature, at) =>
      checkOne(found, workspace.trust, { role, content, signature, at }),
  }
}

/**
 * Approval rules that name people of whom too few may sign. Asked before a run, not where sealed evidence is read, and not
 * in a workspace that has no signers yet.
 * @throws ProctorError config_invalid, at the rule in proctor.yaml
 */
export function assertEnoughApprovers(
  { config, configBytes, paths }: LoadedWorkspace,
  signers: Signers,
): void {
  if (signers.list.length === 0) return
  const may = new Set(
    signers.list
      .filter(({ namespaces }) => namespaces.includes(SIGNATURE_NAMESPACES.approval))
      .map(({ principal }) => principal),
  )
  const document = parseYaml(configBytes, paths.config)
  const problems = config.policy.approvals.rules.flatMap(({ id, from, approvers }, index) => {
    if (from === undefined) return []
    const missing = [...new Set(from)].filter((name) => !may.has(name))
    if (new Set(from).size - missing.length >= approvers) return []
    const path = ['policy', 'approvals', 'rules', index, 'from']
    const place = 'placeOf' in document ? document.placeOf(path) : null
    const message = `rule ${id} wants ${approvers} to approve, and ${FILE} lets none of these do it: ${missing.join(', ')}`
    const fix = `add their keys to ${FILE} with namespaces="${SIGNATURE_NAMESPACES.approval}"`
    return [configProblem(displayPath(paths.config), place, keyPath(path), message, fix)]
  })
  const [first, ...rest] = problems
  if (first !== undefined) throw configInvalid([first, ...rest])
}

/** Signers of a file that somebody named. @throws ProctorError config_invalid, path_missing */
export async function signersOfFile(path: string, trust: Trust | null): Promise<CheckSignature> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause
    throw new ProctorError('path_missing', `${path}: there is no file of signers`, { cause })
  }
  const { problems } = parseAllowedSigners(Buffer.from(bytes).toString('utf8'))
  const [first, ...rest] = problems.map(({ line, message }) => problem(line, message, HELP, path))
  if (first !== undefined) throw configInvalid([first, ...rest])
  const found = { bytes, uncommitted: null }
  return (role, content, signature, at) => checkOne(found, trust, { role, content, signature, at })
}

interface Question {
  readonly role: SignatureRole
  readonly content: Uint8Array
  readonly signature: Uint8Array | null
  readonly at: Date
}

async function checkOne(
  found: GovernedFile | null,
  trust: Trust | null,
  question: Question,
): Promise<SignatureFacts> {
  const uncommitted = found?.uncommitted ?? null
  if (uncommitted !== null) return { ok: false, problem: 'signer-unknown', message: uncommitted }
  const machine = machineRoleOf(question.signature, trust)
  if (machine !== undefined) {
    const message = `it is signed with the machine's ${machine} key, which speaks for no person`
    return { ok: false, problem: 'machine-key', message }
  }
  return await verifySignature({ ...question, allowedSigners: found?.bytes ?? null })
}

/** Role of the machine key that made a signature; undefined when it was none. */
function machineRoleOf(signature: Uint8Array | null, trust: Trust | null): string | undefined {
  const parsed = signature === null ? null : parseSshSignature(signature)
  const id = parsed === null ? null : machineKeyIdOf(parsed.publicKey)
  return trust?.keys.find(({ keyId }) => keyId === id)?.role
}

function separationProblems(workspace: LoadedWorkspace, signers: readonly AllowedSigner[]): ConfigProblem[] {
  const engines = new Set(workspace.config.engines.map(({ id }) => id))
  const machine = new Map((workspace.trust?.keys ?? []).map(({ keyId, role }) => [keyId, role]))
  const owners = new Map<string, string>()
  return signers.flatMap(({ line, principal, publicKey, fingerprint }) => {
    const found: ConfigProblem[] = []
    if (engines.has(principal) || /^engine[:/]/.test(principal))
      found.push(problem(line, `${principal} is an engine, and no engine signs anything`, 'remove the line'))
    const role = machine.get(machineKeyIdOf(publicKey) ?? '')
    if (role !== undefined)
      found.push(
        problem(
          line,
          `this is the machine's ${role} key, not a person's`,
          'give the person a key of their own',
        ),
      )
    const owner = owners.get(fingerprint) ?? principal
    owners.set(fingerprint, owner)
    if (owner !== principal)
      found.push(
        problem(line, `${owner} and ${principal} have the same key`, 'give each person a key of their own'),
      )
    return found
  })
}

function problem(line: number, message: string, fix: string, file = FILE): ConfigProblem {
  return configProblem(file, { line, column: 1 }, '', message, fix)
}
