import { shippedLock } from '../admit.ts'

/** Whether npm serves exactly what proctor has pinned of it, so that everybody can run the rows with it. */
export async function isPinned(engineId: string): Promise<boolean> {
  return engineId === 'fake' || (await shippedLock(engineId)) !== null
}
