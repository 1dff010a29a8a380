import type { ProviderFailureKind } from '../../contract/facts.ts'

/** Why a provider could not be asked, in words that name what somebody can do about it. */
export interface TransportFailure {
  readonly kind: Extract<ProviderFailureKind, 'refused' | 'tls' | 'timeout'>
  readonly detail: string
}

const UNTRUSTED = 'its certificate comes from an authority that is not trusted; name it with caFile'

const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself alone; name it with caFile',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
}

const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection without an answer',
  EHOSTUNREACH: 'its host can not be reached',
  ENETUNREACH: 'its network can not be reached',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
}

/** What an error of Node's HTTP or TLS client says. The error's own text may quote the provider and is not passed on. */
export function toTransportFailure(error: Error & { readonly code?: unknown }): TransportFailure {
  const code = typeof error.code === 'string' ? error.code : ''
  const certificate = CERTIFICATE[code]
  if (certificate !== undefined) return { kind: 'tls', detail: `${certificate} (${code})` }
  if (/^(?:ERR_SSL_|ERR_TLS_|EPROTO$|CERT_)/.test(code)) {
    const said = `${code} ${error.message}`
    const detail = /wrong.version.number|packet.length.too.long/i.test(said)
      ? 'what answers there does not speak TLS'
      : /unsupported.protocol|alert.protocol.version/i.test(said)
        ? 'it offers no version of TLS from 1.2 on'
        : 'no TLS connection could be made'
    return { kind: 'tls', detail: `${detail} (${code})` }
  }
  if (code === 'ETIMEDOUT') return { kind: 'timeout', detail: `no connection in time (${code})` }
  if (code === '') return { kind: 'refused', detail: 'it closed the connection without an answer' }
  return { kind: 'refused', detail: `${CONNECTION[code] ?? 'the connection failed'} (${code.slice(0, 60)})` }
}
