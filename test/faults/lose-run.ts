import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Arena, runArguments } from './arena.ts'

/** A run whose harness was killed when its engine had ended. @returns its id */
export async function loseRun({ dir, start }: Arena): Promise<string> {
  const work = join(dir, '.proctor/work')
  const started = start(runArguments('good'))
  for (;;) {
    for (const name of existsSync(work) ? readdirSync(work) : []) {
      const path = join(work, name, 'journal.jsonl')
      if (!existsSync(path) || !readFileSync(path, 'utf8').includes('"step":"measure","phase":"intent"'))
        continue
      process.kill(started.pid, 'SIGKILL')
      await started.ended
      return name
    }
    await sleep(1)
  }
}
