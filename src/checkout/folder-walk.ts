import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs'
import { ProctorError } from '../kernel/proctor-error.ts'
import { isOfTheFile } from './machine-fault.ts'
import { compareRaw, fileAt, joinRaw, type RawPath, textOf, toRawPath } from './raw-path.ts'

/** Longest file name that Linux takes; what lies deeper can be neither measured nor held by git. */
const MAX_FILE_NAME = 4_000

/** Something found below a folder. `stat` is null where it could not be looked at. */
export interface Found {
  readonly path: RawPath
  readonly stat: Stats | null
}

export interface WalkOptions {
  /** Whether to look inside this folder. */
  readonly enters: (path: RawPath, stat: Stats) => boolean
  /** Gives the owner back the right to list and enter folders. Only for folders of ours. */
  readonly unlocks: boolean
}

/** The owner may not list or enter this folder. */
export function isLocked(stat: Stats): boolean {
  return (stat.mode & 0o500) !== 0o500
}

function statOf(root: string, path: RawPath): Stats | null {
  const file = fileAt(root, path)
  if (file.length > MAX_FILE_NAME) return null
  try {
    return lstatSync(file)
  } catch (error) {
    if (!isOfTheFile(error)) throw error
    return null
  }
}

function namesIn(root: string, path: RawPath, stat: Stats, unlocks: boolean): RawPath[] | null {
  const folder = fileAt(root, path)
  try {
    if (unlocks && isLocked(stat)) chmodSync(folder, (stat.mode & 0o777) | 0o700)
    return readdirSync(folder, { encoding: 'buffer' }).map(toRawPath).sort(compareRaw)
  } catch (error) {
    if (!isOfTheFile(error)) throw error
    return null
  }
}

/**
 * Everything below a folder, in byte order, folders before what they hold. Links are never followed. A folder
 * that can not be listed comes a second time, with no `stat`.
 * @throws ProctorError git_failed when the folder itself is gone or is no folder; the system error when the machine failed
 */
export function* walkFolder(root: string, options: WalkOptions): Generator<Found> {
  const top = statOf(root, '')
  if (top === null || !top.isDirectory()) {
    throw new ProctorError('git_failed', `${root} is no longer a folder`, {
      hint: 'something outside proctor removed or replaced the checkout',
    })
  }
  const waiting: Found[] = [{ path: '', stat: top }]
  for (let found = waiting.pop(); found !== undefined; found = waiting.pop()) {
    const { path, stat } = found
    yield found
    if (stat === null || !stat.isDirectory() || !options.enters(path, stat)) continue
    const names = namesIn(root, path, stat, options.unlocks)
    if (names === null) {
      yield { path, stat: null }
      continue
    }
    for (const name of names.reverse()) {
      const inner = joinRaw(path, name)
      waiting.push({ path: inner, stat: statOf(root, inner) })
    }
  }
}

/** Name of a path for an error that stops the walk. */
export function assertReadable(found: Found): asserts found is Found & { stat: Stats } {
  if (found.stat !== null) return
  throw new ProctorError('repository_unusable', `${textOf(found.path)} can not be read`, {
    hint: 'run proctor as a user who may read the whole work tree',
  })
}
