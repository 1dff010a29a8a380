import { toPathText } from '../kernel/path-text.ts'

/**
 * A path's bytes as a string of one character a byte (latin1), `/` between the parts: every file name can be
 * held, compared and used as a key. Never show it; `textOf` does that.
 */
export type RawPath = string

export function toRawPath(bytes: Buffer): RawPath {
  return bytes.toString('latin1')
}

export function bytesOf(path: RawPath): Buffer {
  return Buffer.from(path, 'latin1')
}

/** The path as contracts and people see it; `.` for the root. */
export function textOf(path: RawPath): string {
  return path === '' ? '.' : toPathText(bytesOf(path))
}

export function joinRaw(folder: RawPath, name: RawPath): RawPath {
  return folder === '' ? name : `${folder}/${name}`
}

/** The last part of the path. */
export function nameOf(path: RawPath): RawPath {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Absolute file name of a path below a folder. */
export function fileAt(root: string, path: RawPath): Buffer {
  return path === '' ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), bytesOf(path)])
}

/** Order of bytes, part after part. */
export function compareRaw(a: RawPath, b: RawPath): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
