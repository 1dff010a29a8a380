import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import type net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecureVersion } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ask, open, question, serve } from '../gateway.test-kit.ts'
import type { Upstream } from '../port.ts'
import { preflight } from '../preflight.ts'

const folder = mkdtempSync(join(tmpdir(), 'proctor-tls-'))
const at = (name: string) => join(folder, name)
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
const KEY_KIND = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
const HERE = 'subjectAltName=IP:127.0.0.1'

beforeAll(() => {
  openssl('req', '-x509', ...KEY_KIND, '-days', '2', '-subj', '/CN=ca', '-keyout', 'ca.key', '-out', 'ca.pem')
  issue('good', HERE, 2)
  issue('elsewhere', 'subjectAltName=DNS:elsewhere.invalid', 2)
  issue('expired', HERE, -1)
  const alone = ['-days', '2', '-subj', '/CN=alone', '-addext', HERE]
  openssl('req', '-x509', ...KEY_KIND, ...alone, '-keyout', 'alone.key', '-out', 'alone.pem')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A certificate of the test's own authority. */
function issue(name: string, altName: string, days: number): void {
  writeFileSync(at(`${name}.ext`), altName)
  openssl('req', ...KEY_KIND, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`)
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`]
  openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', `${days}`, '-out', `${name}.pem`)
}

/** A provider behind TLS, which counts the requests that it gets to see. */
async function serveTls(
  name: string,
  only?: SecureVersion,
): Promise<{ upstream: Upstream; asked: string[] }> {
  const asked: string[] = []
  const server = https.createServer(
    {
      key: readFileSync(at(`${name}.key`)),
      cert: readFileSync(at(`${name}.pem`)),
      ...(only === undefined ? {} : { minVersion: only, maxVersion: only, ciphers: 'DEFAULT:@SECLEVEL=0' }),
    },
    (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ usage: { input_tokens: 9, output_tokens: 4 } }))
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as net.AddressInfo
  return { upstream: http(`https://127.0.0.1:${port}/v1`, readFileSync(at('ca.pem'), 'utf8')), asked }
}

function http(baseUrl: string, ca?: string): Upstream & { kind: 'http' } {
  return { kind: 'http', baseUrl, wire: 'responses', key: 'sk-tls', ca }
}

test.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])(
  '%s with a certificate of the named authority',
  async (version) => {
    const { upstream, asked } = await serveTls('good', version)
    expect(await preflight(upstream, 5_000)).toMatchObject({ status: 200, failure: null, detail: null })
    const { socketPath, records } = await open(upstream)
    expect((await ask(socketPath, { body: question() })).status).toBe(200)
    expect(await records()).toMatchObject([{ failure: null, inputTokens: 9 }])
    expect(asked).toEqual(['GET /v1/models Bearer sk-tls', 'POST /v1/responses Bearer sk-tls'])
  },
)

test.each([
  ['elsewhere', 'its certificate is for another host name (ERR_TLS_CERT_ALTNAME_INVALID)'],
  ['expired', 'its certificate has expired (CERT_HAS_EXPIRED)'],
  ['alone', 'its certificate is signed by itself alone; name it with caFile (DEPTH_ZERO_SELF_SIGNED_CERT)'],
])('a certificate that is not right: %s', async (name, detail) => {
  const { upstream, asked } = await serveTls(name)
  expect(await preflight(upstream, 5_000)).toMatchObject({ status: null, failure: 'tls', detail })
  const { gateway, socketPath, records } = await open(upstream)
  const answered = await ask(socketPath, { body: question() })
  expect([answered.status, JSON.parse(answered.body).error.message]).toEqual([
    502,
    `the provider could not be asked: ${detail}`,
  ])
  expect(await records()).toMatchObject([{ status: 502, failure: 'tls', detail }])
  expect(gateway.failures).toEqual([{ route: '/v1/responses', kind: 'tls', attempts: 1, detail }])
  expect(asked).toEqual([])
})

test('an authority that nobody named', async () => {
  const { upstream } = await serveTls('good')
  const stranger = http(upstream.kind === 'http' ? upstream.baseUrl : '')
  expect(await preflight(stranger, 5_000)).toMatchObject({
    failure: 'tls',
    detail: expect.stringContaining('an authority that is not trusted; name it with caFile'),
  })
})

test('TLS 1.1 is not spoken', async () => {
  const { upstream, asked } = await serveTls('good', 'TLSv1.1')
  const detail = expect.stringContaining('it offers no version of TLS from 1.2 on')
  expect(await preflight(upstream, 5_000)).toMatchObject({ failure: 'tls', detail })
  expect(asked).toEqual([])
})

test('a service that does not speak TLS at all', async () => {
  const { port } = await serve((_request, response) => response.end('plain'))
  const plain = await preflight(http(`https://127.0.0.1:${port}/v1`), 5_000)
  expect(plain).toMatchObject({ failure: 'tls', detail: expect.stringContaining('does not speak TLS') })
})
