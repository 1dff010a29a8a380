import type { Turn } from '../../contract/turns.ts'
import type { Scripted } from '../port.ts'

/** Text that stands in the instructions of one agent of Case, and the rubric that it must hand in. */
const WORKER = 'Code Implementation Agent'
const JUDGES = [
  { when: 'Fresh-Context Verification Agent', role: 'verifier', category: 'reproduced-scenario' },
  { when: 'Code Review Agent', role: 'reviewer', category: 'principle-compliance' },
] as const
const CLOSER = 'PR Creation Agent'

/** How a scripted model works through Case: one agent does the work, the others agree, and no pull request is opened. */
export const CASE_SCRIPTED: Scripted = {
  model: 'scripted-1',
  shell: (command) => [{ name: 'bash', args: { command } }],
  cast(work) {
    const usage = work.at(-1)?.usage
    const says = (words: Readonly<Record<string, unknown>>): Turn => ({
      calls: [],
      text: toResult(words),
      ...(usage === undefined ? {} : { usage }),
    })
    return {
      turns: [says({})],
      roles: [
        { when: WORKER, turns: [...work.slice(0, -1), signedOff(work.at(-1) ?? says({}))] },
        ...JUDGES.map(({ when, role, category }) => ({
          when,
          turns: [
            says({
              findings: { critical: 0, warnings: 0, info: 0, details: [] },
              rubric: { role, categories: [{ category, verdict: 'pass', detail: 'seen' }] },
            }),
          ],
        })),
        { when: CLOSER, turns: [says({ status: 'failed', error: 'no pull request can be opened here' })] },
      ],
    }
  },
}

/** The last word of the agent that works, in the form that Case reads. */
function signedOff(turn: Turn): Turn {
  return { ...turn, text: `${turn.text ?? ''}\n${toResult({})}` }
}

/** What an agent of Case says at its end, in the form that Case reads. */
export function toResult(words: Readonly<Record<string, unknown>>): string {
  const artifacts = {
    commit: null,
    filesChanged: [],
    testsPassed: true,
    screenshotUrls: [],
    evidenceMarkers: ['tested', 'reviewed'],
    prUrl: null,
    prNumber: null,
  }
  const said = { status: 'completed', summary: 'done', artifacts, error: null, ...words }
  return `<<<AGENT_RESULT\n${JSON.stringify(said)}\nAGENT_RESULT>>>`
}
