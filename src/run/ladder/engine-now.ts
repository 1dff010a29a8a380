import type { EvidenceContext } from '../../contract/ladder.ts'
import type { Report } from '../../contract/report.ts'
import { PROCTOR_VERSION } from '../../contract/version.ts'
import type { EngineConfig, Workspace } from '../../contract/workspace.ts'
import { modeOf } from '../../kernel/mode-of.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { policyScopesOf } from '../../standing/policy-scope.ts'
import type { EngineNow } from '../../standing/standing-input.ts'
import type { Candidate } from '../candidate.ts'

/** An engine as evidence about it must be bound to it now: as it is configured, and as its source was found. */
export function toEngineNow(workspace: Workspace, { config, record, recordDigest }: Candidate): EngineNow {
  const scopes = policyScopesOf(workspace, config.id)
  if (scopes === undefined) throw new ProctorError('bug', `proctor.yaml was read without engine ${config.id}`)
  return {
    id: config.id,
    context: {
      policyDigest: scopes.ofEngine,
      source: recordDigest,
      model: modelText(modelOf(workspace, config)),
      harness: harnessNow(),
    },
    policyIn: scopes.inRepository,
    admissionProblems: record.admitted ? [] : record.reasons.map(({ message }) => message),
  }
}

function modelOf({ providers }: Workspace, engine: EngineConfig): Parameters<typeof modelText>[0] {
  const provider = providers.find(({ id }) => id === engine.provider)
  if (provider === undefined) return { provider: null, id: null, mode: 'none' }
  const mode = modeOf(provider)
  return { provider: provider.id, id: engine.model ?? null, mode }
}

/** Provider, model and mode as one text. */
export function modelText(model: Report['model']): EvidenceContext['model'] {
  return `${model.mode} ${model.provider ?? '-'} ${model.id ?? '-'}`
}

export function harnessText(version: string, node: string): EvidenceContext['harness'] {
  return `proctor ${version} node ${node}`
}

export function harnessNow(): EvidenceContext['harness'] {
  return harnessText(PROCTOR_VERSION, process.versions.node)
}
