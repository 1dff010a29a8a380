// What a good bundle says, as the checks are given it; sealed once in memory with keys of its own.
import { join } from 'node:path'
import { sealedFiles } from '../../test/support/sealed-bundle.ts'
import { type Machine, newMachine } from '../../test/support/verified.ts'
import type { Event } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import type { Report } from '../contract/report.ts'
import type { Sealed } from './sealed.ts'

export interface GoodBundle
  extends Pick<Sealed, 'report' | 'events' | 'facts' | 'manifest' | 'proof' | 'documents'> {
  readonly machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly run: Sealed['run']
  readonly challenge: Sealed['challenge']
  readonly provenance: Sealed['provenance']
  readonly testResult: Sealed['testResult']
  readonly verdict: Sealed['verdict']
}

/** @param folder for its keys */
export async function goodBundle(folder: string): Promise<GoodBundle> {
  const machine = await newMachine(join(folder, 'machine'))
  const made = sealedFiles(machine.keys, machine.trust, { verdict: (verdict) => verdict })
  const files = new Map([...made].map(([path, text]) => [path, Buffer.from(text)]))
  const read = (path: string): Buffer => files.get(path) ?? Buffer.alloc(0)
  const report = JSON.parse(read('report.json').toString()) as Report
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
    facts: JSON.parse(read('facts.json').toString()) as Facts,
    manifest: new Map(Object.entries(report.digests)),
    proof: read('ledger.proof'),
    documents: files,
    run: opened('attestations/run.sigstore.json'),
    challenge: opened('inputs/challenge.sigstore.json'),
    provenance: opened('attestations/provenance.sigstore.json'),
    testResult: opened('attestations/test-result.sigstore.json'),
    verdict: opened('attestations/verdict.sigstore.json'),
  }
}
