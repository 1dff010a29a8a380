import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { EXIT } from '../contract/exit-codes.ts'
import { type Command, defineCommand } from './command.ts'
import { COMMANDS } from './registry.ts'
import { runCommandLine } from './run-command-line.ts'

async function typed(argv: readonly string[], command: Command, platform = 'linux') {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const listed = { name: command.name, summary: command.summary, load: () => Promise.resolve(command) }
  const code = await runCommandLine({ argv, cwd: '/', env: {}, platform, stdout, stderr }, [listed])
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}

const base = { name: 'try', summary: '', usage: '', options: {}, positionals: [], example: '' } as const

test('what needs Linux is refused elsewhere, in one plain line, before it does anything', async () => {
  let ran = false
  const command = defineCommand({
    ...base,
    linuxOnly: true,
    run: () => {
      ran = true
      return Promise.resolve(EXIT.yes)
    },
  })
  for (const platform of ['darwin', 'win32']) {
    const { code, stderr } = await typed(['try'], command, platform)
    expect([code, ran]).toEqual([2, false])
    expect(stderr).toMatch(
      /^proctor: `try` needs Linux, and this is (darwin|win32)\n {2}fix: [^\n]*verify[^\n]*\n$/,
    )
  }
  expect((await typed(['try'], command)).code).toBe(0)
})

test('of the real commands, run needs Linux and verify does not', async () => {
  const needs = async (name: string) =>
    (await COMMANDS.find((listed) => listed.name === name)?.load())?.linuxOnly
  expect([await needs('run'), await needs('verify')]).toEqual([true, undefined])
})

test('a command that writes no document with --json, or two, is our bug', async () => {
  const silent = defineCommand({ ...base, run: () => Promise.resolve(EXIT.yes) })
  const none = await typed(['try', '--json'], silent)
  expect([none.code, JSON.parse(none.stdout).error.code]).toEqual([70, 'bug'])
  const twice = defineCommand({
    ...base,
    run({ output }) {
      output.document({ first: true })
      output.document({ second: true })
      return Promise.resolve(EXIT.yes)
    },
  })
  const two = await typed(['try', '--json'], twice)
  expect([two.code, two.stdout]).toEqual([70, '{"first":true}\n'])
})

test('with --json people are talked to on stderr, and --quiet leaves the answer', async () => {
  const talker = defineCommand({
    ...base,
    run({ output }) {
      output.progress('working')
      output.say('by the way')
      output.answer('42')
      output.document({ answer: 42 })
      return Promise.resolve(EXIT.no)
    },
  })
  expect(await typed(['try', '--json'], talker)).toEqual({
    code: 1,
    stdout: '{"answer":42}\n',
    stderr: 'working\nby the way\n42\n',
  })
  expect(await typed(['try'], talker)).toEqual({ code: 1, stdout: 'by the way\n42\n', stderr: 'working\n' })
  expect(await typed(['try', '--quiet'], talker)).toEqual({ code: 1, stdout: '42\n', stderr: '' })
})
