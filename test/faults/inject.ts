// Promises: the n-th operation of one kind fails, or kills the process before or after it; loaded with --import.
// Must not: be known to the product, or change anything but that one operation. Called by: arena.ts, as a preload.
import childProcess from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { type CallRecord, FAULT_KINDS, type FaultKind, type FaultPlan, toPlace } from './plan.ts'

const {
  FAULT_PLAN: planText,
  FAULT_COUNTS: countsPath,
  FAULT_CALLS: callsPath,
  FAULT_HIT: hitPath,
  // Threads load this, too, and would count for themselves.
} = isMainThread ? process.env : {}
const plan = planText === undefined ? null : (JSON.parse(planText) as FaultPlan)
const counts = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]))
const steps = new Map<FaultKind, string[]>(FAULT_KINDS.map((kind) => [kind, []]))

type Anything = (...args: never[]) => unknown

const calls: CallRecord[] = []
/** The call that was disturbed. */
let hitCall: CallRecord | undefined
const isNoting = callsPath !== undefined || hitPath !== undefined
const pathOf = new WeakMap<object, string>()
/** How often this was called at this place. */
const same = new Map<string, number>()
const pathOfDescriptor = new Map<number, string>()
const { writeFileSync } = fs
const ENDED = '"type":"engine.exited"'
const INTENT = /"step":"([a-z]+)","phase":"intent"/
let afterEngine = false
let step = 'open'

/** What a call writes, when it is text of our own logs. */
function textOf([content]: readonly unknown[]): string {
  if (typeof content === 'string') return content
  return content instanceof Uint8Array ? Buffer.from(content).toString('latin1') : ''
}

/** Writes down what is called, with the file that it is about. */
function note(kind: FaultKind, call: string, self: unknown, args: readonly unknown[]): CallRecord {
  // What a link is about is its own place, not where it leads.
  const [first] = call.startsWith('symlink') ? args.slice(1) : args
  const known =
    typeof first === 'number'
      ? pathOfDescriptor.get(first)
      : typeof self === 'object' && self !== null
        ? pathOf.get(self)
        : undefined
  const path = known ?? (typeof first === 'string' || first instanceof Uint8Array ? String(first) : '')
  const place = toPlace(path)
  const key = `${kind} ${call} ${place}`
  const nth = same.get(key) ?? 0
  same.set(key, nth + 1)
  const record: CallRecord = { kind, at: counts.get(kind) ?? 0, call, path, place, nth, afterEngine }
  if (callsPath !== undefined) calls.push(record)
  if (kind === 'write' && textOf(args).includes(ENDED)) afterEngine = true
  return record
}

/** Half of it reaches the disk. The content comes first where the file is a handle, and after its name or number elsewhere. */
function writeHalf(real: Anything, self: unknown, args: readonly unknown[]): unknown {
  const isHandle = typeof self === 'object' && self !== null && Object.getPrototypeOf(self) === handles
  const place = isHandle ? 0 : 1
  const content = args[place] as Uint8Array | string
  const [offset, length, position] = args.slice(place + 1)
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  // Named parts are of a call that may write less; what else follows are options.
  const part =
    typeof length === 'number' ? bytes.subarray(offset as number, (offset as number) + length) : bytes
  const half = part.subarray(0, Math.ceil(part.length / 2))
  const rest = typeof length === 'number' ? [0, half.length, position] : args.slice(place + 1)
  return Reflect.apply(real, self, [...args.slice(0, place), half, ...rest] as never[])
}

/** A setting of the kernel is taken whole or not at all: half of a pid is the number of another process. */
function isKernelFile([first]: readonly unknown[]): boolean {
  return typeof first === 'string' && /^\/(?:sys|proc)\//.test(first)
}

const MODULE = /\.(?:[cm]?[jt]s|json)$/
let isLoaded = false
let isLoading = false

/** Whether Node reads the program here, before its first line runs: nothing of it could answer a fault. */
function isOfLoading(kind: FaultKind, [first]: readonly unknown[]): boolean {
  if (isLoading) return true
  isLoaded ||= kind !== 'read' || !MODULE.test(String(first))
  return !isLoaded
}

/** Reading a file calls other functions that are wrapped, too. */
function load(read: () => unknown): unknown {
  const outer = isLoading
  isLoading = true
  try {
    return read()
  } finally {
    isLoading = outer
  }
}

/** Whether this call of `kind` is the one; counts it. */
function isHit(kind: FaultKind, record?: CallRecord): boolean {
  const index = counts.get(kind) ?? 0
  counts.set(kind, index + 1)
  if (countsPath !== undefined) steps.get(kind)?.push(step)
  if (plan?.same !== undefined) return plan.kind === kind && isSame(plan, record)
  return plan !== null && plan.kind === kind && (index === plan.at || (plan.lasting && index > plan.at))
}

function isSame({ same, at }: FaultPlan, record: CallRecord | undefined): record is CallRecord {
  return record?.call === same?.call && record?.place === same?.place && record?.nth === at
}

function toError(kind: FaultKind): Error {
  const code = plan?.errno ?? 'EIO'
  return Object.assign(new Error(`${code}: injected, ${kind}`), { code, errno: -5, syscall: kind })
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is delivered before this returns to anything that matters.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  throw new Error('unreachable')
}

/** As long as a disk that is busy with others may take. */
const SLOW_MS = 40

function late(act: () => unknown, isAsync: boolean): unknown {
  if (isAsync) return new Promise((resolve) => setTimeout(resolve, SLOW_MS)).then(act)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SLOW_MS)
  return act()
}

