import { rename, rm } from 'node:fs/promises'

/** Puts a folder in the place of another, which is gone only when the new one stands. */
export async function moveFolder(from: string, to: string): Promise<void> {
  const old = `${to}.old-${process.pid}`
  await rm(old, { recursive: true, force: true })
  const hadOld = await rename(to, old).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
      throw error
    },
  )
  await rename(from, to)
  if (hadOld) await rm(old, { recursive: true, force: true })
}
