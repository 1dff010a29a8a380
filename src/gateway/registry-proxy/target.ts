/** Where a client of the proxy wants to go. */
export interface Target {
  /** Lower case, without brackets. */
  readonly host: string
  readonly port: number
  /** Path and query of a plain request; null for a tunnel. */
  readonly path: string | null
}

const AUTHORITY = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):(\d{1,5})$/

/** `host:port`, or null when it is anything else. */
export function toAuthority(text: string): Target | null {
  const match = AUTHORITY.exec(text.toLowerCase())
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port, path: null }
}

/** Target of a request in absolute form, `http://host[:port]/path`; null for other forms and schemes. */
export function toPlainTarget(text: string): Target | null {
  if (!/^http:\/\/[^/?#@\\]+(?:[/?]|$)/i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  const authority = toAuthority(`${url.hostname}:${url.port === '' ? '80' : url.port}`)
  return authority === null ? null : { ...authority, path: `${url.pathname}${url.search}` }
}

/** How a target is written in the list of allowed ones and in the log. */
export function toName({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
