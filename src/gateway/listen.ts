import { chmodSync } from 'node:fs'
import type { Server } from 'node:net'
import { ProctorError } from '../kernel/proctor-error.ts'

/** Longest path that fits into a socket's address on Linux, bytes. */
const MAX_SOCKET_PATH = 107

/**
 * Listens on a unix socket that every local user may open: what guards it is who gets to see it.
 * @throws ProctorError gateway_failed
 */
export async function listenOn(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    throw new ProctorError(
      'gateway_failed',
      `the socket's path is longer than ${MAX_SOCKET_PATH} bytes: ${path}`,
    )
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    })
    chmodSync(path, 0o666)
  } catch (cause) {
    server.close()
    throw new ProctorError('gateway_failed', `can not listen on ${path}`, { cause })
  }
}
