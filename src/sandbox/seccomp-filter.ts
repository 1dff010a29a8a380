// Promises: the bytes of a seccomp filter (classic BPF, little endian) for one architecture.
// Must not: do I/O. Called by: the bubblewrap backend, which hands the bytes to bubblewrap.
import { DENIED_SYSCALLS, FILTERED_SYSCALLS } from './seccomp-syscalls.ts'

export type SeccompArch = 'x64' | 'arm64'

const AUDIT_ARCH = { x64: 0xc000003e, arm64: 0xc00000b7 } as const
const X32_BIT = 0x40000000

const ALLOW = 0x7fff0000
const KILL_PROCESS = 0x80000000
const failWith = (errno: number): number => 0x00050000 | errno
const EPERM = failWith(1)
const ENOSYS = failWith(38)
const EAFNOSUPPORT = failWith(97)

// struct seccomp_data: nr at 0, arch at 4, instruction pointer at 8, six 64-bit arguments from 16. Only the low half of
// an argument is compared: the kernel itself ignores the high half of these ones.
const NR = 0
const ARCH = 4
const ARG0 = 16
const ARG1 = 24

/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NEW = 0x7e020000
const TIOCSTI = 0x5412
const TIOCLINUX = 0x541c
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. Not vsock, which no network namespace holds on many kernels. */
const SOCKET_FAMILIES = [1, 2, 10, 16] as const

interface Instruction {
  readonly code: number
  readonly jt: number
  readonly jf: number
  readonly k: number
}

const load = (offset: number): Instruction => ({ code: 0x20, jt: 0, jf: 0, k: offset })
const ret = (value: number): Instruction => ({ code: 0x06, jt: 0, jf: 0, k: value })
const ifEqual = (k: number, jt: number, jf: number): Instruction => ({ code: 0x15, jt, jf, k })
const ifAnyBit = (k: number, jt: number, jf: number): Instruction => ({ code: 0x45, jt, jf, k })

/** `body` runs for this call only and must return on every path. */
const onCall = (nr: number, body: readonly Instruction[]): Instruction[] => [
  ifEqual(nr, 0, body.length),
  ...body,
]

/** The filter for `arch`: foreign architectures are killed, x32 and dangerous calls refused, the rest allowed. */
export function toSeccompFilter(arch: SeccompArch): Buffer {
  const program: Instruction[] = [
    load(ARCH),
    ifEqual(AUDIT_ARCH[arch], 1, 0),
    ret(KILL_PROCESS),
    load(NR),
    ...(arch === 'x64' ? [ifAnyBit(X32_BIT, 0, 1), ret(EPERM)] : []),
  ]
  for (const numbers of Object.values(DENIED_SYSCALLS)) {
    const nr = numbers[arch]
    if (nr !== null) program.push(...onCall(nr, [ret(EPERM)]))
  }
  const { clone, clone3, ioctl, socket } = FILTERED_SYSCALLS
  program.push(
    // Its flags lie in memory, out of a filter's reach. ENOSYS makes the C library fall back to clone; EPERM would not.
    ...onCall(clone3[arch], [ret(ENOSYS)]),
    ...onCall(clone[arch], [load(ARG0), ifAnyBit(CLONE_NEW, 0, 1), ret(EPERM), ret(ALLOW)]),
    ...onCall(ioctl[arch], [
      load(ARG1),
      ifEqual(TIOCSTI, 1, 0),
      ifEqual(TIOCLINUX, 0, 1),
      ret(EPERM),
      ret(ALLOW),
    ]),
    ...onCall(socket[arch], [
      load(ARG0),
      ...SOCKET_FAMILIES.flatMap((family) => [ifEqual(family, 0, 1), ret(ALLOW)]),
      ret(EAFNOSUPPORT),
    ]),
    ret(ALLOW),
  )
  return toBytes(program)
}

/** struct sock_filter: u16 code, u8 jt, u8 jf, u32 k. */
function toBytes(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    const at = index * 8
    bytes.writeUInt16LE(code, at)
    bytes.writeUInt8(jt, at + 2)
    bytes.writeUInt8(jf, at + 3)
    bytes.writeUInt32LE(k >>> 0, at + 4)
  }
  return bytes
}

/** The architecture of this machine, or null when there is no table for it. */
export function toSeccompArch(arch: string): SeccompArch | null {
  return arch === 'x64' || arch === 'arm64' ? arch : null
}
