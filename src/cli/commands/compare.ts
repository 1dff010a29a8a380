import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { compareAt, toClaim } from '../../run/ladder/index.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'run engines on the same tasks, paired and in random order, and say what the difference shows',
  usage: '--engines A,B --tasks GROUP [--trials N]',
  details:
    'The first engine is the candidate. Plan, margin and seed go into the ledger before the first run. Exit 0 when the ' +
    'goal is met against every other engine, 1 when it is not, 4 when the runs decide nothing.',
  options: {
    engines: { type: 'string', value: 'A,B', description: 'the candidate, then the others', required: true },
    tasks: { type: 'string', value: 'GROUP', description: 'task ids, or patterns with *', required: true },
    trials: { type: 'string', value: 'N', description: 'runs of each engine on each task (default: 1)' },
    goal: {
      type: 'string',
      description: 'what is to be shown (default: non-inferior)',
      choices: ['non-inferior', 'superior'],
    },
    margin: {
      type: 'string',
      value: 'SHARE',
      description: 'how much worse still counts as no worse (default: 0.15)',
    },
    'not-applicable': {
      type: 'string',
      value: 'ENGINE=REASON',
      description: 'codex or pi, left out: not-installed, licence-denied or platform; signed with --key',
      multiple: true,
    },
    key: { type: 'string', value: 'K', description: 'key of a person who may sign promotions' },
    format: {
      type: 'string',
      description: 'how to print it (default: markdown)',
      choices: ['markdown', 'html'],
    },
  },
  positionals: [],
  example: "proctor compare --engines pi,fake,codex --tasks 'minimist-*' --trials 3",
  async run({ options, start, cwd, output }) {
    const answer = await compareAt(await findWorkspace(start), {
      engines: (options.engines ?? '').split(',').map((id) => id.trim()),
      tasks: options.tasks ?? '',
      trials: toNumber(
        '--trials',
        options.trials ?? '1',
        (value) => Number.isInteger(value) && value >= 1 && value <= 100,
      ),
      goal: options.goal === 'superior' ? 'superior' : 'non-inferior',
      margin: toNumber('--margin', options.margin ?? '0.15', (value) => value > 0 && value < 1),
      notApplicable: (options['not-applicable'] ?? []).map(toClaim),
      key: options.key === undefined ? undefined : resolve(cwd, options.key),
      onRun: (line) => output.progress(line),
    })
    if (answer.refused !== null) {
      for (const line of answer.refused) output.answer(`${output.style.bad('refused')} ${line}`)
      output.document({ refused: answer.refused })
      return EXIT.refused
    }
    output.answer(options.format === 'html' ? answer.page : answer.markdown)
    output.say(`kept as ${answer.file}`)
    output.document(answer.comparison)
    const { verdict } = answer.comparison.outcome
    if (verdict === 'met') return EXIT.yes
    return verdict === 'not-met' ? EXIT.no : EXIT.noAnswer
  },
})

function toNumber(option: string, text: string, isGood: (value: number) => boolean): number {
  const value = Number(text)
  if (text.trim() !== '' && isGood(value)) return value
  throw new ProctorError('usage', `${option} ${text}: not a number that makes sense there`)
}
