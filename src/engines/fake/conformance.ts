import type { CaseId } from '../../contract/conformance.ts'
import type { ScenarioStep } from '../../contract/scenario.ts'
import type { Conformance } from '../port.ts'

const ASK: ScenarioStep = { do: 'ask-model', prompt: 'What is wrong with the median?' }

const killedBy = (signal: string): ScenarioStep => ({
  do: 'run',
  command: ['sh', '-c', `kill -${signal} $PPID; sleep 60`],
})

/** The fake engine follows no model. Where a case is about the model's provider, its scenario asks it one question. */
export const fakeConformance: Conformance = {
  edit: () => [],
  write: () => [],
  shell: () => [],
  scenario(id, mend) {
    const steps: Partial<Readonly<Record<CaseId, readonly ScenarioStep[]>>> = {
      success: [{ do: 'replace', ...mend }],
      'no-edit': [{ do: 'say', text: 'It is done.' }],
      sigterm: [{ do: 'replace', ...mend }, killedBy('TERM')],
      sigkill: [{ do: 'replace', ...mend }, killedBy('KILL')],
      outside: [{ do: 'write', path: '/outside.txt', content: 'outside', encoding: 'utf8' }],
    }
    return { steps: [...(steps[id] ?? [ASK])] }
  },
  asks: false,
  hides: ['no-edit'],
}
