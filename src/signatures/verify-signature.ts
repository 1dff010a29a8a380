// Promises: who signed a file with a person's key and in which role, or why that can't be said, as data.
// Must not: trust a key that allowed_signers does not name for the role, or make or keep a person's key.
// Called by: run/.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  SIGNATURE_NAMESPACES,
  type SignatureFacts,
  type SignatureProblem,
  type SignatureRole,
} from '../contract/signature.ts'
import { parseAllowedSigners } from './allowed-signers.ts'
import { certainlyHolds } from './plain-signature.ts'
import { sshKeygen } from './ssh-keygen.ts'
import { parseSshSignature } from './sshsig.ts'

export interface SignatureQuestion {
  readonly content: Uint8Array
  /** Bytes of the `.sig` file; null when there is none. */
  readonly signature: Uint8Array | null
  /** Bytes of `allowed_signers`, from the protected commit; null when there is none. */
  readonly allowedSigners: Uint8Array | null
  readonly role: SignatureRole
  /** The moment at which the key must be valid: a time that can be trusted, never the signer's. */
  readonly at: Date
}

/**
 * Whether a person who may sign in this role signed these bytes. Every no comes with its reason.
 * @throws ProctorError tool_missing
 */
export async function verifySignature(question: SignatureQuestion): Promise<SignatureFacts> {
  const namespace = SIGNATURE_NAMESPACES[question.role]
  if (question.signature === null) return no('missing', 'it is not signed')
  if (question.allowedSigners === null) return no('signer-unknown', 'there is no allowed_signers')
  const parsed = parseSshSignature(question.signature)
  if (parsed === null) return no('malformed', 'its .sig file holds no SSH signature')
  if (parsed.namespace !== namespace)
    return no(
      'wrong-namespace',
      `it was signed for ${JSON.stringify(parsed.namespace)}, not for ${namespace}`,
    )
  const signersText = Buffer.from(question.allowedSigners).toString('utf8')
  const signers = parseAllowedSigners(signersText)
  const named = new Set(
    signers.signers
      .filter((signer) => signer.fingerprint === parsed.fingerprint && signer.namespaces.includes(namespace))
      .map(({ principal }) => principal),
  )
  const [principal, ...others] = named
  if (principal === undefined)
    return no(
      'signer-unknown',
      `allowed_signers lets no one sign for ${namespace} with ${parsed.fingerprint}`,
    )
  if (others.length > 0)
    return no('signer-ambiguous', `allowed_signers gives ${parsed.fingerprint} to more than one principal`)
  const plain = { content: question.content, signersText, signers, signature: parsed, namespace }
  const why = certainlyHolds(plain, principal) ? null : await whyRefused(question, namespace, principal)
  if (why !== null) return no('signature-invalid', `the signature of ${principal} does not hold: ${why}`)
  const { fingerprint, keyType, userPresent, userVerified } = parsed
  return { ok: true, principal, fingerprint, keyType, userPresent, userVerified }
}

/** What ssh-keygen has against it; null when it holds. */
async function whyRefused(
  { content, signature, allowedSigners, at }: SignatureQuestion,
  namespace: string,
  principal: string,
): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'proctor-signature-'))
  try {
    const [signers, sig] = [join(folder, 'allowed_signers'), join(folder, 'sig')]
    await writeFile(signers, allowedSigners ?? '')
    await writeFile(sig, signature ?? '')
    const time = at
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replace(/[-:T]/g, '')
    const args = [
      '-Y',
      'verify',
      `-Overify-time=${time}`,
      '-f',
      signers,
      '-I',
      principal,
      '-n',
      namespace,
      '-s',
      sig,
    ]
    const { code, stderr, stdout } = await sshKeygen(args, content)
    if (code === 0) return null
    const said = (stderr || stdout.toString('utf8')).trim().split('\n')[0]?.replaceAll(folder, '') ?? ''
    return said === '' ? `ssh-keygen ended with ${code}` : said
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function no(problem: SignatureProblem, message: string): SignatureFacts {
  return { ok: false, problem, message }
}
