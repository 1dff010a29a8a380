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
import { type CallRecord, FAULT_KINDS, type FaultKind, type FaultPlan } from './plan.ts'

const { FAULT_PLAN: planText, FAULT_COUNTS: countsPath, FAULT_CALLS: callsPath } = process.env
const plan = planText === undefined ? null : (JSON.parse(planText) as FaultPlan)
const counts = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]))
const steps = new Map<FaultKind, string[]>(FAULT_KINDS.map((kind) => [kind, []]))

type Anything = (...args: never[]) => unknown

const calls: CallRecord[] = []
const pathOf = new WeakMap<object, string>()
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
function note(kind: FaultKind, call: string, self: unknown, args: readonly unknown[]): void {
  const [first] = args
  const known = typeof self === 'object' && self !== null ? pathOf.get(self) : undefined
  const path = known ?? (typeof first === 'string' ? first : '')
  calls.push({ kind, at: counts.get(kind) ?? 0, call, path, afterEngine })
  if (kind === 'write' && textOf(args).includes(ENDED)) afterEngine = true
}

/** Half of it reaches the disk. */
function writeHalf(real: Anything, self: unknown, args: readonly unknown[]): unknown {
  const [content, ...rest] = args as readonly [Uint8Array | string, ...unknown[]]
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return Reflect.apply(real, self, [bytes.subarray(0, Math.ceil(bytes.length / 2)), ...rest] as never[])
}

/** Whether this call of `kind` is the one; counts it. */
function isHit(kind: FaultKind): boolean {
  const index = counts.get(kind) ?? 0
  counts.set(kind, index + 1)
  if (countsPath !== undefined) steps.get(kind)?.push(step)
  return plan !== null && plan.kind === kind && (index === plan.at || (plan.lasting && index > plan.at))
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

/** Puts a counting wrapper around a function that may be asynchronous. */
function wrap(holder: object, name: string, kind: FaultKind): void {
  const real = Reflect.get(holder, name) as Anything
  const wrapped = function (this: unknown, ...args: never[]): unknown {
    if (callsPath !== undefined) note(kind, name, this, args)
    const hit = isHit(kind)
    if (countsPath !== undefined && kind === 'write') step = INTENT.exec(textOf(args))?.[1] ?? step
    if (hit && plan?.effect === 'short' && name === 'write') return writeHalf(real, this, args)
    if (hit && plan?.effect === 'short')
      return Promise.resolve(writeHalf(real, this, args)).then(() => {
        throw toError(kind)
      })
    if (!hit) {
      const result = Reflect.apply(real, this, args)
      if (name !== 'open' || callsPath === undefined) return result
      return (result as Promise<object>).then((handle) => {
        pathOf.set(handle, String(args[0]))
        return handle
      })
    }
    if (plan?.effect === 'kill-before') die()
    if (plan?.effect === 'error') throw toError(kind)
    const result = Reflect.apply(real, this, args)
    if (!(result instanceof Promise)) die()
    return result.finally(die)
  }
  // A promise-giving function rejects; it does not throw.
  const isAsync = !name.endsWith('Sync') && !SYNCHRONOUS.has(name)
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
for (const name of ['mkdir', 'symlink', 'rm', 'readlink', 'chown', 'lchown'])
  wrap(fs.promises, name, 'metadata')
wrap(fs.promises, 'open', 'open')
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

if (callsPath !== undefined) process.on('exit', () => fs.writeFileSync(callsPath, JSON.stringify(calls)))
if (countsPath !== undefined) {
  process.on('exit', () => fs.writeFileSync(countsPath, JSON.stringify(Object.fromEntries(steps))))
}
syncBuiltinESMExports()
