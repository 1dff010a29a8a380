import * as z from 'zod'

/** SSHSIG namespaces: a signature of one role is worth nothing in another. */
export const SIGNATURE_NAMESPACES = {
  admission: 'admission@proctor',
  enablement: 'enablement@proctor',
  approval: 'approval@proctor',
  review: 'review@proctor',
  promotion: 'promotion@proctor',
} as const
export type SignatureRole = keyof typeof SIGNATURE_NAMESPACES

/** Why a signature does not hold. */
export const SignatureProblem = z.enum([
  'missing',
  'malformed',
  'wrong-namespace',
  'signer-unknown',
  'signer-ambiguous',
  'signature-invalid',
  'machine-key',
])
export type SignatureProblem = z.infer<typeof SignatureProblem>

/** What is known of a person's signature over a file, judged at one moment. */
export const SignatureFacts = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    principal: z.string().min(1),
    /** `SHA256:` and base64 without padding, as ssh-keygen prints it. */
    fingerprint: z.string().startsWith('SHA256:'),
    keyType: z.string().min(1),
    /** Of hardware keys: whether somebody touched it, and whether it asked who. Null for other keys. */
    userPresent: z.boolean().nullable(),
    userVerified: z.boolean().nullable(),
  }),
  z.strictObject({ ok: z.literal(false), problem: SignatureProblem, message: z.string() }),
])
export type SignatureFacts = z.infer<typeof SignatureFacts>
