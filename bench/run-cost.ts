// What a run of the harness costs over a shell script that does the same bare steps: copy, engine, diff, test, sha256sum.
// Printed as ratios measured in one run. Called by script/bench.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HEADING, inTurn, ratio, row, timeCommand } from './timing.ts'

const ROUNDS = 9
const root = join(import.meta.dirname, '..')
const cli = join(root, 'bin', 'proctor.js')
const folder = mkdtempSync(join(tmpdir(), 'proctor-bench-'))
const workspace = join(folder, 'workspace')
const node = process.execPath

const BARE = `set -e
rm -rf work && cp -a workspace/repositories/example work && cd work
${node} ${join(root, 'assets', 'fake-engine.mjs')} --scenario ../scenario.json > ../engine.log
git diff > ../patch.diff
${node} --test --test-reporter=tap --test-reporter-destination=../report.tap
cd .. && sha256sum patch.diff engine.log report.tap > digests
`
const SCENARIO = {
  steps: [
    { do: 'say', text: 'The list is sorted as text.' },
    {
      do: 'replace',
      path: 'src/median.js',
      find: '[...numbers].sort()',
      with: '[...numbers].sort((a, b) => a - b)',
    },
  ],
}

try {
  execFileSync(node, [cli, 'init', workspace, '--quiet'])
  writeFileSync(join(folder, 'scenario.json'), JSON.stringify(SCENARIO))
  writeFileSync(join(folder, 'bare.sh'), BARE)
  chmodSync(join(folder, 'bare.sh'), 0o755)
  const many = join(import.meta.dirname, 'many-runs.ts')
  const { bare, harness, engine, tests } = await inTurn(
    {
      bare: () => timeCommand(['/bin/sh', 'bare.sh'], { cwd: folder }),
      harness: () =>
        timeCommand([node, cli, 'run', '--task', 'example', '--engine', 'fake', '--quiet'], {
          cwd: workspace,
        }),
      engine: () => timeCommand([node, '-e', '0'], { cwd: folder }),
      tests: () => timeCommand([node, '--test', '--test-reporter=tap'], { cwd: join(folder, 'work') }),
    },
    ROUNDS,
  )
  if (bare === undefined || harness === undefined || engine === undefined || tests === undefined)
    throw new Error('no samples')
  const marginal = JSON.parse(
    execFileSync(node, [many, workspace, String(ROUNDS)], { encoding: 'utf8' }),
  ) as number[]
  const sorted = [...marginal].sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  console.log(HEADING)
  console.log(row('shell script: copy, engine, diff, test, sum', bare))
  console.log(
    row(
      'proctor run, cold, built bundle',
      harness,
      `${ratio(harness, bare).toFixed(2)}x the shell script (aim 2.2x)`,
    ),
  )
  console.log(row('  of it: the engine is a Node process', engine))
  console.log(row('  of it: the tests', tests))
  console.log(
    `${'own time: run less shell script'.padEnd(53)} ${(harness.median - bare.median).toFixed(0).padStart(8)}            (aim 250)`,
  )
  console.log(
    `${'marginal run within one process'.padEnd(53)} ${median.toFixed(0).padStart(8)}            ${(median / bare.median).toFixed(2)}x the shell script (aim 1.3x)`,
  )
  const counted = Array.from({ length: ROUNDS }, () => countRun())
  const middle = (list: readonly number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
  console.log(`${'processes that a run starts'.padEnd(53)} ${String(counted[0]?.processes).padStart(8)}`)
  console.log(
    `${'processor time of the harness itself, a cold run'.padEnd(53)} ${String(middle(counted.map(({ ownMs }) => ownMs))).padStart(8)}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Processor time says the same on a busy machine, or nearly. */
function countRun(): { readonly processes: number; readonly ownMs: number } {
  const args = ['--import', join(import.meta.dirname, 'count-processes.mjs'), cli, 'run', '--task', 'example']
  const { status, stderr } = spawnSync(node, [...args, '--engine', 'fake', '--quiet'], {
    cwd: workspace,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the run ended with ${status}: ${stderr}`)
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '')
}
