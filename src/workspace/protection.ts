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
  // Without the second answer there is none: a workspace may lie, ignored, inside the repository of something else,
  // whose commits say nothing about it.
  const [head, status] = await Promise.all([
    git(dir, ['rev-parse', 'HEAD^{commit}', `HEAD:./${CONFIG_NAME}`]),
    git(dir, ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--', ...GOVERNING]),
  ])
  if (head.code !== 0) return { protected: false, why: await whyNotCommitted(dir) }
  const [commit = ''] = head.stdout.split('\n')
  if (status.code !== 0)
    return { protected: false, why: 'git could not compare the workspace with its last commit' }
  const changed = status.stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(3))
  return { protected: true, commit, changed }
}

async function whyNotCommitted(dir: string): Promise<string> {
  const { code } = await git(dir, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  return code === 0 ? `${CONFIG_NAME} is not in the last commit` : 'the workspace has no git commit'
}

const GOVERNING = [CONFIG_NAME, 'trust.json', 'tasks', 'allowed_signers', 'sources', 'enablements'] as const
