import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import lock from '../package-lock.json' with { type: 'json' }

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
let folder = ''
let installed = ''

/** The tests' own Node first on PATH, and a home without configuration. */
const env = () => ({ PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: folder })

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'proctor-pack-')))
  installed = join(folder, 'empty')
  mkdirSync(installed)
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, env: env() })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', join(folder, tarball ?? 'none')], {
    cwd: installed,
    env: env(),
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function proctor(...args: string[]) {
  const bin = join(installed, 'node_modules/.bin/proctor')
  const { status, stdout, stderr } = spawnSync(bin, args, { cwd: installed, env: env(), encoding: 'utf8' })
  return { status, stdout, stderr }
}

describe('the npm package, installed offline in an empty folder', () => {
  test('brings nothing with it', () => {
    expect(readdirSync(join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'proctor',
    ])
  })

  test('runs --help and --version', () => {
    expect(proctor('--version')).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' })
    expect(proctor('--help')).toMatchObject({ status: 0, stderr: '' })
  })

  test('makes a workspace, and says what the machine offers', () => {
    expect(proctor('init', 'demo')).toMatchObject({ status: 0, stderr: '' })
    const { stdout } = proctor('doctor', '--workspace', 'demo', '--json')
    expect(JSON.parse(stdout).checks).toContainEqual(
      expect.objectContaining({ id: 'engine fake', status: 'ok' }),
    )
  })

  test('runs the example with the fake engine, and verifies what was sealed', () => {
    proctor('init', 'ran')
    const run = proctor('run', '--workspace', 'ran', '--task', 'example', '--engine', 'fake', '--json')
    const { bundle, status, exitCode } = JSON.parse(run.stdout)
    expect({ status, exitCode, code: run.status }).toEqual({ status: 'pass', exitCode: 0, code: 0 })
    const verify = proctor('verify', bundle, '--workspace', 'ran', '--require', 'pass', '--json')
    expect(verify.status).toBe(0)
    expect(JSON.parse(verify.stdout)).toMatchObject({ ok: true, status: 'pass', findings: [], notRun: [] })
  })

  test('carries the licence, and those of what is bundled', () => {
    const read = (name: string) => readFileSync(join(installed, 'node_modules/proctor', name), 'utf8')
    expect(read('LICENSE')).toContain('Apache License')
    for (const name of ['zod', 'yaml'])
      expect(read('THIRD-PARTY-NOTICES.md')).toMatch(new RegExp(`^## ${name} \\d`, 'm'))
  })

  test('refuses an old Node in one plain line', () => {
    const script = join(installed, 'node_modules/proctor/bin/proctor.js')
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); await import(${JSON.stringify(script)})`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', old], {
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^proctor: Node 24\.15 or newer is needed[^\n]*\n {2}fix: [^\n]*\n$/)
  })
})

test('the lock file has an entry for every platform package: else npm ci refuses it on a fresh machine', () => {
  const packages: Readonly<
    Record<string, { version?: string; optionalDependencies?: Record<string, string> }>
  > = lock.packages
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, wanted]) => /^\d/.test(wanted) && packages[lookUp(path, name)]?.version !== wanted)
      .map(([name, wanted]) => `${path}: ${name}@${wanted}`),
  )
  expect(missing).toEqual([])

  function lookUp(path: string, name: string): string {
    for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
      const candidate = `${base === '' ? '' : `${base}/`}node_modules/${name}`
      if (base === '' || Object.hasOwn(packages, candidate)) return candidate
    }
  }
})
