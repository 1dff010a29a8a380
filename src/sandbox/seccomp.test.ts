import { expect, test } from 'vitest'
import { runShell } from './sandbox.fixture.ts'
import { toSeccompArch, toSeccompFilter } from './seccomp-filter.ts'
import { DENIED_SYSCALLS, FILTERED_SYSCALLS, type SyscallNumbers } from './seccomp-syscalls.ts'

const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97]

/** Makes system calls inside the sandbox; gives the errno of each, 0 for success. */
async function callInside(calls: readonly (readonly [nr: number, ...args: number[]])[]): Promise<number[]> {
  const lines = calls.map(
    (call) => `$! = 0; $r = syscall(${call.join(', ')}); print(($r == -1 ? $!+0 : 0), "\\n");`,
  )
  const { stdout } = await runShell(`/usr/bin/perl -e '${lines.join(' ')}'`)
  return stdout.trim().split('\n').map(Number)
}

function toArch(): 'x64' | 'arm64' {
  const arch = toSeccompArch(process.arch)
  if (arch === null) throw new Error(`no table for ${process.arch}`)
  return arch
}

test('every call of the table answers EPERM', async () => {
  const numbers = Object.entries(DENIED_SYSCALLS).flatMap(([name, call]) => {
    const nr = call[toArch()]
    return nr === null ? [] : [{ name, nr }]
  })
  const results = await callInside(numbers.map(({ nr }) => [nr, -1, -1, -1, -1, -1]))
  expect(Object.fromEntries(numbers.map(({ name }, at) => [name, results[at]]))).toEqual(
    Object.fromEntries(numbers.map(({ name }) => [name, EPERM])),
  )
})

test('clone3 does not exist, clone makes no namespaces, only harmless families of sockets are there', async () => {
  const { clone, clone3, socket } = FILTERED_SYSCALLS
  const arch = toArch()
  const results = await callInside([
    [clone3[arch], 0, 0],
    [clone[arch], 0x10000000, 0],
    [clone[arch], 0x20000011, 0],
    [socket[arch], 40, 1, 0],
    [socket[arch], 38, 5, 0],
    [socket[arch], 1, 1, 0],
    [socket[arch], 2, 1, 0],
  ])
  expect(results).toEqual([ENOSYS, EPERM, EPERM, EAFNOSUPPORT, EAFNOSUPPORT, 0, 0])
})

/** Runs the filter as the kernel would, to look at the architecture that this machine is not. */
function decide(filter: Buffer, arch: number, nr: number, arg0 = 0, arg1 = 0): number {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(nr, 0)
  data.writeUInt32LE(arch, 4)
  data.writeUInt32LE(arg0, 16)
  data.writeUInt32LE(arg1, 24)
  let accumulator = 0
  for (let at = 0; at < filter.length; at += 8) {
    const code = filter.readUInt16LE(at)
    const k = filter.readUInt32LE(at + 4)
    const jump = (taken: boolean): void => {
      at += 8 * filter.readUInt8(taken ? at + 2 : at + 3)
    }
    if (code === 0x20) accumulator = data.readUInt32LE(k)
    else if (code === 0x15) jump(accumulator === k)
    else if (code === 0x45) jump((accumulator & k) !== 0)
    else if (code === 0x06) return k
    else throw new Error(`unknown instruction ${code}`)
  }
  throw new Error('the filter has no end')
}

const X64 = 0xc000003e
const ARM64 = 0xc00000b7
const [ALLOW, KILL, REFUSE] = [0x7fff0000, 0x80000000, 0x00050001]

test('both filters: foreign architectures are killed, x32 refused, tables and arguments hold', () => {
  const x64 = toSeccompFilter('x64')
  const arm64 = toSeccompFilter('arm64')
  expect(decide(x64, ARM64, 0)).toBe(KILL)
  expect(decide(x64, 0x40000003, 0)).toBe(KILL)
  expect(decide(arm64, X64, 0)).toBe(KILL)
  expect(decide(x64, X64, 0x40000000)).toBe(REFUSE)
  for (const call of Object.values<SyscallNumbers>(DENIED_SYSCALLS)) {
    if (call.x64 !== null) expect(decide(x64, X64, call.x64)).toBe(REFUSE)
    if (call.arm64 !== null) expect(decide(arm64, ARM64, call.arm64)).toBe(REFUSE)
  }
  for (const [filter, arch, at] of [
    [x64, X64, 'x64'],
    [arm64, ARM64, 'arm64'],
  ] as const) {
    expect(decide(filter, arch, FILTERED_SYSCALLS.clone3[at])).toBe(0x00050026)
    expect(decide(filter, arch, FILTERED_SYSCALLS.clone[at], 0x11)).toBe(ALLOW)
    expect(decide(filter, arch, FILTERED_SYSCALLS.clone[at], 0x40000011)).toBe(REFUSE)
    expect(decide(filter, arch, FILTERED_SYSCALLS.ioctl[at], 0, 0x5412)).toBe(REFUSE)
    expect(decide(filter, arch, FILTERED_SYSCALLS.ioctl[at], 0, 0x541c)).toBe(REFUSE)
    expect(decide(filter, arch, FILTERED_SYSCALLS.ioctl[at], 0, 0x5401)).toBe(ALLOW)
    expect(decide(filter, arch, FILTERED_SYSCALLS.socket[at], 10)).toBe(ALLOW)
    expect(decide(filter, arch, FILTERED_SYSCALLS.socket[at], 40)).toBe(0x00050061)
  }
  // read, write, openat, execve
  for (const nr of [0, 1, 257, 59]) expect(decide(x64, X64, nr)).toBe(ALLOW)
  for (const nr of [63, 64, 56, 221]) expect(decide(arm64, ARM64, nr)).toBe(ALLOW)
})
