// Promises: each repository is opened once for each base among all runs that are recovered together, and its state is
// read once where nothing runs that could touch it. Must not: be used while anything that could touch a source still runs. Called by: recover-runs.ts.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openRepository, type Repository, removeFolderAsync, withFewForks } from '../../checkout/index.ts'
import { takeLock } from '../../ledger/process-lock.ts'
import { newRunId } from '../open-run.ts'
import { DONE_PREFIX } from '../work-folder.ts'

export interface SharedRepositories {
  /** @param path absolute  @param commit full id. Closing what it gives does nothing. */
  at(path: string, commit: string): Promise<Repository>
  /** In `act` they are used; git is started in a cheaper way there. */
  within<T>(act: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * @param work `.proctor/work`, where its git dirs lie under a name that the next recovery would tidy up
 * @param testsRun whether tests may run meanwhile: then the state of a source is read for each run, after its tests
 */
export function createSharedRepositories(work: string, testsRun: boolean): SharedRepositories {
  const root = join(work, `${DONE_PREFIX}${newRunId(new Date())}`)
  const opened = new Map<string, Promise<Repository>>()
  let folder: Promise<string> | undefined

  function folderMade(): Promise<string> {
    folder ??= makeHeld(root)
    return folder
  }

  async function open(path: string, commit: string, name: string): Promise<Repository> {
    const repository = await openRepository(path, commit, join(await folderMade(), name))
    const states = new Map<boolean, ReturnType<Repository['state']>>()
    return {
      ...repository,
      state(bytes) {
        const known = testsRun ? repository.state(bytes) : (states.get(bytes) ?? repository.state(bytes))
        states.set(bytes, known)
        return known
      },
      close: async () => {},
    }
  }

  return {
    at(path, commit) {
      const key = `${commit} ${path}`
      const known = opened.get(key) ?? open(path, commit, `git-${opened.size}`)
      opened.set(key, known)
      return known
    },
    async within(act) {
      return await withFewForks(join(await folderMade(), 'shells'), act)
    },
    async close() {
      await Promise.allSettled(opened.values())
      if (folder !== undefined) await removeFolderAsync(root)
    },
  }
}

/** Held from the first moment that somebody could take it for a leftover. */
async function makeHeld(root: string): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  await takeLock(root, 0)
  return root
}
