import { readdirSync, readFileSync } from 'node:fs'
import { errnoOf } from '../kernel/proctor-error.ts'

const O_CLOEXEC = 0o2000000

/** File descriptors of this process above stderr that a child would inherit; empty where there is no /proc. */
export function readInheritableFds(): readonly number[] {
  const fds: number[] = []
  for (const name of readOrNull(() => readdirSync('/proc/self/fdinfo')) ?? []) {
    const fd = Number(name)
    const info = fd > 2 ? readOrNull(() => readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) : null
    const flags = info === null ? null : /^flags:\s*([0-7]+)/m.exec(info)
    if (flags !== null && (Number.parseInt(flags[1] ?? '0', 8) & O_CLOEXEC) === 0) fds.push(fd)
  }
  return fds
}

/** Null for what is no longer there: the listing's own descriptor, or no /proc at all. */
function readOrNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}
