import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stringify } from 'yaml'
import { COMMANDS } from '../../src/cli/registry.ts'
import { runCommandLine } from '../../src/cli/run-command-line.ts'
import type { VerifyResult } from '../../src/contract/results.ts'
import { ROOT } from './engine-run.ts'

const BIN = join(ROOT, 'bin/proctor')

export interface Answer {
  readonly status: number
  readonly stderr: string
  readonly document: Readonly<Record<string, unknown>>
}

/** A workspace whose example runs wait for people: alice, bob and carol, of whom carol asks for the runs. */
export interface PeopleFolder {
  readonly dir: string
  /** Folder with the private keys, named for their owners; mallory has one that nobody knows. */
  readonly keys: string
  /** One command line, in this process. */
  proctor(...args: string[]): Promise<Answer>
  /** `verify` of a sealed run. */
  verify(runId: string, ...args: string[]): Promise<Answer & { readonly document: VerifyResult }>
  run(...args: string[]): Promise<{ readonly answer: Answer; readonly runId: string }>
  bundle(runId: string): string
  signers(text: string): void
  git(...args: string[]): string
  /** The same workspace somewhere else, with everything that was run in it. */
  copy(dir: string): PeopleFolder
}

export const PEOPLE = ['alice', 'bob', 'carol', 'mallory'] as const

export function makeKeys(folder: string): void {
  for (const name of PEOPLE)
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)])
}

export function publicKey(keys: string, name: string): string {
  return readFileSync(join(keys, `${name}.pub`), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ')
}

/** The lines of `allowed_signers` for those who are named, with options that stand before the key. */
export function signerLines(keys: string, names: readonly string[], options = ''): string {
  return names
    .map(
      (name) => `${name} namespaces="approval@proctor,review@proctor"${options} ${publicKey(keys, name)}\n`,
    )
    .join('')
}

export function openPeopleFolder(dir: string, keys: string): PeopleFolder {
  const proctor = async (...args: string[]): Promise<Answer> => {
    const { PATH, HOME } = process.env
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const argv = [...args, '--workspace', dir, '--json']
    const line = { argv, cwd: dir, env: { PATH, HOME }, platform: process.platform, stdout, stderr }
    const status = await runCommandLine(line, COMMANDS)
    const document = JSON.parse(String(stdout.read())) as Answer['document']
    return { status, stderr: String(stderr.read() ?? ''), document }
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=carol', '-c', 'commit.gpgsign=false', ...args], {
      encoding: 'utf8',
    }).trim()
  const bundle = (runId: string): string => join(dir, '.proctor/runs', runId)
  return {
    dir,
    keys,
    proctor,
    git,
    bundle,
    verify: (runId, ...args) =>
      proctor('verify', bundle(runId), ...args) as ReturnType<PeopleFolder['verify']>,
    async run(...args) {
      const answer = await proctor('run', '--task', 'example', '--engine', 'fake', ...args)
      return { answer, runId: String(answer.document.runId) }
    },
    signers(text) {
      writeFileSync(join(dir, 'allowed_signers'), text)
      git('add', 'allowed_signers')
      git('commit', '-q', '-m', 'Signers')
    },
    copy(to) {
      cpSync(dir, to, { recursive: true, verbatimSymlinks: true })
      return openPeopleFolder(to, keys)
    },
  }
}

/** @param policy section `policy` of proctor.yaml  @param more other sections, instead of init's */
export function makePeopleFolder(
  dir: string,
  keys: string,
  policy: unknown,
  more: Readonly<Record<string, unknown>> = {},
): PeopleFolder {
  const made = spawnSync(BIN, ['init', dir], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const config = {
    version: 1,
    test: true,
    repositories: [{ id: 'example', path: 'repositories/example', class: 'artificial' }],
    engines: [{ id: 'fake', adapter: 'fake' }],
    policy,
    ...more,
  }
  writeFileSync(join(dir, 'proctor.yaml'), stringify(config))
  const folder = openPeopleFolder(dir, keys)
  folder.git('config', 'user.email', 'carol')
  folder.git('add', '-A')
  folder.git('commit', '-q', '-m', 'People')
  folder.signers(signerLines(keys, ['alice', 'bob', 'carol']))
  return folder
}

export function recordsOf(folder: PeopleFolder, runId: string): string[] {
  return readdirSync(join(folder.bundle(runId), 'approvals')).sort()
}
