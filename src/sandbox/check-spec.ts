import { lstat, realpath } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import type { Mount, SandboxSpec } from './port.ts'

/** Inside paths that belong to the sandbox itself. */
const RESERVED = /^\/(?:proc|dev|sys|usr|bin|sbin|lib(?:32|64|x32)?)(?:\/|$)/

/** Variables that decide what the loader or a shell runs before the command itself: they would act on our own helpers. */
const REFUSED_VARIABLES =
  /^(?:LD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|BASH_.*|ENV|SHELLOPTS|BASHOPTS|PS4|IFS)$/

/** @throws ProctorError sandbox_failed naming what can't be done */
export function assertSpec(spec: SandboxSpec): void {
  const refuse = (why: string): never => {
    throw new ProctorError('sandbox_failed', why)
  }
  for (const text of [...spec.argv, spec.cwd, ...spec.mounts.flatMap((mount) => [mount.from, mount.to])]) {
    if (text.includes('\0')) refuse('an argument or path for the sandbox holds a NUL byte')
  }
  if (/^(?:-|$)/.test(spec.argv[0])) refuse('the command for the sandbox is empty or looks like an option')
  if (!isPlainPath(spec.cwd)) refuse(`the working directory ${spec.cwd} is no plain absolute path`)
  for (const [name, value] of Object.entries(spec.env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) refuse(`${JSON.stringify(name)} is no name of a variable`)
    if (REFUSED_VARIABLES.test(name)) refuse(`the variable ${name} may not be set from outside`)
    if (value.includes('\0')) refuse(`the value of ${name} holds a NUL byte`)
  }
  for (const { from, to } of spec.mounts) {
    if (!posix.isAbsolute(from)) refuse(`the mount ${from} is no absolute path`)
    if (!isPlainPath(to) || to === '/' || RESERVED.test(to)) refuse(`nothing may be mounted at ${to}`)
  }
  if (new Set(spec.mounts.map((mount) => mount.to)).size < spec.mounts.length)
    refuse('two mounts share a path')
  const user = spec.user
  if (user !== undefined && !(user.uid > 0 && user.gid > 0)) refuse('a sandboxed command may not be root')
}

const isPlainPath = (path: string): boolean =>
  posix.isAbsolute(path) && posix.normalize(path) === path && (path === '/' || !path.endsWith('/'))

/** Whether `path` lies below `folder` (and is not it). */
export const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`)

/** Mounts in the order in which they must be made: a folder before what lies in it. */
export const toMountOrder = (mounts: readonly Mount[]): Mount[] =>
  [...mounts].sort((a, b) => a.to.split('/').length - b.to.split('/').length)

/**
 * Everything that is mounted exists; a mount within another one has a place there already, since bubblewrap would
 * else make it on the host, through whatever link lies in the way.
 * @throws ProctorError sandbox_failed
 */
export async function assertMounts(mounts: readonly Mount[]): Promise<void> {
  for (const mount of mounts) {
    await assertThere(mount.from, `${mount.from} is to be mounted at ${mount.to}`)
    for (const outer of mounts) {
      if (!isBelow(mount.to, outer.to)) continue
      const place = join(await realpath(outer.from), mount.to.slice(outer.to.length))
      await assertThere(place, `${mount.to} lies within another mount`)
      if ((await realpath(place)) !== place) {
        throw new ProctorError(
          'sandbox_failed',
          `${mount.to} lies within another mount, behind a symbolic link`,
        )
      }
    }
  }
}

async function assertThere(path: string, what: string): Promise<void> {
  try {
    await lstat(path)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    throw new ProctorError('sandbox_failed', `${what}, but ${path} can not be reached (${errnoOf(error)})`, {
      cause: error,
    })
  }
}
