// Processes that append to one ledger at once, and processes that are killed in the middle of 500 appends.
// Usage: npm run test:appenders -- [--seconds 60] [--processes 2] [--kills 20]
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type AppendersReport, runAppenders } from './appenders.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    processes: { type: 'string', default: '2' },
    kills: { type: 'string', default: '20' },
  },
})
const [seconds, processes, kills] = [values.seconds, values.processes, values.kills].map(Number) as [
  number,
  number,
  number,
]
const KILLED_OF = 500

async function inFolder(act: (root: string) => Promise<AppendersReport>): Promise<AppendersReport> {
  const root = mkdtempSync(join(tmpdir(), 'proctor-appenders-'))
  try {
    return await act(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const isGood = (report: AppendersReport): boolean =>
  report.lost + report.doubled + report.forks + report.findings.length === 0

console.log('| what | acknowledged | in the ledger | conflicts | killed | lost | doubled | forks | load |')
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
let good = true
function show(what: string, report: AppendersReport): void {
  const { acknowledged, entries, conflicts, killed, lost, doubled, forks, findings } = report
  const figures = [acknowledged, entries, conflicts, killed, lost, doubled, forks, loadavg()[0]?.toFixed(1)]
  console.log(`| ${[what, ...figures].join(' | ')} |`)
  for (const finding of findings) console.log(finding)
  good &&= isGood(report) && acknowledged > 0
}

const none = Array.from({ length: processes }, () => null)
show(
  `${processes} processes for ${seconds} s`,
  await inFolder((root) => runAppenders({ root, processes, seconds, appends: Infinity, killAfter: none })),
)
const all: AppendersReport[] = []
for (let nth = 0; nth < kills; nth += 1) {
  // Anywhere between the first and the last of 500 appends, the other process going on.
  const killAfter = [1 + Math.floor(((nth + 0.5) / kills) * KILLED_OF), null]
  all.push(
    await inFolder((root) =>
      runAppenders({ root, processes: 2, seconds: 300, appends: KILLED_OF, killAfter }),
    ),
  )
}
const sum = (of: (report: AppendersReport) => number): number =>
  all.reduce((total, one) => total + of(one), 0)
if (kills > 0)
  show(`${kills} ledgers, each with one of two processes killed`, {
    acknowledged: sum(({ acknowledged }) => acknowledged),
    entries: sum(({ entries }) => entries),
    conflicts: sum(({ conflicts }) => conflicts),
    killed: sum(({ killed }) => killed),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    forks: sum(({ forks }) => forks),
    findings: all.flatMap(({ findings }) => findings),
  })
process.exitCode = good ? 0 : 1
