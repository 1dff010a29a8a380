import { createProvider } from './create-provider.ts'
import type { Preflight, Upstream } from './port.ts'
import type { Probed } from './provider.ts'

/** Asks once, within `deadlineMs`, and costs no tokens. Never rejects for what a provider does. */
export async function preflight(upstream: Upstream, deadlineMs: number): Promise<Preflight> {
  const time = new Date()
  const start = performance.now()
  const deadline = AbortSignal.timeout(deadlineMs)
  const probed = await createProvider(upstream, () => time).probe(deadline)
  const answer: Probed = deadline.aborted
    ? { status: null, failure: 'timeout', detail: `no answer within ${deadlineMs / 1_000} s` }
    : probed
  return { ...answer, time, durationMs: Math.round(performance.now() - start) }
}
