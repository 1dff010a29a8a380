import { open, rename } from 'node:fs/promises'
import { SIGNATURE_NAMESPACES, type SignatureRole } from '../contract/signature.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { sshKeygen } from './ssh-keygen.ts'

/**
 * A person's signature over bytes, armored. ssh-keygen asks for passphrase or touch where the key needs it.
 * @param key path of a private key, or of a public one whose private half is in the ssh agent
 * @throws ProctorError keys_missing when ssh-keygen does not sign with it, tool_missing
 */
export async function signBytes(content: Uint8Array, key: string, role: SignatureRole): Promise<Uint8Array> {
  const args = ['-Y', 'sign', '-f', key, '-n', SIGNATURE_NAMESPACES[role]]
  const { code, stdout, stderr } = await sshKeygen(args, content, true)
  if (code === 0 && stdout.length > 0) return stdout
  throw new ProctorError(
    'keys_missing',
    `ssh-keygen does not sign with ${key}: ${code === null ? 'it gave no answer within two minutes' : toCause(stderr)}`,
    {
      hint: 'name the private key, or the public one when the private half is in the ssh agent; a key with a passphrase needs a terminal or the agent',
    },
  )
}

/** The line that says why; its last one may only say that there is nothing left to try, after a question to nobody. */
function toCause(stderr: string): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '')
  const cause = lines.find((line) => /^Permissions .* are too open/.test(line)) ?? lines.at(-1) ?? ''
  return cause.replace(/^Enter (?:passphrase|PIN)[^:]*: /, '').trim()
}

/** Signs the file's bytes and puts the signature beside it as `<path>.sig`, whole or not at all. */
export async function signFile(
  path: string,
  content: Uint8Array,
  key: string,
  role: SignatureRole,
): Promise<string> {
  const signature = await signBytes(content, key, role)
  const target = `${path}.sig`
  const temporary = `${target}.${process.pid}.tmp`
  {
    await using handle = await open(temporary, 'wx', 0o644)
    await handle.writeFile(signature)
    await handle.sync()
  }
  await rename(temporary, target)
  return target
}

/** The command that does the same by hand. */
export function signingCommand(path: string, role: SignatureRole): string {
  return `ssh-keygen -Y sign -f KEY -n ${SIGNATURE_NAMESPACES[role]} ${path}`
}