/** Puts a counting wrapper around a function that may be asynchronous. */
function wrap(holder: object, name: string, kind: FaultKind): void {
  const real = Reflect.get(holder, name) as Anything
  // A promise-giving function rejects; it does not throw.
  const isAsync = !name.endsWith('Sync') && !SYNCHRONOUS.has(name)
  const wrapped = function (this: unknown, ...args: never[]): unknown {
    if (isOfLoading(kind, args)) return load(() => Reflect.apply(real, this, args))
    const record = isNoting ? note(kind, name, this, args) : undefined
    const hit = isHit(kind, record)
    if (hit) hitCall ??= record
    if (countsPath !== undefined && kind === 'write') step = INTENT.exec(textOf(args))?.[1] ?? step
    if (hit && plan?.effect === 'short' && isKernelFile(args)) throw toError(kind)
    if (hit && plan?.effect === 'short') {
      const written = writeHalf(real, this, args)
      if (name === 'write' || name === 'writeSync') return written
      if (!(written instanceof Promise)) throw toError(kind)
      return written.then(() => {
        throw toError(kind)
      })
    }
    if (!hit) {
      const result = Reflect.apply(real, this, args)
      if (isNoting && name === 'openSync') pathOfDescriptor.set(result as number, String(args[0]))
      if (name !== 'open' || !isNoting) return result
      return (result as Promise<object>).then((handle) => {
        pathOf.set(handle, String(args[0]))
        return handle
      })
    }
    if (plan?.effect === 'slow') return late(() => Reflect.apply(real, this, args), isAsync)
    if (plan?.effect === 'kill-before') die()
    if (plan?.effect === 'error') throw toError(kind)
    const result = Reflect.apply(real, this, args)
    if (!(result instanceof Promise)) die()
    return result.finally(die)
  }
  Reflect.set(
    holder,
    name,
    isAsync
      ? function (this: unknown, ...args: never[]) {
          try {
            return Reflect.apply(wrapped, this, args)
          } catch (error) {
            return Promise.reject(error)
          }
        }
      : wrapped,
  )
}

const SYNCHRONOUS = new Set(['spawn', 'execFile', 'listen'])

const handleProbe = join(tmpdir(), `fault-probe-${randomBytes(6).toString('hex')}`)
const probe = await fs.promises.open(handleProbe, 'w')
const handles = Object.getPrototypeOf(probe) as object
await probe.close()
fs.unlinkSync(handleProbe)

for (const name of ['write', 'writeFile', 'appendFile', 'truncate']) wrap(handles, name, 'write')
for (const name of ['sync', 'datasync']) wrap(handles, name, 'fsync')
wrap(fs.promises, 'writeFile', 'write')
wrap(fs.promises, 'rename', 'rename')
for (const name of [
  'mkdir',
  'mkdtemp',
  'symlink',
  'link',
  'copyFile',
  'cp',
  'chmod',
  'rm',
  'rmdir',
  'readlink',
])
  wrap(fs.promises, name, 'metadata')
for (const name of ['chown', 'lchown']) wrap(fs.promises, name, 'metadata')
for (const name of [
  'mkdirSync',
  'mkdtempSync',
  'symlinkSync',
  'copyFileSync',
  'chmodSync',
  'lchownSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
])
  wrap(fs, name, 'metadata')
wrap(fs, 'renameSync', 'rename')
wrap(fs.promises, 'open', 'open')
wrap(fs, 'openSync', 'open')
for (const name of ['read', 'readFile', 'stat']) wrap(handles, name, 'read')
for (const name of ['readFile', 'readdir', 'opendir', 'lstat', 'stat', 'realpath'])
  wrap(fs.promises, name, 'read')
for (const name of ['readFileSync', 'readdirSync', 'readSync', 'lstatSync', 'statSync', 'fstatSync'])
  wrap(fs, name, 'read')
for (const name of ['appendFileSync', 'writeFileSync', 'writeSync']) wrap(fs, name, 'write')
wrap(fs, 'fsyncSync', 'fsync')
wrap(childProcess, 'spawn', 'spawn')
wrap(net.Server.prototype, 'listen', 'socket')

/** A connection is destroyed at once, or when its first bytes have come; with `lasting`, every later one, too. */
Reflect.set(
  net.Server.prototype,
  'emit',
  function (this: net.Server, event: string | symbol, ...args: unknown[]): boolean {
    const [socket] = args
    if (event !== 'connection' || !(socket instanceof net.Socket) || !isHit('connection'))
      return EventEmitter.prototype.emit.call(this, event, ...args)
    if (plan?.effect === 'kill-before') die()
    if (plan?.effect === 'error') {
      socket.destroy()
      return true
    }
    const heard = EventEmitter.prototype.emit.call(this, event, ...args)
    // After the server has put its own ear to the socket: one that was there before would never be told.
    socket.once('data', () => {
      if (plan?.effect === 'kill-after') die()
      socket.destroy()
    })
    return heard
  },
)

const DAY_MS = 86_400_000
const RealDate = Date
let offset = 0

function wallClock(): number {
  if (isHit('clock')) {
    if (plan?.effect === 'kill-before' || plan?.effect === 'kill-after') die()
    offset = plan?.effect === 'forward' ? DAY_MS : -DAY_MS
  }
  return RealDate.now() + offset
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [wallClock()] : args, newTarget),
  get: (target, name) => (name === 'now' ? wallClock : Reflect.get(target, name)),
})

if (callsPath !== undefined) process.on('exit', () => writeFileSync(callsPath, JSON.stringify(calls)))
if (hitPath !== undefined) process.on('exit', () => writeFileSync(hitPath, JSON.stringify(hitCall ?? null)))
if (countsPath !== undefined) {
  process.on('exit', () => writeFileSync(countsPath, JSON.stringify(Object.fromEntries(steps))))
}
syncBuiltinESMExports()
