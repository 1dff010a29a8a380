import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LimitKind, SandboxFacts, SandboxLimits } from '../contract/facts.ts'
import type { Limiter } from './limit.ts'
import { type CommandEnd, supervise, type Tree } from './supervise.ts'

/** A tree that lives until it is killed. */
function createTree(kill: () => Promise<void> = async () => undefined): Tree & { end(): void } {
  const { promise, resolve } = Promise.withResolvers<CommandEnd | null>()
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  return {
    stdin,
    stdout,
    stderr,
    ended: promise,
    rows: async () => [],
    left: async () => [],
    terminate: async () => undefined,
    end: () => {
      stdout.end()
      stderr.end()
      resolve({ exitCode: 0, signal: null })
    },
    async kill() {
      await kill()
      stdout.end()
      stderr.end()
      resolve(null)
    },
  }
}

function createLimiter(poll: () => Promise<LimitKind | null>): Limiter {
  return {
    memory: 'poll',
    processes: 'poll',
    needsRows: false,
    admit: async () => undefined,
    poll,
    reached: async () => null,
    close: async () => undefined,
  }
}

const LIMITS: SandboxLimits = {
  wallMs: 60_000,
  silenceMs: null,
  outputBytes: 1_000_000,
  memoryBytes: 1_000_000,
  processes: 10,
}
const FACTS: SandboxFacts = {
  backend: 'none',
  version: null,
  network: 'host',
  separateUid: false,
  seccomp: false,
  noNewPrivileges: false,
  limits: LIMITS,
  memoryLimiter: 'poll',
  processLimiter: 'poll',
}

test('a look at the limits that fails does not end the watching: the next one sees what is broken', async () => {
  let looks = 0
  const limiter = createLimiter(async () => {
    looks += 1
    if (looks === 1) throw new Error('EIO')
    return 'memory'
  })
  const warned = once(process, 'warning')
  const tree = createTree()
  const running = supervise(tree, { limits: LIMITS, limiter, facts: FACTS })
  expect((await running.exited).limit).toBe('memory')
  expect(String(await warned)).toContain('EIO')
})

test('an end that could not be made sure of is a failure for whoever waits for it, however late', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('unhandledRejection', hear)
  try {
    const tree = createTree(async () => {
      throw new Error('EIO')
    })
    const running = supervise(tree, {
      limits: LIMITS,
      limiter: createLimiter(async () => null),
      facts: FACTS,
    })
    tree.end()
    await sleep(50)
    expect(unheard).toEqual([])
    await expect(running.exited).rejects.toThrow('EIO')
  } finally {
    process.off('unhandledRejection', hear)
  }
})
