// Promises: people with keys of their own for one staged workspace, who do there what the commands let people do.
// Must not: be known to any other workspace; the keys go with the folder they lie in. Called by: stage-row.ts, run-row.ts.
import { generateKeyPairSync } from 'node:crypto'
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApprovalRequest } from '../../contract/approval.ts'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import type { RunResult } from '../../contract/results.ts'
import { SIGNATURE_NAMESPACES } from '../../contract/signature.ts'
import { isProctorError } from '../../kernel/proctor-error.ts'
import type { PeopleDeed, RecordDeed } from '../../matrix/row.ts'
import { gitOrThrow } from '../../workspace/git.ts'
import { admitSource } from '../admit-source.ts'
import { REQUEST } from '../layout.ts'
import { decideRun } from '../people/decide-run.ts'

/** The stranger has a key, and no line in allowed_signers. */
type Person = 'approver' | 'admitter' | 'stranger'

function keyOf(workspaceDir: string, person: Person): string {
  return join(workspaceDir, '.proctor', 'fixture-people', person)
}

/** Writes the keys, lets two of the three sign, and commits the workspace: signers count as they are committed. */
export async function stagePeople(workspaceDir: string): Promise<void> {
  await mkdir(join(workspaceDir, '.proctor', 'fixture-people'), { recursive: true })
  const line = async (person: Person, namespace: string): Promise<string> =>
    `${person} namespaces="${namespace}" ${await writeKey(keyOf(workspaceDir, person))}\n`
  const lines = [
    await line('approver', SIGNATURE_NAMESPACES.approval),
    await line('admitter', SIGNATURE_NAMESPACES.admission),
  ]
  await writeKey(keyOf(workspaceDir, 'stranger'))
  // Beside those who signed for a carried engine.
  await appendFile(join(workspaceDir, 'allowed_signers'), lines.join(''))
  await commitFixture(workspaceDir)
}

/** Puts an engine's source on record as the row says, and waits until the record has run out where it says so. */
export async function stageRecord(workspaceDir: string, engine: string, deed: RecordDeed): Promise<void> {
  const mirror = resolve(workspaceDir, 'repositories/example')
  const head = (await gitOrThrow(mirror, ['rev-parse', 'HEAD'])).trim()
  const admitUntil = (until: number) =>
    admitSource({
      workspaceDir,
      engine,
      source: 'https://fixtures.invalid/engine',
      commit: head,
      tag: undefined,
      mirror,
      allowedMode: 'artificial',
      licence: deed.licence,
      licenceNote: 'a fixture, which is not vendored',
      reviewer: undefined,
      expiresAt: new Date(until).toISOString(),
      updateReason: undefined,
      key: keyOf(workspaceDir, 'admitter'),
      dryRun: false,
      show: () => undefined,
    })
  const until = await admitFor(deed.expired ? 1_500 : DAY, admitUntil)
  await commitFixture(workspaceDir)
  if (deed.expired) await sleep(Math.max(0, until - Date.now()) + 10)
}

const DAY = 86_400_000
const LONGEST_ADMISSION = 60_000

/** Admits for this long, or for longer where the source was not looked at within it. @returns end in ms since 1970 */
async function admitFor(term: number, admitUntil: (until: number) => Promise<unknown>): Promise<number> {
  const until = Date.now() + term
  try {
    await admitUntil(until)
    return until
  } catch (error) {
    // Nothing was written: the record would have run out as it was made.
    if (!isProctorError(error, 'config_invalid') || term > LONGEST_ADMISSION) throw error
    return await admitFor(2 * term, admitUntil)
  }
}

/** What people do about a run that waits for them, by the ordinary command. @returns its exit code */
export async function playPeople(
  workspaceDir: string,
  { bundle, runId }: RunResult,
  deed: PeopleDeed,
): Promise<ExitCode> {
  if (deed.late && bundle !== null) {
    const request = ApprovalRequest.parse(JSON.parse(await readFile(join(bundle, REQUEST), 'utf8')))
    await sleep(Math.max(0, Date.parse(request.expiresAt) - Date.now()) + 10)
  }
  const answer = await decideRun({
    workspaceDir,
    runId,
    words: { kind: 'approval', decision: deed.say, comment: null },
    key: keyOf(workspaceDir, deed.by),
    signature: undefined,
    show: () => undefined,
  })
  return answer.outcome === 'unsigned' ? EXIT.bug : answer.exitCode
}

/** A P-256 key in a form that ssh-keygen reads; returns its public half as allowed_signers wants it. */
async function writeKey(path: string): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const type = 'ecdsa-sha2-nistp256'
  const wire = Buffer.concat([type, 'nistp256', point].map(toWireString))
  const line = `${type} ${wire.toString('base64')}`
  await writeFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  await writeFile(`${path}.pub`, `${line}\n`)
  return line
}

function toWireString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** What governs a workspace counts as it is committed. */
export async function commitFixture(workspaceDir: string): Promise<void> {
  const who = ['-c', 'user.name=fixture', '-c', 'user.email=fixture', '-c', 'commit.gpgsign=false']
  // Git's own upkeep goes on after the commit has ended, and writes into a folder that is being removed.
  const alone = ['-c', 'maintenance.auto=false', '-c', 'gc.auto=0']
  await gitOrThrow(workspaceDir, ['add', '--all'])
  await gitOrThrow(workspaceDir, [...who, ...alone, 'commit', '--quiet', '--allow-empty', '-m', 'Fixture'])
}
