import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { DEFAULT_CANDIDATE, initWorkspace } from '../../run/init-workspace.ts'
import { defineCommand } from '../command.ts'

export const initCommand = defineCommand({
  name: 'init',
  summary: 'make a workspace that validates and can run at once',
  usage: '[DIR] [--candidate NAME] [--dry-run]',
  details:
    'Writes proctor.yaml, trust.json, an example task and an example repository, the planning documents and what\n' +
    'keeps them true (a hook, a CI workflow, AGENTS.md), makes the three machine keys (.proctor/keys, readable by you\n' +
    'alone) and commits. Makes DIR a git repository when it is none of its own. Nothing that exists is overwritten.',
  options: {
    candidate: {
      type: 'string',
      value: 'NAME',
      description: `engine that the planning documents are about (default: ${DEFAULT_CANDIDATE})`,
    },
    'dry-run': { type: 'boolean', description: 'show the tree that would be written, and write nothing' },
  },
  positionals: [
    {
      name: 'DIR',
      description: 'folder of the workspace; made when absent (default: this folder)',
      required: false,
    },
  ],
  example: 'proctor init demo',
  async run({ options, positionals, start, cwd, output }) {
    const [dir] = positionals
    const result = await initWorkspace(
      dir === undefined ? start : resolve(cwd, dir),
      options['dry-run'] === true,
      options.candidate,
    )
    output.document(result)
    if (result.dryRun) {
      for (const line of toTree(result.files)) output.say(line)
      output.answer(`nothing was written in ${result.workspace}`)
    } else {
      for (const file of result.files) output.say(`wrote ${file}`)
      output.answer(`workspace ${result.workspace} at commit ${result.commit}`)
      output.say('the hook that validates before each commit: git config core.hooksPath .githooks')
      output.say(`next: proctor run --workspace ${result.workspace} --task example --engine fake`)
    }
    return EXIT.yes
  },
})

/** Paths as an indented tree; folders before what is in them, all in order. */
function toTree(paths: readonly string[]): readonly string[] {
  const lines: string[] = []
  let before: readonly string[] = []
  for (const path of paths.toSorted()) {
    const steps = path.split('/')
    steps.forEach((step, depth) => {
      const isFolder = depth < steps.length - 1
      const isKnown = steps.slice(0, depth + 1).every((one, at) => one === before[at])
      if (!isKnown) lines.push(`${'  '.repeat(depth)}${step}${isFolder ? '/' : ''}`)
    })
    before = steps
  }
  return lines
}
