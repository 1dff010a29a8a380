// Promises: one new branch in one repository, and every other ref as it was, compared before and after.
// Must not: move a branch that is there, touch the default branch, or run a hook of a repository on this machine.
// Called by: deliver-run.ts.
import { gitOrThrow } from '../../workspace/git.ts'

/** Names of refs and what they point at; HEAD too, and `HEAD symref` with the branch that it names. */
export type Refs = ReadonlyMap<string, string>

/** @param target path or address of a repository @throws ProctorError git_failed */
export async function readRefs(dir: string, target: string): Promise<Refs> {
  const text = await gitOrThrow(dir, ['ls-remote', '--symref', '--quiet', '--', target])
  const refs = new Map<string, string>()
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [value = '', name = ''] = line.split('\t')
    const symbolic = value.startsWith('ref: ')
    refs.set(symbolic ? `${name} symref` : name, symbolic ? value.slice('ref: '.length) : value)
  }
  return refs
}

/** What a revision of a task means in a repository, by its refs; undefined when it names none. */
export function tipOf(refs: Refs, revision: string): string | undefined {
  if (revision === 'HEAD') return refs.get('HEAD')
  const named = [`refs/heads/${revision}`, `refs/tags/${revision}^{}`, `refs/tags/${revision}`, revision]
  return named.map((name) => refs.get(name)).find((tip) => tip !== undefined)
}

/** Names of the refs that differ, but for `own`. */
export function otherChanges(before: Refs, after: Refs, own: string): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => name !== own && before.get(name) !== after.get(name)).sort()
}

export interface Push {
  /** A git dir of our own that holds the commit. */
  readonly gitDir: string
  /** Object folder that holds what the commit is built on; read only. */
  readonly objects: string
  readonly target: string
  readonly ref: string
  readonly commit: string
}

/** Makes the branch; fails when it is there in the meantime. @throws ProctorError git_failed */
export async function pushBranch(push: Push): Promise<void> {
  await runPush(push, `${push.commit}:${push.ref}`, `${push.ref}:`)
}

/** Takes the branch away again, while it is what was pushed. @throws ProctorError git_failed */
export async function withdrawBranch(push: Push): Promise<void> {
  await runPush(push, `:${push.ref}`, `${push.ref}:${push.commit}`)
}

async function runPush({ gitDir, objects, target }: Push, refspec: string, lease: string): Promise<void> {
  const args = [
    `--git-dir=${gitDir}`,
    'push',
    '--quiet',
    '--atomic',
    '--no-verify',
    '--no-follow-tags',
    `--force-with-lease=${lease}`,
    // A repository on this machine would run its own hooks in our name.
    ...(isLocal(target) ? ['--receive-pack=git -c core.hooksPath=/dev/null receive-pack'] : []),
    '--',
    target,
    refspec,
  ]
  await gitOrThrow(gitDir, args, { GIT_ALTERNATE_OBJECT_DIRECTORIES: objects })
}

/** Whether git would take it for a path: no `scheme://` but file, and no `host:path`. */
function isLocal(target: string): boolean {
  if (target.startsWith('file://')) return true
  return !/^[a-z][a-z0-9+.-]*:\/\//i.test(target) && !/^[^/]+:/.test(target)
}
