import { git } from './git.ts'
import { CONFIG_NAME } from './paths.ts'

/** Whether a committed state of the workspace exists that its configuration can be held against. */
export type Protection =
  | {
      readonly protected: true
      readonly commit: string
      /** Configuration, trust, signers, records, enablements and task files that differ from the commit, as git names them. */
      readonly changed: readonly string[]
    }
  | { readonly protected: false; readonly why: string }

/** @throws ProctorError tool_missing */
export async function readProtection(dir: string): Promise<Protection> {
  const head = await git(dir, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head.code !== 0) return { protected: false, why: 'the workspace has no git commit' }
  const commit = head.stdout.trim()
  // A workspace may lie, ignored, inside the repository of something else, whose commits say nothing about it.
  const holds = await git(dir, ['cat-file', '-e', `${commit}:./${CONFIG_NAME}`])
  if (holds.code !== 0) return { protected: false, why: `${CONFIG_NAME} is not in the last commit` }
  const status = await git(dir, [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    '--',
    ...GOVERNING,
  ])
  if (status.code !== 0)
    return { protected: false, why: 'git could not compare the workspace with its last commit' }
  const changed = status.stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3))
  return { protected: true, commit, changed }
}

const GOVERNING = [CONFIG_NAME, 'trust.json', 'tasks', 'allowed_signers', 'sources', 'enablements'] as const
