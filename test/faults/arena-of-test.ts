import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { RecoverResult } from '../../src/contract/recover-result.ts'
import { recoverRuns } from '../../src/run/recovery/recover-runs.ts'
import { type Arena, createArena } from './arena.ts'
import { buildProgram, type Program } from './program.ts'

/** What each test of a file has anew, and the program that all of them disturb. */
export interface ArenaOfTest {
  readonly program: Program
  readonly arena: Arena
  /** Recovers its workspace from this process; runs whose engine had ended go on when `resume` says so. */
  recover(resume?: boolean): Promise<RecoverResult>
}

/** Called once in a file. Its fields are there while a test runs. */
export function arenaOfTest(): ArenaOfTest {
  let program: Awaited<ReturnType<typeof buildProgram>>
  let arena: Arena
  beforeAll(async () => {
    program = await buildProgram()
  }, 120_000)
  afterAll(() => program.remove())
  beforeEach(async () => {
    arena = await createArena(program)
  })
  afterEach(() => arena.remove())
  return {
    get program() {
      return program
    },
    get arena() {
      return arena
    },
    recover: (resume = false) => recoverRuns({ workspaceDir: arena.dir, resume, progress: () => undefined }),
  }
}
