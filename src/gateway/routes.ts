import type { WireFormat } from '../contract/workspace.ts'

export type RouteDecision =
  /** Goes to the provider, at this path below its base URL. */
  | { readonly kind: 'model'; readonly path: string }
  /** Answered here: the list of models. */
  | { readonly kind: 'models' }
  | { readonly kind: 'denied' }

const MODEL_ROUTES: Readonly<Partial<Record<WireFormat, Readonly<Record<string, string>>>>> = {
  responses: { '/v1/responses': '/responses' },
}

/** Wire formats that the gateway has routes for. */
export function speaksWire(wire: WireFormat): boolean {
  return MODEL_ROUTES[wire] !== undefined
}

/** Longest route that is written to the log, in UTF-16 units. */
const MAX_ROUTE = 2_000

/** The request target without its query, which may hold secrets. */
export function toRoute(target: string): string {
  const end = target.search(/[?#]/)
  return (end < 0 ? target : target.slice(0, end)).slice(0, MAX_ROUTE).toWellFormed()
}

/** Whether a request may pass. Only exact spellings do: no dot segments, no percent-encoding, no absolute form. */
export function decideRoute(wire: WireFormat, method: string, target: string): RouteDecision {
  const route = toRoute(target)
  if (method === 'GET' && route === '/v1/models') return { kind: 'models' }
  const routes = MODEL_ROUTES[wire] ?? {}
  const path = Object.hasOwn(routes, route) ? routes[route] : undefined
  return method === 'POST' && path !== undefined ? { kind: 'model', path } : { kind: 'denied' }
}
