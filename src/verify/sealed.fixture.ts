// What a good bundle says, as the checks are given it; sealed once in memory with keys of its own.
import { join } from 'node:path'
import { sealedFiles } from '../../test/support/sealed-bundle.ts'
import { type Machine, newMachine } from '../../test/support/verified.ts'
import type { AdmissionRecord } from '../contract/decision.ts'
import type { Event } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import type { Report } from '../contract/report.ts'
import type { PolicyInput, TaskInput } from '../contract/task-input.ts'
import type { Sealed } from './sealed.ts'

export interface GoodBundle
  extends Pick<
    Sealed,
    | 'report'
    | 'events'
    | 'facts'
    | 'task'
    | 'policy'
    | 'admission'
    | 'manifest'
    | 'sizes'
    | 'proof'
    | 'documents'
  > {
  readonly machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly run: Sealed['run']
  readonly challenge: Sealed['challenge']
  readonly provenance: Sealed['provenance']
  readonly decision: Sealed['decision']
  readonly testResult: Sealed['testResult']
  readonly verdict: Sealed['verdict']
}

/** @param folder for its keys */
export async function goodBundle(folder: string): Promise<GoodBundle> {
  const machine = await newMachine(join(folder, 'machine'))
  const made = sealedFiles(machine.keys, machine.trust, { verdict: (verdict) => verdict })
  const files = new Map([...made].map(([path, text]) => [path, Buffer.from(text)]))
  const read = (path: string): Buffer => files.get(path) ?? Buffer.alloc(0)
  const parsed = <T>(path: string): T => JSON.parse(read(path).toString())
  const report = parsed<Report>('report.json')
  const lines = read('events.normalized.jsonl').toString().trimEnd().split('\n')
  const opened = (path: string) => {
    const { dsseEnvelope } = JSON.parse(read(path).toString()) as { dsseEnvelope: { payload: string } }
    const payload = Buffer.from(dsseEnvelope.payload, 'base64')
    return { path, payload, statement: JSON.parse(payload.toString()), keys: [] } as never
  }
  return {
    machine,
    files,
    report,
    events: lines.map((line) => JSON.parse(line) as Event),
    facts: parsed<Facts>('facts.json'),
    task: parsed<TaskInput>('inputs/task.json'),
    policy: parsed<PolicyInput>('inputs/policy.json'),
    admission: parsed<AdmissionRecord>('inputs/admission.json'),
    manifest: new Map(Object.entries(report.digests)),
    sizes: new Map([...files].map(([path, bytes]) => [path, bytes.length])),
    proof: read('ledger.proof'),
    documents: files,
    run: opened('attestations/run.sigstore.json'),
    challenge: opened('inputs/challenge.sigstore.json'),
    provenance: opened('attestations/provenance.sigstore.json'),
    decision: opened('inputs/decision.sigstore.json'),
    testResult: opened('attestations/test-result.sigstore.json'),
    verdict: opened('attestations/verdict.sigstore.json'),
  }
}

/** What the facts of a good bundle say of its tests. */
export function testsOf({ facts }: GoodBundle): NonNullable<Facts['tests']> {
  if (facts.tests === null) throw new Error('good facts have tests')
  return facts.tests
}
