import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { circlesIn, PROCESS_ENDERS, PROCESS_STARTERS, reachOf, violationsOf } from './architecture-rules.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
}
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the sources', () => {
  test('every import goes the way that the table allows', () => {
    const sources = sourcesIn('src')
    expect(sources.length).toBeGreaterThan(30)
    expect(
      sources.flatMap((path) => violationsOf(path, read(path)).map((what) => `${path}: ${what}`)),
    ).toEqual([])
  })

  test('no file imports itself by way of others', () => {
    expect(circlesIn(new Map(sourcesIn('src').map((path) => [path, read(path)])))).toEqual([])
  })

  test('nothing in test/ or script/ reaches outside the project', () => {
    const sources = ['test', 'script', 'bench', 'fixtures']
      .filter((name) => existsSync(join(ROOT, name)))
      .flatMap(sourcesIn)
    const outside = sources.filter((path) =>
      reachOf(path, read(path)).imports.some((target) => target.includes('../shared/')),
    )
    expect(outside.filter((path) => !path.startsWith('test/architecture'))).toEqual([])
  })

  test('no text of src/, script/ or bin/ names the folder beside the checkout', () => {
    const files = ['src', 'script', 'bin'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    expect(files.filter((path) => readFileSync(path, 'latin1').includes('../shared'))).toEqual([])
  })

  test('the lists of exceptions name files that need them', () => {
    for (const path of Object.keys(PROCESS_STARTERS)) {
      expect(reachOf(path, read(path)).imports.join(), path).toMatch(/child_process|worker_threads/)
    }
    for (const path of PROCESS_ENDERS) expect(reachOf(path, read(path)).exitsProcess, path).toBe(true)
  })

  test('docs/ARCHITECTURE.md has a row for every room, and for none that is not there', () => {
    const rows = [...read('docs/ARCHITECTURE.md').matchAll(/^\| `([a-z]+)\/` \|/gm)].map(([, room]) => room)
    expect(rows.sort()).toEqual(readdirSync(join(ROOT, 'src')).sort())
  })

  test('every room opens with what it promises, what it must not do and who calls it', () => {
    const rooms = readdirSync(join(ROOT, 'src'))
    const silent = rooms.filter(
      (room) =>
        !sourcesIn(`src/${room}`).some((path) =>
          /Promises:[\s\S]*Must not:[\s\S]*Called by:/.test(read(path).slice(0, 800)),
        ),
    )
    expect(silent).toEqual([])
  })
})

describe('each rule can fail', () => {
  test.each([
    ['src/gates/x.ts', "import { a } from '../run/a.ts'", 'gates/ may not import run/: ../run/a.ts'],
    [
      'src/verify/x.ts',
      "import type { A } from '../evidence/a.ts'",
      'verify/ may not import evidence/: ../evidence/a.ts',
    ],
    [
      'src/verify/x.ts',
      "export * from '../evidence/a.ts'",
      'verify/ may not import evidence/: ../evidence/a.ts',
    ],
    [
      'src/verify/x.ts',
      "const a = await import('../evidence/a.ts')",
      'verify/ may not import evidence/: ../evidence/a.ts',
    ],
    [
      'src/verify/x.ts',
      "let a: import('../evidence/a.ts').A",
      'verify/ may not import evidence/: ../evidence/a.ts',
    ],
    [
      'src/engines/x.ts',
      "import { a } from '../sandbox/a.ts'",
      'engines/ may not import sandbox/: ../sandbox/a.ts',
    ],
    ['src/cli/x.ts', "import { a } from '../engines/a.ts'", 'cli/ may not import engines/: ../engines/a.ts'],
    [
      'src/cli/commands/x.ts',
      "import { a } from '../../sandbox/a.ts'",
      'cli/ may not import sandbox/: ../../sandbox/a.ts',
    ],
    ['src/attic/x.ts', '', 'the room attic/ is not in the table'],
    ['src/kernel/x.ts', "import fs from 'node:fs'", 'kernel/ is pure and may not import node:fs'],
    ['src/contract/x.ts', "import yaml from 'yaml'", 'contract/ may not import yaml'],
    ['src/run/x.ts', "import { spawn } from 'node:child_process'", 'may not import node:child_process'],
    ['src/run/x.ts', "import { spawn } from 'child_process'", 'may not import child_process'],
    ['src/run/x.ts', "import { Worker } from 'node:worker_threads'", 'may not import node:worker_threads'],
    [
      'src/run/x.ts',
      "const a = process.getBuiltinModule('fs')",
      'imports something that is not spelled out: (require)',
    ],
    ['src/run/x.ts', "const a = require('fs')", 'imports something that is not spelled out: (require)'],
    ['src/run/x.ts', 'const a = await import(name)', 'imports something that is not spelled out: (computed)'],
    [
      'src/run/x.ts',
      "import a from '../../../shared/a.ts'",
      'reaches outside the project: ../../../shared/a.ts',
    ],
    ['src/run/x.ts', "import a from '../../test/a.ts'", 'reaches outside src/: ../../test/a.ts'],
    [
      'src/run/x.ts',
      "import { a } from '../checkout/a.fixture.ts'",
      'imports a file for tests: ../checkout/a.fixture.ts',
    ],
    [
      'src/run/x.ts',
      "import { openLedger } from '../ledger/file-ledger.ts'",
      'opens a ledger without holding it against the checkpoints that were kept',
    ],
    ['src/run/x.ts', 'process.exit(1)', 'ends the process'],
    ['src/run/x.ts', "process['exit'](1)", 'ends the process'],
  ])('%s: %s', (path, source, violation) => {
    expect(violationsOf(path, source)).toContain(violation)
  })

  test('a circle of three, one of types alone, and no other', () => {
    const sources = new Map([
      ['src/run/a.ts', "import { b } from './b.ts'\nimport { d } from '../gates/d.ts'"],
      ['src/run/b.ts', "export * from './c.ts'\nimport { d } from '../gates/d.ts'"],
      ['src/run/c.ts', "let a: import('./a.ts').A"],
      ['src/gates/d.ts', "import type { E } from './e.ts'"],
      ['src/gates/e.ts', "import type { D } from './d.ts'\nimport fs from 'node:fs'"],
    ])
    expect(circlesIn(sources)).toEqual([
      'src/run/a.ts -> src/run/b.ts -> src/run/c.ts -> src/run/a.ts',
      'src/gates/d.ts -> src/gates/e.ts -> src/gates/d.ts',
    ])
  })

  test('and what is allowed is allowed', () => {
    const source =
      "import * as z from 'zod'\nimport { a } from '../kernel/a.ts'\nimport { b } from './b.ts'\nimport 'node:fs'"
    expect(violationsOf('src/run/x.ts', source)).toEqual([])
  })
})
