// Makes a test workspace with the tasks on published packages, each seed shown red and each oracle shown green.
// Usage: node script/task-workspace.ts DIR [CLASS]   CLASS of the repositories: artificial, copied (default), ...
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeRepositories, proveSeed } from '../fixtures/tasks/repositories.ts'
import { PACKAGES, SEEDS } from '../fixtures/tasks/seeds.ts'
import { writeTask } from '../fixtures/tasks/write-task.ts'

const [target, repositoryClass = 'copied'] = process.argv.slice(2)
if (target === undefined) throw new Error('name a folder that does not exist yet')
const workspace = resolve(target)
execFileSync(join(import.meta.dirname, '..', 'bin', 'proctor'), ['init', workspace], { stdio: 'inherit' })
makeRepositories(join(workspace, 'repositories'))
const scratch = mkdtempSync(join(tmpdir(), 'proctor-seeds-'))
try {
  for (const seed of SEEDS) {
    writeTask(workspace, proveSeed(join(workspace, 'repositories'), scratch, seed))
    console.log(`${seed.id}: red with the bug, green with the oracle, told by the held-out test`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
const path = join(workspace, 'proctor.yaml')
const entries = PACKAGES.map(
  (name) => `  - { id: ${name}, path: repositories/${name}, class: ${repositoryClass} }\n`,
)
writeFileSync(
  path,
  readFileSync(path, 'utf8')
    .replace('version: 1\n', 'version: 1\ntest: true # tasks with seeded bugs\n')
    .replace('repositories:\n', `repositories:\n${entries.join('')}`),
)
const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' })
const { hostname, port, protocol } = new URL(stdout.trim())
appendFileSync(
  path,
  `\npolicy:\n  registries: ["${hostname}:${port || (protocol === 'http:' ? 80 : 443)}"]\n`,
)
const asProctor = ['-c', 'user.name=proctor', '-c', 'user.email=proctor@localhost']
execFileSync('git', [...asProctor, 'add', '-A'], { cwd: workspace })
execFileSync('git', [...asProctor, 'commit', '-q', '-m', 'Tasks on published packages'], { cwd: workspace })
console.log(`${SEEDS.length} tasks on ${PACKAGES.length} packages in ${workspace}`)
