import { posix } from 'node:path'
import type { PermissionAnswer, PermissionPolicy, PermissionRequest } from './port.ts'

/**
 * Answers a request by policy. `checkout` grants what names paths and names none outside the checkout; what names no
 * path is refused. The grant is about what the engine says that it will do; the sandbox is what holds it to that.
 */
export function decidePermission(
  policy: PermissionPolicy,
  checkout: string,
  request: PermissionRequest,
): PermissionAnswer {
  const { paths, offered = ['allow_once', 'reject_once'] } = request
  const fits = policy === 'checkout' && paths.length > 0 && paths.every((path) => isInside(checkout, path))
  // Never for good: a grant is for this action, and a lasting one was not offered by policy.
  if (fits && offered.includes('allow_once')) return { granted: true, optionKind: 'allow_once' }
  const refusal = (['reject_once', 'reject_always'] as const).find((kind) => offered.includes(kind))
  return { granted: false, optionKind: refusal ?? null }
}

/** Whether a path is the folder or lies in it, by its text alone. A relative path is taken from the folder. */
export function isInside(folder: string, path: string): boolean {
  if (path.includes('\0')) return false
  const resolved = posix.resolve(folder, path)
  return resolved === folder || resolved.startsWith(`${folder}/`)
}
