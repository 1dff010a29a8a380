import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { admitSource, appointPeople, ask, commitAll, enableEngine } from './support/gated-engine.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()

test('an engine with a model whose source changes after the decision is not started, and its bundle verifies', () => {
  const folder = folders.next()
  const workspace = join(folder, 'workspace')
  const mirror = join(folder, 'origin')
  mkdirSync(mirror)
  execFileSync('git', ['-C', mirror, 'init', '-q'])
  writeFileSync(join(mirror, 'index.js'), '// an engine\n')
  commitAll(mirror, 'An engine')
  ask(folder, 'init', workspace)
  const commit = execFileSync('git', ['-C', mirror, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
  const config = join(workspace, 'proctor.yaml')
  const known = readFileSync(config, 'utf8')
    .replace(/adapter: case\b/, 'adapter: fake\n    provider: scripted')
    .replace(/commit: [0-9a-f]{40}/, `commit: ${commit}`)
  writeFileSync(config, known)
  const example = join(workspace, 'tasks/example')
  copyFileSync(join(example, 'model.codex.yaml'), join(example, 'model.case.yaml'))
  const people = appointPeople(workspace, folder)
  const gated = { engine: 'case', mirror, repository: 'example' }
  admitSource(workspace, people, gated)
  enableEngine(workspace, people, gated)
  // Set-up comes between the decision and the start, and without a sandbox it can reach what was admitted.
  const cache = join(workspace, '.proctor/cache/sources/case')
  const source = join(cache, String(readdirSync(cache)[0]), 'tree/index.js')
  const setup = {
    command: ['sh', '-c', `echo // more >> '${source}' && mkdir node_modules`],
    cacheKey: ['package.json'],
  }
  const task = join(example, 'task.yaml')
  writeFileSync(task, stringify({ ...parse(readFileSync(task, 'utf8')), setup }))
  commitAll(workspace, 'A set-up')

  const { status, document } = ask(
    workspace,
    ...['run', '--task', 'example', '--engine', 'case', '--sandbox', 'none'],
  )
  expect(document).toMatchObject({ blockers: ['source_mismatch'] })
  expect(status).toBe(3)
  const bundle = String(document.bundle)
  expect(readFileSync(join(bundle, 'events.normalized.jsonl'), 'utf8')).not.toContain('"engine.started"')
  expect(ask(workspace, 'verify', bundle)).toMatchObject({ status: 0, document: { findings: [] } })
}, 60_000)
