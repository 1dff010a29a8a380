import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { COMMANDS } from '../src/cli/registry.ts'
import { EXIT_MEANINGS } from '../src/contract/exit-codes.ts'
import { PROCTOR_VERSION } from '../src/contract/version.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BIN = join(ROOT, 'bin/proctor')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function proctor(args: readonly string[], options: { bin?: string; cwd?: string; env?: object } = {}) {
  const { PATH, HOME } = process.env
  const { status, stdout, stderr } = spawnSync(options.bin ?? BIN, args, {
    cwd: options.cwd ?? folder,
    env: { PATH, HOME, ...options.env },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('bin/proctor', () => {
  test('says the version of package.json', () => {
    expect(PROCTOR_VERSION).toBe(manifest.version)
    expect(proctor(['--version'])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  test('works through a chain of symbolic links, from a folder with a space in its name', () => {
    const odd = join(folder, 'a folder')
    mkdirSync(odd)
    symlinkSync(BIN, join(folder, 'one'))
    symlinkSync('../one', join(odd, 'two'))
    expect(proctor(['--version'], { bin: join(odd, 'two'), cwd: odd }).stdout).toBe(`${manifest.version}\n`)
  })

  test('an old Node on PATH is refused by name when there is no other', () => {
    const old = join(folder, 'old')
    for (const name of ['bin', 'script', 'path']) mkdirSync(join(old, name), { recursive: true })
    writeFileSync(join(old, 'path/node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    copyFileSync(BIN, join(old, 'bin/proctor'))
    copyFileSync(join(ROOT, 'script/find-node.sh'), join(old, 'script/find-node.sh'))
    const result = proctor(['--version'], {
      bin: join(old, 'bin/proctor'),
      env: { PATH: `${join(old, 'path')}:/usr/bin:/bin` },
    })
    expect(result.stderr).toMatch(/Node 24\.15 or newer is needed[\s\S]*fix: run .*script\/bootstrap/)
    expect(result.status).toBe(2)
  })
})

describe('common options', () => {
  test('--help lists the commands and every exit code', () => {
    const { status, stdout, stderr } = proctor(['--help'])
    expect([status, stderr]).toEqual([0, ''])
    for (const { summary } of COMMANDS) expect(stdout).toContain(summary)
    for (const [code, meaning] of EXIT_MEANINGS) expect(stdout).toContain(`${code}`.padEnd(5) + meaning)
  })

  test('no command is a usage error that shows the commands on stderr', () => {
    const { status, stdout, stderr } = proctor([])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: proctor COMMAND')
  })

  test('an unknown option is refused with the nearest name', () => {
    expect(proctor(['--versoin'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'proctor: no option --versoin\n  fix: did you mean --version?\n',
    })
  })

  test('--json puts an error on stdout as the one document', () => {
    const { status, stdout, stderr } = proctor(['frobnicate', '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', message: 'no command `frobnicate`', hint: 'see `proctor --help`', exitCode: 2 },
    })
    expect(stderr).toContain('proctor: no command `frobnicate`')
  })

  test('an option after -- switches nothing on', () => {
    expect(proctor(['--', '--json']).stdout).toBe('')
  })

  test('control characters of a hostile argument do not reach the terminal', () => {
    expect(proctor(['a\u001b[2J\nb']).stderr.split('\n')[0]).toBe('proctor: no command `a [2J b`')
  })

  test('a reader that goes away changes no exit code and prints no stack', async () => {
    const child = spawn('sh', ['-c', `{ "${BIN}" --help; echo "code $?" >&2; } | true`], { cwd: folder })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).toBe('code 0\n')
  })
})

test('every command in the list agrees with its own file, and has an example', async () => {
  for (const listed of COMMANDS) {
    const command = await listed.load()
    expect({ name: command.name, summary: command.summary }).toEqual({
      name: listed.name,
      summary: listed.summary,
    })
    expect(command.example).toContain(`proctor ${listed.name}`)
  }
})
