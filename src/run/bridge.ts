import { assetPath } from '../engines/asset-path.ts'
import type { Mount } from '../sandbox/index.ts'
import { INSIDE } from './layout.ts'

/** Wraps a command so that loopback `port` inside the sandbox leads to a unix socket, for clients that speak TCP only. */
export function bridged(
  argv: readonly [string, ...string[]],
  port: number,
  socket: string,
): { readonly argv: readonly [string, ...string[]]; readonly mounts: readonly Mount[] } {
  return {
    argv: [INSIDE.node, INSIDE.bridge, String(port), socket, '--', ...argv],
    mounts: [{ from: assetPath('bridge.mjs'), to: INSIDE.bridge, mode: 'ro' }],
  }
}
