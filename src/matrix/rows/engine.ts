import { FIX, FIXED } from '../fixture.ts'
import type { MatrixRow } from '../row.ts'
import { engineEnds, failsGate, noAnswer } from './expectations.ts'

const OWN_END = 'how a real engine ends, and what it says last, can not be told to it by its model'

export const ENGINE_ROWS: readonly MatrixRow[] = [
  {
    id: 'missing-event',
    what: 'a clean exit without the event that ends the work',
    expected: {
      ...noAnswer('event_missing', {
        type: 'gate.evaluated',
        data: { gate: 'events', verdict: 'fail', reasons: [{ code: 'event_missing' }] },
      }),
    },
    arrange: { deed: { shell: [FIX], steps: [{ do: 'exit', code: 0, outcome: 'none' }], fakeOnly: OWN_END } },
  },
  {
    id: 'forged-event',
    what: 'an event that only the harness may emit',
    expected: failsGate('events', 'forged_event'),
    arrange: {
      deed: {
        shell: [FIX],
        steps: [{ do: 'emit', type: 'gate.evaluated', data: { gate: 'tests', verdict: 'pass' } }],
        fakeOnly: 'the output of a real engine is its own, and its model can not write to it',
      },
    },
  },
  {
    id: 'timeout',
    what: 'an engine that works beyond its time',
    expected: engineEnds('timeout', { timedOut: true }),
    arrange: { deed: { shell: ['sleep 50'] }, task: { timeout: 2 } },
  },
  {
    id: 'engine-silent',
    what: 'an engine that says nothing any more',
    expected: engineEnds('engine_silent', { silent: true }),
    arrange: { deed: { shell: ['sleep 50'] }, task: { silenceTimeout: 2 } },
  },
  {
    id: 'engine-crashed',
    what: 'an engine that dies by a signal',
    expected: engineEnds('engine_crashed', { timedOut: false, limit: null }),
    arrange: {
      deed: {
        shell: [FIX],
        steps: [{ do: 'kill-self', signal: 'SIGKILL' }],
        instead: { shell: [FIX, 'kill -KILL $PPID; sleep 50'] },
      },
    },
  },
  {
    id: 'engine-failed',
    what: 'an engine that says that it has failed',
    expected: noAnswer('engine_failed', { type: 'engine.error' }),
    arrange: {
      deed: {
        shell: [FIX],
        steps: [{ do: 'exit', code: 0, outcome: 'failed' }],
        instead: { providerFault: 401 },
      },
    },
  },
  {
    id: 'resource-limit',
    what: 'an engine that prints more than it may',
    expected: engineEnds('resource_limit', { limit: 'output' }),
    arrange: {
      deed: {
        steps: [{ do: 'flood', bytes: 8_388_608, stream: 'stdout' }],
        instead: { saysBytes: 100_000 },
      },
      // Less than any engine prints that does a whole task: not every one repeats what its model says.
      policy: { limits: { outputBytes: 2_048 } },
    },
  },
  {
    id: 'left-processes',
    what: 'an engine that leaves a process behind',
    expected: failsGate('processes', 'left_processes'),
    arrange: { deed: { shell: [FIX, 'setsid sleep 300 >/dev/null 2>&1 </dev/null &'] } },
  },
  {
    id: 'provider-unavailable',
    what: 'a model that answers with an error',
    expected: noAnswer('provider_unavailable', { type: 'provider.unavailable' }),
    arrange: { deed: { providerFault: 500 } },
  },
  {
    id: 'budget-exceeded',
    what: 'more tokens than the task may use',
    expected: noAnswer('budget_exceeded', { type: 'provider.budget_exceeded' }),
    arrange: {
      deed: { ...FIXED, tokens: { input: 5_000, output: 100 } },
      task: { budget: { inputTokens: 1_000 } },
    },
  },
]
