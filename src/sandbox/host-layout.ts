import { lstat, readFile, readlink } from 'node:fs/promises'
import { errnoOf } from '../kernel/proctor-error.ts'

/** What of the host's system the sandbox shows, read-only. */
export interface HostLayout {
  readonly folders: readonly string[]
  readonly links: ReadonlyArray<{ readonly path: string; readonly target: string }>
  /** Files and folders of /etc that hold nothing of this machine's own and that programs need. */
  readonly etc: readonly string[]
  readonly resolvConf: string | null
  readonly hosts: string | null
}

const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'] as const
const ETC = ['/etc/ld.so.cache', '/etc/alternatives'] as const
/** Public certificates: needed where there is a network. */
const ETC_NETWORK = [
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/pki/tls/certs',
  '/etc/pki/ca-trust',
] as const

/** Looks at the machine's root folders once per start: merged and unmerged /usr both work. */
export async function readHostLayout(network: 'none' | 'host'): Promise<HostLayout> {
  const folders: string[] = []
  const links: Array<{ path: string; target: string }> = []
  for (const path of SYSTEM) {
    const stat = await ifThere(lstat(path))
    if (stat?.isSymbolicLink()) links.push({ path, target: await readlink(path) })
    else if (stat?.isDirectory()) folders.push(path)
  }
  const etc: string[] = []
  for (const path of network === 'host' ? [...ETC, ...ETC_NETWORK] : ETC) {
    if ((await ifThere(lstat(path))) !== null) etc.push(path)
  }
  return {
    folders,
    links,
    etc,
    resolvConf: network === 'host' ? await ifThere(readFile('/etc/resolv.conf', 'utf8')) : null,
    hosts: network === 'host' ? await ifThere(readFile('/etc/hosts', 'utf8')) : null,
  }
}

async function ifThere<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'EACCES') return null
    throw error
  }
}
