import { ProctorError } from '../kernel/proctor-error.ts'
import { tryGit } from './git.ts'
import type { ObjectFormat } from './own-git-dir.ts'
import type { Source } from './source.ts'

export interface Base {
  readonly commit: string
  readonly tree: string
}

export function formatOf(id: string): ObjectFormat {
  return id.length === 64 ? 'sha256' : 'sha1'
}

/** Whether text can stand on one line of git's input. */
function isOneLine(text: string): boolean {
  return text !== '' && ![...text].some((char) => char < ' ' || char === '\u007f')
}

/**
 * Resolves a revision in the source. Reads only.
 * @throws ProctorError repository_unusable when there is no commit at all, base_unknown when not this one
 */
export async function readBase(source: Source, revision: string): Promise<Base> {
  const place = source.workTree ?? source.gitDir
  if (!isOneLine(revision)) throw unknown(place, revision)
  const result = await tryGit(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    gitDir: source.gitDir,
    stdin: Buffer.from(`HEAD^{commit}\n${revision}^{commit}\n${revision}^{commit}^{tree}\n`),
  })
  if (result.status !== 0) {
    throw new ProctorError('repository_unusable', `git can not read ${place}: ${result.stderr.trim()}`, {
      hint: 'make sure that git works in that folder: git -C FOLDER log -1',
      details: { stderr: result.stderr },
    })
  }
  const [head, commit, tree] = result.stdout
    .toString('latin1')
    .split('\n')
    .map((line) => /^([0-9a-f]{40}|[0-9a-f]{64}) (?:commit|tree)$/.exec(line)?.[1])
  if (commit !== undefined && tree !== undefined) return { commit, tree }
  if (head === undefined && revision === 'HEAD') {
    throw new ProctorError('repository_unusable', `${place} has no commit`, {
      hint: 'commit something there first',
    })
  }
  throw unknown(place, revision)
}

function unknown(place: string, revision: string): ProctorError {
  return new ProctorError('base_unknown', `${place} has no commit ${JSON.stringify(revision)}`, {
    hint: 'name a commit, a tag or a branch that this repository has; fetch it first when it is elsewhere',
  })
}
