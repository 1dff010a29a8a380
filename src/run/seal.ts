import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Event } from '../contract/event.ts'
import { Facts } from '../contract/facts.ts'
import { Report } from '../contract/report.ts'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { finishSeal, sealBundle } from '../evidence/seal.ts'
import type { ProvenanceContext } from '../evidence/statements/provenance.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { EMPTY_SHA256, sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { foldReport } from '../report/fold-report.ts'
import { renderReportMarkdown } from '../report/render-markdown.ts'
import { toTrace } from '../report/to-trace.ts'
import { EVENT_LOG, type StartedRun } from './begin.ts'
import { type MadeBy, made } from './brand.ts'
import type { Judged } from './judge.ts'
import { withLedger } from './workspace-ledger.ts'

export type Bundle = MadeBy<'seal', { readonly folder: string; readonly report: Report }>

/** Leaves, events, trace, report, statements, ledger, proof, one rename; in this order, or exit 5. */
export async function seal(run: StartedRun, judged: Judged): Promise<Bundle> {
  run.progress('seal', '')
  const { facts, gates, judgement } = judged
  await run.bundle.write('facts.json', toCanonicalJson(facts))
  await ensureRawLogs(run, judged)
  for (const artifact of await run.bundle.artifacts([EVENT_LOG])) {
    await run.events.append('artifact.written', 'harness', artifact)
  }
  await run.events.append('run.finished', 'harness', {
    status: judgement.status,
    completeness: judgement.completeness,
    backendExit:
      facts.engine === null
        ? null
        : {
            code: facts.engine.exit.exitCode,
            signal: facts.engine.exit.signal,
            timedOut: facts.engine.exit.timedOut,
          },
    resultTree: facts.patch?.resultTree ?? null,
    patchSha256: facts.patch?.sha256 ?? EMPTY_SHA256,
    changedFiles: facts.patch?.changedFiles.map(({ path }) => path) ?? [],
    blockers: [...new Set(judgement.blockers.map(({ code }) => code))],
  })
  const { head } = await run.events.close()
  const events = await readEvents(run)
  const sealed = await sealBundle({
    bundle: run.bundle,
    trace: () => toTrace(events, facts),
    reportCore: () => foldReport({ events, facts, gates, verdict: judgement, chainHead: head }),
    markdown: renderReportMarkdown,
    tests: facts.tests,
    provenance: toProvenance(run),
    key: run.keys.harness,
    appendRun: (payload) => appendRun(run, payload),
  })
  return made('seal')({ folder: sealed.folder, report: sealed.report })
}

/** A seal that was cut off after the ledger had taken the run: finished without a second append. */
export async function sealAfterAppend(
  run: Pick<StartedRun, 'inputs' | 'keys' | 'bundle'>,
  ledger: Ledger,
  index: number,
): Promise<Bundle> {
  const text = await readFile(await run.bundle.place('report.json'))
  const facts = Facts.parse(JSON.parse(await readFile(await run.bundle.place('facts.json'), 'utf8')))
  const sealed = await finishSeal({
    bundle: run.bundle,
    report: Report.parse(JSON.parse(text.toString('utf8'))),
    reportSha256: sha256(text),
    tests: facts.tests,
    provenance: toProvenance(run),
    key: run.keys.harness,
    entry: await entryAt(ledger, index),
    proof: () => ledger.proof(index),
  })
  return made('seal')({ folder: sealed.folder, report: sealed.report })
}

/** A bundle that stands in runs/ already. */
export async function readSealed(folder: string): Promise<Bundle> {
  const report = Report.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')))
  return made('seal')({ folder, report })
}

async function entryAt(ledger: Ledger, index: number): Promise<Uint8Array> {
  let found: Uint8Array | undefined
  // To the end, where the ledger says whether its entries are the signed ones.
  for await (const entry of ledger.entries(index)) found ??= entry
  if (found === undefined) throw new ProctorError('bug', `the ledger has no entry ${index}`)
  return found
}

function toProvenance({ inputs }: Pick<StartedRun, 'inputs'>): ProvenanceContext {
  return {
    policyDigest: inputs.policyDigest,
    builderVersion: { proctor: PROCTOR_VERSION, node: process.versions.node },
  }
}

/** A run in which nothing was started has raw logs too: empty ones. */
async function ensureRawLogs(run: StartedRun, { facts }: Judged): Promise<void> {
  if (facts.engine !== null) return
  await run.bundle.write('raw/stdout.log', '')
  await run.bundle.write('raw/stderr.log', '')
}

/** The log as it is on disk: what the report is folded from is what a verifier will read. */
async function readEvents(run: StartedRun): Promise<Event[]> {
  const text = await readFile(await run.bundle.place(EVENT_LOG), 'utf8')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Event)
}

/** Consumes the challenge: the ledger refuses one that is unknown, expired or used. */
async function appendRun(run: StartedRun, payload: Uint8Array): Promise<string> {
  return await withLedger(run, async (ledger) => {
    const { firstIndex } = await ledger.append([payload], null)
    return await ledger.proof(firstIndex)
  })
}
