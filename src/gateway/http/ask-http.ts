import http from 'node:http'
import https from 'node:https'
import { getCACertificates } from 'node:tls'
import type { WireFormat } from '../../contract/workspace.ts'
import type { Ask } from '../ask.ts'
import { failureOfStatus, type Outcome } from '../outcome.ts'
import type { Upstream } from '../port.ts'
import { errorBody, type Reply } from '../reply.ts'
import { createUsageReader } from '../usage-reader.ts'
import { toEngineHeaders, toProviderHeaders } from './headers.ts'
import { createKeyScrubber } from './key-scrubber.ts'

type HttpUpstream = Extract<Upstream, { kind: 'http' }>

/** A provider that sends nothing for this long has failed. */
const SILENCE_MS = 300_000
/** An engine that gives up before the provider was silent for this long says nothing about the provider. */
const PATIENCE_MS = 30_000

/** Passes requests on to a provider. Never follows a redirect; knows no proxy of the environment. */
export function createHttpAsk(upstream: HttpUpstream): Ask {
  const base = new URL(upstream.baseUrl)
  const secure = base.protocol === 'https:'
  const agent = secure
    ? new https.Agent({
        keepAlive: false,
        ...(upstream.ca === undefined ? {} : { ca: trusted(upstream.ca) }),
      })
    : new http.Agent({ keepAlive: false })

  return async ({ wire, path, headers, bytes }, reply): Promise<Outcome> => {
    const url = new URL(base)
    url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`
    const options: http.RequestOptions = {
      method: 'POST',
      agent,
      headers: toProviderHeaders(wire, headers, upstream.key, bytes.length),
      timeout: SILENCE_MS,
    }
    const asked = performance.now()
    const request = secure ? https.request(url, options) : http.request(url, options)
    const giveUp = () => request.destroy()
    reply.signal.addEventListener('abort', giveUp, { once: true })
    let silent = false
    request.on('timeout', () => {
      silent = !reply.blocked()
      request.destroy()
    })
    try {
      const response = await answerOf(request, bytes)
      return await passOn(wire, response, reply, upstream.key, () => silent)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (reply.signal.aborted) {
        return { failure: performance.now() - asked > PATIENCE_MS ? 'timeout' : null, usage: null }
      }
      const failure = silent ? 'timeout' : 'refused'
      await reply.json(
        silent ? 504 : 502,
        errorBody('provider_unavailable', `the provider could not be asked: ${failure}`),
      )
      return { failure, usage: null }
    } finally {
      reply.signal.removeEventListener('abort', giveUp)
      request.destroy()
    }
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
  silent: () => boolean,
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
    const failure = reply.blocked() ? null : silent() ? 'timeout' : 'cut'
    reply.cut()
    return { failure, usage: usage.usage() }
  }
  usage.end()
  const failure = failureOfStatus(status) ?? (status < 300 && streamed ? usage.failure() : null)
  return { failure, usage: usage.usage() }
}
