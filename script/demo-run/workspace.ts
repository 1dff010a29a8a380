import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { SEED, SETUP_COMMAND, TEST_COMMAND } from './repository.ts'
import { output, proctor } from './shell.ts'

export const TASK = 'numbers'

/** A workspace as `proctor init` makes it, marked as one for tests, with the demo's repository and task beside the example. */
export function makeWorkspace(dir: string, repository: string): void {
  const { status } = proctor('init', dir, '--quiet')
  if (status !== 0) throw new Error('proctor init failed')
  const config = join(dir, 'proctor.yaml')
  const entry = `repositories:\n  - {id: minimist, path: ${JSON.stringify(repository)}, class: artificial, protected: [test/**]}\n`
  writeFileSync(
    config,
    readFileSync(config, 'utf8')
      .replace('version: 1\n', 'version: 1\ntest: true\n')
      .replace('repositories:\n', entry),
  )
  const task = join(dir, 'tasks', TASK)
  mkdirSync(task)
  const files: Readonly<Record<string, string>> = {
    'task.yaml': stringify({
      id: TASK,
      title: 'Numbers with an exponent',
      repository: 'minimist',
      scope: { allow: [SEED.file], maxFiles: 1, maxLines: 10 },
      setup: { command: SETUP_COMMAND, cacheKey: ['vendor/node_modules.tar'] },
      test: { command: TEST_COMMAND, report: 'tap', minExecuted: 150 },
      timeout: 120,
      silenceTimeout: 60,
    }),
    'instruction.md': INSTRUCTION,
    'fake.yaml': stringify({
      steps: [
        { do: 'say', text: 'The pattern lacks the exponent.' },
        { do: 'replace', path: SEED.file, find: SEED.bad, with: SEED.good },
        { do: 'say', text: 'Numbers such as 1e7 are numbers again.' },
      ],
    }),
    'model.codex.yaml': stringify({ turns: TURNS }),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(task, name), content)
  output(dir, 'git', 'add', '--all')
  const identity = [
    '-c',
    'user.name=proctor demo',
    '-c',
    'user.email=demo@proctor.invalid',
    '-c',
    'commit.gpgsign=false',
  ]
  output(dir, 'git', ...identity, 'commit', '-q', '-m', 'The task of the demo')
}

const INSTRUCTION = `\`minimist(['--x', '1e7'])\` should give the number 10000000 for \`x\`, and gives the text "1e7".

Find the cause in \`${SEED.file}\` and mend it. Change nothing else.
`

const TURNS = [
  {
    text: 'I look at how numbers are told from text.',
    calls: [{ name: 'exec_command', args: { cmd: `grep -n -A4 'function isNumber' ${SEED.file}` } }],
    usage: { input: 1200, output: 40 },
  },
  {
    text: 'The pattern lacks the exponent.',
    calls: [
      {
        name: 'apply_patch',
        input: `*** Begin Patch\n*** Update File: ${SEED.file}\n@@\n-${SEED.bad}\n+${SEED.good}\n*** End Patch\n`,
      },
    ],
    usage: { input: 1400, output: 90 },
  },
  { text: 'Numbers such as 1e7 are numbers again.', usage: { input: 1500, output: 20 } },
]
