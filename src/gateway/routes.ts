import type { WireFormat } from '../contract/workspace.ts'

export type RouteDecision =
  /** Goes to the provider, at this path below its base URL. */
  | { readonly kind: 'model'; readonly wire: WireFormat; readonly path: string }
  /** Answered here: the list of models. */
  | { readonly kind: 'models' }
  | { readonly kind: 'denied' }

const MODEL_ROUTES: Readonly<Record<string, { readonly wire: WireFormat; readonly path: string }>> = {
  '/v1/responses': { wire: 'responses', path: '/responses' },
  '/v1/chat/completions': { wire: 'chat-completions', path: '/chat/completions' },
  '/v1/messages': { wire: 'messages', path: '/messages' },
}

/** Longest route that is written to the log, in UTF-16 units. */
const MAX_ROUTE = 2_000

/** The request target without its query, which may hold secrets. */
export function toRoute(target: string): string {
  const end = target.search(/[?#]/)
  return (end < 0 ? target : target.slice(0, end)).slice(0, MAX_ROUTE).toWellFormed()
}

/** Whether a request may pass. Only exact spellings do: no dot segments, no percent-encoding, no absolute form. */
export function decideRoute(wires: readonly WireFormat[], method: string, target: string): RouteDecision {
  const route = toRoute(target)
  if (method === 'GET' && route === '/v1/models') return { kind: 'models' }
  const found = Object.hasOwn(MODEL_ROUTES, route) ? MODEL_ROUTES[route] : undefined
  if (method !== 'POST' || found === undefined || !wires.includes(found.wire)) return { kind: 'denied' }
  return { kind: 'model', ...found }
}
