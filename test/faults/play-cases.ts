import type { Arena } from './arena.ts'

export interface Cases<T> {
  /** Taken from its front as they are played; what the time cuts off is left in it. */
  readonly waiting: T[]
  /** By the monotonic clock, ms; no case begins after it. */
  readonly deadline: number
  /** Plays one case, tells what there is to tell, and says whether all held. */
  readonly play: (arena: Arena, one: T) => Promise<boolean>
  readonly renew: () => Promise<Arena>
}

/** Plays cases, one at a time on each arena. */
export async function playCases<T>(arenas: readonly Arena[], cases: Cases<T>): Promise<void> {
  const { waiting, deadline, play, renew } = cases
  const playOn = async (first: Arena): Promise<void> => {
    let arena = first
    while (performance.now() < deadline) {
      const one = waiting.shift()
      if (one === undefined) break
      if (await play(arena, one)) continue
      // What is wrong in it would be found again after every later case.
      arena.remove()
      arena = await renew()
    }
    arena.remove()
  }
  await Promise.all(arenas.map(playOn))
}
