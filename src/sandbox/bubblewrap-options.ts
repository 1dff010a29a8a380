import { posix } from 'node:path'
import { isBelow, toMountOrder } from './check-spec.ts'
import type { HostLayout } from './host-layout.ts'
import type { Mount } from './port.ts'

/** Who the command is inside, on the host as well when the harness is root. */
export interface SandboxUser {
  readonly uid: number
  readonly gid: number
}

export interface BubblewrapPlan {
  /** The harness is root: bubblewrap binds as root and setpriv drops to `user` afterwards. */
  readonly asRoot: boolean
  readonly user: SandboxUser
  readonly network: 'none' | 'host'
  readonly layout: HostLayout
  readonly mounts: readonly Mount[]
  readonly env: Readonly<Record<string, string>>
  /** Cap of each tmpfs, in bytes. */
  readonly tmpfsBytes: number
}

/** A file that bubblewrap reads from a descriptor and shows read-only. */
export interface DataFile {
  readonly path: string
  readonly text: string
}

export const HOME = '/home/engine'

/** The few files of /etc that are ours; without a passwd entry many programs refuse to start. */
export function toDataFiles(plan: BubblewrapPlan): DataFile[] {
  const { uid, gid } = plan.user
  const network = plan.network === 'host'
  return [
    {
      path: '/etc/passwd',
      text: `root:x:0:0:root:/:/bin/sh\nengine:x:${uid}:${gid}:engine:${HOME}:/bin/sh\n`,
    },
    { path: '/etc/group', text: `root:x:0:\nengine:x:${gid}:\n` },
    {
      path: '/etc/nsswitch.conf',
      text: `passwd: files\ngroup: files\nhosts: files${network ? ' dns' : ''}\n`,
    },
    {
      path: '/etc/hosts',
      text: plan.layout.hosts ?? '127.0.0.1 localhost proctor\n::1 localhost\n',
    },
    ...(plan.layout.resolvConf === null ? [] : [{ path: '/etc/resolv.conf', text: plan.layout.resolvConf }]),
  ]
}

/**
 * Options of bubblewrap, without the command. `dataFds` are the descriptors of `toDataFiles(plan)`, in order.
 * The command becomes pid 1 of its own namespace.
 */
export function toBubblewrapOptions(
  plan: BubblewrapPlan,
  fds: { readonly seccomp: number; readonly info: number; readonly data: readonly number[] },
): string[] {
  const options: string[] = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try']
  if (plan.network === 'none') options.push('--unshare-net')
  if (!plan.asRoot) options.push('--unshare-user')
  options.push('--hostname', 'proctor', '--die-with-parent', '--new-session', '--as-pid-1')
  options.push('--seccomp', String(fds.seccomp), '--info-fd', String(fds.info))
  options.push(...toSystemOptions(plan), ...toEtcOptions(plan, fds.data), ...toMountOptions(plan.mounts))
  options.push('--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/', '--clearenv')
  for (const [name, value] of Object.entries(plan.env)) options.push('--setenv', name, value)
  options.push('--cap-drop', 'ALL')
  // What setpriv needs to give the rest away. As root bubblewrap keeps every capability unless told.
  for (const cap of plan.asRoot ? ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'] : [])
    options.push('--cap-add', cap)
  return options
}

function toSystemOptions(plan: BubblewrapPlan): string[] {
  const tmpfs = (path: string): string[] =>
    plan.mounts.some((mount) => mount.to === path)
      ? []
      : ['--perms', '1777', '--size', String(plan.tmpfsBytes), '--tmpfs', path]
  return [
    ...plan.layout.folders.flatMap((path) => ['--ro-bind', path, path]),
    ...plan.layout.links.flatMap(({ path, target }) => ['--symlink', target, path]),
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    ...tmpfs('/dev/shm'),
    ...tmpfs('/tmp'),
    ...toFolder('/home'),
    ...tmpfs(HOME),
  ]
}

function toEtcOptions(plan: BubblewrapPlan, dataFds: readonly number[]): string[] {
  const options = toFolder('/etc')
  for (const [index, file] of toDataFiles(plan).entries()) {
    options.push('--perms', '0644', '--ro-bind-data', String(dataFds[index]), file.path)
  }
  for (const path of plan.layout.etc) {
    options.push(...toParents(path).flatMap(toFolder), '--ro-bind', path, path)
  }
  return options
}

function toMountOptions(mounts: readonly Mount[]): string[] {
  const options: string[] = []
  for (const mount of toMountOrder(mounts)) {
    const within = mounts.some((outer) => isBelow(mount.to, outer.to))
    // Parents that bubblewrap makes by itself are 0700 root. Within another mount they would be made on the host.
    if (!within) options.push(...toParents(mount.to).flatMap(toFolder))
    options.push(mount.mode === 'rw' ? '--bind' : '--ro-bind', mount.from, mount.to)
  }
  return options
}

const toFolder = (path: string): string[] => ['--perms', '0755', '--dir', path]

/** `/a/b/c` gives `/a`, `/a/b`. */
function toParents(path: string): string[] {
  const parent = posix.dirname(path)
  return parent === '/' ? [] : [...toParents(parent), parent]
}
