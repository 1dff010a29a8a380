import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './engine-run.ts'

/** Key files of people who do not exist: who admits a source, and who enables an engine. */
export interface People {
  readonly admitter: string
  readonly approver: string
}

export interface GatedEngine {
  readonly engine: string
  /** A local repository that stands for the address of the source. */
  readonly mirror: string
  readonly repository: string
  readonly mode?: string
  readonly upTo?: string
  readonly until?: string
}

const NOTE = 'no licence anywhere: it is run for examination, and nothing of it is kept'

/** Fresh keys in `folder`, and their owners as the only ones who may sign in the workspace. */
export function appointPeople(workspace: string, folder: string): People {
  const people = { admitter: join(folder, 'admitter'), approver: join(folder, 'approver') }
  const line = (name: string, file: string, namespace: string): string => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
    const [type, key] = readFileSync(`${file}.pub`, 'utf8').split(' ')
    return `${name}@example.invalid namespaces="${namespace}" ${type} ${key}\n`
  }
  const lines = [
    line('admitter', people.admitter, 'admission@proctor'),
    line('approver', people.approver, 'enablement@proctor'),
  ]
  writeFileSync(join(workspace, 'allowed_signers'), lines.join(''))
  commitAll(workspace, 'Who may sign')
  return people
}

/** Puts the source of proctor.yaml on record, as the admitter. @returns what `source admit --json` says */
export function admitSource(workspace: string, people: People, { engine, mirror, mode }: GatedEngine) {
  const { admitter } = people
  const asked = ['--mirror', mirror, '--key', admitter, '--licence-note', NOTE, '--reviewer', 'admitter']
  const answer = told(
    workspace,
    'source',
    'admit',
    engine,
    ...asked,
    ...(mode === undefined ? [] : ['--mode', mode]),
  )
  commitAll(workspace, `${engine} is admitted`)
  return answer
}

/** Enables an admitted engine in one repository, as the approver. */
export function enableEngine(workspace: string, people: People, gated: GatedEngine) {
  const { engine, repository, upTo, until } = gated
  const answer = told(
    workspace,
    'engine',
    'enable',
    engine,
    ...['--repository', repository, '--reason', 'a first look', '--requested-by', 'somebody else'],
    ...['--accept-licence', 'NONE', '--key', people.approver],
    ...(upTo === undefined ? [] : ['--up-to', upTo]),
    ...(until === undefined ? [] : ['--until', until]),
  )
  commitAll(workspace, `${engine} is enabled`)
  return answer
}

export function commitAll(workspace: string, message: string): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', '-c', 'commit.gpgsign=false']
  execFileSync('git', ['-C', workspace, ...who, 'add', '--all'])
  execFileSync('git', ['-C', workspace, ...who, 'commit', '-q', '--allow-empty', '-m', message])
}

/** One command of proctor in a workspace: its exit code and its JSON document. */
export function ask(workspace: string, ...args: string[]) {
  const asked = [...args, '--workspace', workspace, '--json']
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'bin/proctor'), asked, { encoding: 'utf8' })
  if (stdout === '') throw new Error(`proctor ${args.join(' ')} ended with ${status}: ${stderr}`)
  return { status, document: JSON.parse(stdout) as Readonly<Record<string, unknown>> }
}

function told(workspace: string, ...args: string[]): Readonly<Record<string, unknown>> {
  const { status, document } = ask(workspace, ...args)
  if (status !== 0) throw new Error(`proctor ${args.join(' ')}: ${JSON.stringify(document)}`)
  return document
}
