import type { Exchange } from '../../contract/exchange.ts'
import { SCHEMA_IDS } from '../../contract/ids.ts'
import { sha256 } from '../../kernel/digest.ts'
import type { Ask } from '../ask.ts'
import type { Outcome } from '../outcome.ts'
import type { Reply } from '../reply.ts'
import { toRequestKey } from './request-key.ts'

/** The same provider, with every exchange handed to `keep` when it has ended. */
export function recordExchanges(
  ask: Ask,
  redact: (text: string) => string,
  keep: (exchange: Omit<Exchange, 'seq'>) => void,
): Ask {
  return async (question, reply): Promise<Outcome> => {
    const { wire, request, bytes } = question
    const answer = { status: null as number | null, headers: {} as Record<string, string>, whole: false }
    const chunks: Buffer[] = []
    const watched: Reply = {
      ...reply,
      begin(status, headers) {
        Object.assign(answer, { status, headers: { ...headers } })
        reply.begin(status, headers)
      },
      async write(chunk) {
        chunks.push(Buffer.from(chunk))
        await reply.write(chunk)
      },
      async end() {
        answer.whole = true
        await reply.end()
      },
      async json(status, body, headers = {}) {
        const type = { 'content-type': 'application/json' }
        Object.assign(answer, { status, headers: { ...headers, ...type }, whole: true })
        chunks.push(Buffer.from(JSON.stringify(body)))
        await reply.json(status, body, headers)
      },
    }
    let failure: Outcome['failure'] = 'cut'
    try {
      const outcome = await ask(question, watched)
      failure = outcome.failure
      return outcome
    } finally {
      const text = Buffer.concat(chunks).toString('utf8')
      const withheld = redact(text) !== text
      keep({
        schemaVersion: SCHEMA_IDS.exchange,
        wire,
        key: toRequestKey(wire, request, bytes),
        model: request.model,
        requestBytes: bytes.length,
        requestSha256: sha256(bytes),
        request: redact(bytes.toString('utf8')),
        ...answer,
        chunks: withheld ? [] : chunks.map(toChunk),
        failure,
        withheld,
      })
    }
  }
}

function toChunk(bytes: Buffer): Exchange['chunks'][number] {
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString('base64') }
}
