import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { VerdictStatement } from '../contract/statement.ts'
import { type FilesPort, nodeFiles } from './files-port.ts'
import type { SigningKey } from './keys.ts'
import { signStatement } from './sign-statement.ts'
import { writeStep } from './write-failure.ts'

export interface VerdictInput {
  readonly bundleFolder: string
  readonly statement: VerdictStatement
  /** The verifier key. */
  readonly key: SigningKey
  /** A folder on the same file system, outside the bundle: a half-written file must not become part of it. */
  readonly work: string
  readonly files?: FilesPort
}

/**
 * Adds `attestations/verdict.sigstore.json` to a sealed bundle, whole or not at all; a later verdict replaces it.
 * @returns the path of the file  @throws ProctorError evidence_write
 */
export async function writeVerdict(input: VerdictInput): Promise<string> {
  const { files = nodeFiles, work } = input
  const path = join(input.bundleFolder, 'attestations', 'verdict.sigstore.json')
  const temporary = join(work, `verdict.${randomBytes(8).toString('hex')}`)
  const text = await writeStep('sign', path, () =>
    signStatement(VerdictStatement.parse(input.statement), input.key),
  )
  await writeStep('make folder', work, () => files.makeFolder(work))
  const sink = await writeStep('create', temporary, () => files.create(temporary))
  try {
    try {
      await writeStep('write', temporary, () => sink.write(Buffer.from(text, 'utf8')))
      await writeStep('sync', temporary, () => sink.sync())
    } finally {
      await writeStep('close', temporary, () => sink.close())
    }
    await writeStep('rename', path, () => files.rename(temporary, path))
  } catch (error) {
    await writeStep('remove', temporary, () => files.remove(temporary)).catch(() => undefined)
    throw error
  }
  await writeStep('sync', dirname(path), () => files.syncFolder(dirname(path)))
  return path
}
