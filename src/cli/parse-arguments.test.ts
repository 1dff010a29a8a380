import { describe, expect, test } from 'vitest'
import { ProctorError } from '../kernel/proctor-error.ts'
import { defineCommand } from './command.ts'
import { parseArguments, pickCommand } from './parse-arguments.ts'

const command = defineCommand({
  name: 'try',
  summary: '',
  usage: 'FILE [MORE] --task T',
  options: {
    task: { type: 'string', value: 'T', description: '', required: true },
    mode: { type: 'string', description: '', choices: ['fast', 'slow'] },
    only: { type: 'string', description: '', multiple: true },
    force: { type: 'boolean', description: '' },
  },
  positionals: [
    { name: 'FILE', description: 'what to read', required: true },
    { name: 'MORE', description: 'more', required: false },
  ],
  example: '',
  run: () => Promise.resolve(0),
})

function refusal(run: () => unknown): readonly [string, string | undefined] {
  try {
    run()
  } catch (error) {
    if (error instanceof ProctorError && error.code === 'usage') return [error.message, error.hint]
    throw error
  }
  throw new Error('nothing was refused')
}

describe('pickCommand', () => {
  const names = ['run', 'runs list', 'runs show', 'verify']

  test('the name may stand among the common options, and may have two words', () => {
    expect(pickCommand(['--workspace', 'verify', '--json', 'run', 'x'], names)).toEqual({
      name: 'run',
      rest: ['--workspace', 'verify', '--json', 'x'],
    })
    expect(pickCommand(['runs', '--quiet', 'show', 'x'], names)).toEqual({
      name: 'runs show',
      rest: ['--quiet', 'x'],
    })
    expect(pickCommand(['--version'], names)).toEqual({ name: undefined, rest: ['--version'] })
  })

  test('a mistyped name gets the nearest, a family its members', () => {
    expect(refusal(() => pickCommand(['verfy'], names))).toEqual([
      'no command `verfy`',
      'did you mean `proctor verify`?',
    ])
    expect(refusal(() => pickCommand(['runs'], names))[1]).toBe('one of: runs list, runs show')
    expect(refusal(() => pickCommand(['runs', 'lst'], names))[0]).toBe('no command `runs lst`')
  })
})

describe('parseArguments', () => {
  test('reads values in both spellings, repeats, flags and arguments', () => {
    expect(
      parseArguments(command, [
        'a',
        '--task=-x',
        '--only',
        '1',
        '--only',
        '2',
        '--force',
        '--json',
        '--',
        '--b',
      ]),
    ).toEqual({
      options: { task: '-x', only: ['1', '2'], force: true, json: true },
      positionals: ['a', '--b'],
    })
  })

  test.each([
    [['a', '--task', 't', '--forec'], 'no option --forec', 'did you mean --force?'],
    [['a', '--task', 't', '-z'], 'no option -z', 'see `proctor try --help`'],
    [['a', '--task'], '--task needs a value', '--task T'],
    [['a', '--task='], '--task needs a value', '--task T'],
    [
      ['a', '--task', '--force'],
      '--task needs a value, and --force looks like an option',
      'if it is meant as the value: --task=--force',
    ],
    [['a', '--task', 't', '--task', 'u'], '--task is given more than once', 'see `proctor try --help`'],
    [['a', '--task', 't', '--force=yes'], '--force takes no value', 'see `proctor try --help`'],
    [['a', '--task', 't', '--mode', 'fats'], '--mode can not be fats', 'did you mean fast?'],
    [['a'], '--task is missing', 'proctor try FILE [MORE] --task T'],
    [['--task', 't'], 'FILE is missing: what to read', 'proctor try FILE [MORE] --task T'],
    [['--task', 't', 'a', 'b', 'c'], 'nothing is known to do with `c`', 'see `proctor try --help`'],
    [['--task', 't', 'a', '--__proto__'], 'no option --__proto__', 'see `proctor try --help`'],
  ])('%j is refused', (argv, message, hint) => {
    expect(refusal(() => parseArguments(command, argv))).toEqual([message, hint])
  })
})
