import http from 'node:http'
import https from 'node:https'
import { getCACertificates } from 'node:tls'
import type { WireFormat } from '../../contract/workspace.ts'
import { failureOfStatus, judgeProbe, type Outcome } from '../outcome.ts'
import type { Upstream } from '../port.ts'
import type { Probed, Provider } from '../provider.ts'
import { errorBody, type Reply } from '../reply.ts'
import { createUsageReader } from '../usage-reader.ts'
import { toEngineHeaders, toProbeHeaders, toProviderHeaders } from './headers.ts'
import { createKeyScrubber } from './key-scrubber.ts'
import { toTransportFailure } from './transport-failure.ts'

type HttpUpstream = Extract<Upstream, { kind: 'http' }>

/** An engine that gives up before the provider was silent for this long says nothing about the provider. */
const PATIENCE_MS = 30_000
/** Most of a probe's answer that is read before the connection is closed. Bytes. */
const PROBE_BYTES = 64 * 1024

/** Passes requests on to a service. Never follows a redirect; knows no proxy of the environment. */
export function createHttpProvider(upstream: HttpUpstream): Provider {
  const base = new URL(upstream.baseUrl)
  const secure = base.protocol === 'https:'
  const agent = secure
    ? new https.Agent({
        keepAlive: false,
        minVersion: 'TLSv1.2',
        ...(upstream.ca === undefined ? {} : { ca: trusted(upstream.ca) }),
      })
    : new http.Agent({ keepAlive: false })
  const open = (method: string, path: string, headers: Record<string, string>) => {
    const url = new URL(base)
    url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`
    const options: http.RequestOptions = { method, agent, headers }
    return secure ? https.request(url, options) : http.request(url, options)
  }

  return {
    async ask({ wire, path, headers, bytes }, reply): Promise<Outcome> {
      const asked = performance.now()
      const request = open('POST', path, toProviderHeaders(wire, headers, upstream.key, bytes.length))
      const giveUp = () => request.destroy()
      reply.signal.addEventListener('abort', giveUp, { once: true })
      try {
        const response = await answerOf(request, bytes)
        return await passOn(wire, response, reply, upstream.key)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        if (reply.signal.aborted) {
          return { failure: performance.now() - asked > PATIENCE_MS ? 'timeout' : null, usage: null }
        }
        const { kind, detail } = toTransportFailure(error)
        const message = `the provider could not be asked: ${detail}`
        await reply.json(kind === 'timeout' ? 504 : 502, errorBody('provider_unavailable', message))
        return { failure: kind, usage: null, detail }
      } finally {
        reply.signal.removeEventListener('abort', giveUp)
        request.destroy()
      }
    },
    async probe(signal): Promise<Probed> {
      const request = open('GET', '/models', toProbeHeaders(upstream.wire, upstream.key))
      const giveUp = () => request.destroy()
      signal.addEventListener('abort', giveUp, { once: true })
      try {
        const response = await answerOf(request, Buffer.alloc(0))
        const status = response.statusCode ?? 502
        await readSome(response, PROBE_BYTES)
        return { status, ...judgeProbe(status) }
      } catch (error) {
        if (!(error instanceof Error)) throw error
        const { kind, detail } = toTransportFailure(error)
        return { status: null, failure: kind, detail }
      } finally {
        signal.removeEventListener('abort', giveUp)
        request.destroy()
      }
    },
  }
}

/** Reads an answer to its end, or as far as it matters; what it says is of no interest. */
async function readSome(response: http.IncomingMessage, most: number): Promise<void> {
  let read = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    read += chunk.length
    if (read > most) return
  }
}

function trusted(pem: string): string[] {
  return [...getCACertificates('default'), pem]
}

function answerOf(request: http.ClientRequest, bytes: Buffer): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
    request.on('close', () => reject(new Error('the provider closed the connection')))
    request.end(bytes)
  })
}

/** Streams the answer through. From here on the engine has seen a status: what breaks is a cut, not a refusal. */
async function passOn(
  wire: WireFormat,
  response: http.IncomingMessage,
  reply: Reply,
  key: string,
): Promise<Outcome> {
  const status = response.statusCode ?? 502
  if (status >= 300 && status < 400) {
    await reply.json(502, errorBody('provider_redirected', 'the provider answered with a redirect'))
    return { failure: '5xx', usage: null }
  }
  const streamed = response.headers['content-type']?.startsWith('text/event-stream') ?? false
  const usage = createUsageReader(wire, streamed)
  const scrubber = createKeyScrubber(key)
  let last = performance.now()
  reply.begin(status, toEngineHeaders(response.headers, key))
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      last = performance.now()
      usage.push(chunk)
      const clean = scrubber.push(chunk)
      if (clean.length > 0) await reply.write(clean)
    }
    const rest = scrubber.end()
    if (rest.length > 0) await reply.write(rest)
    await reply.end()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (reply.signal.aborted) {
      return { failure: performance.now() - last > PATIENCE_MS ? 'timeout' : null, usage: usage.usage() }
    }
    const failure = reply.blocked() ? null : 'cut'
    reply.cut()
    return { failure, usage: usage.usage() }
  }
  usage.end()
  const failure = failureOfStatus(status) ?? (status < 300 && streamed ? usage.failure() : null)
  return { failure, usage: usage.usage() }
}
