// Verification of a 500 MB bundle, 95 % of it raw logs, against one openssl process that digests the same bytes.
// The bundle is a real run of the fake engine that floods stderr and tells a long story. Called by script/bench.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HEADING, inTurn, ratio, row, timeCommand } from './timing.ts'

const MEGABYTE = 1_000_000
const RAW_BYTES = 475 * MEGABYTE
/** Each message becomes an event and a span, about 1.5 kB in all. */
const MESSAGES = 16_000
const cli = join(import.meta.dirname, '..', 'bin', 'proctor.js')
const folder = mkdtempSync(join(tmpdir(), 'proctor-bench-'))
const workspace = join(folder, 'workspace')
const node = process.execPath

try {
  execFileSync(node, [cli, 'init', workspace, '--quiet'])
  const config = join(workspace, 'proctor.yaml')
  writeFileSync(
    config,
    `${readFileSync(config, 'utf8')}\npolicy:\n  limits: {outputBytes: ${2 * RAW_BYTES}, artifactBytes: ${2 * RAW_BYTES}}\n`,
  )
  const scenario = join(folder, 'long.json')
  const story = Array.from({ length: MESSAGES }, (_, index) => ({
    do: 'say',
    text: `message ${index}`,
  }))
  const fix = {
    do: 'replace',
    path: 'src/median.js',
    find: '[...numbers].sort()',
    with: '[...numbers].sort((a, b) => a - b)',
  }
  writeFileSync(
    scenario,
    JSON.stringify({ steps: [...story, { do: 'flood', bytes: RAW_BYTES, stream: 'stderr' }, fix] }),
  )
  const said = execFileSync(
    node,
    [cli, 'run', '--task', 'example', '--engine', 'fake', '--scenario', scenario, '--json', '--quiet'],
    { cwd: workspace, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const { bundle, status } = JSON.parse(said)
  if (status !== 'pass') throw new Error(said)
  const files = readdirSync(bundle, { recursive: true, encoding: 'utf8' })
    .map((name) => join(bundle, name))
    .filter((path) => statSync(path).isFile())
  const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0)
  const raw = statSync(join(bundle, 'raw', 'stderr.log')).size
  const { openssl, verify } = await inTurn(
    {
      openssl: () => timeCommand(['openssl', 'dgst', '-sha256', ...files], { cwd: folder }),
      verify: () => timeCommand([node, cli, 'verify', bundle, '--quiet'], { cwd: workspace }),
    },
    9,
  )
  if (openssl === undefined || verify === undefined) throw new Error('no samples')
  console.log(
    `bundle: ${Math.round(bytes / MEGABYTE)} MB, ${Math.round((100 * raw) / bytes)} % of it raw logs, ${files.length} files`,
  )
  console.log(HEADING)
  console.log(row('openssl dgst -sha256, all files, one process', openssl))
  console.log(
    row(
      'proctor verify, whole process, built bundle',
      verify,
      `${(1 / ratio(verify, openssl)).toFixed(2)}x the speed of openssl (aim 0.8x)`,
    ),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
