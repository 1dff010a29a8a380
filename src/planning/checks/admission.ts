import type { PlanningFinding } from '../../contract/planning.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { type PlanningCheck, ran } from './check.ts'

const LOWEST = 'gated-engine'
const BEYOND = [
  'artificial-fixture',
  'copied-repo-fixture',
  'disposable-sandbox-repo',
  'owned-noncritical-repo',
  'candidate-default',
]

/** Whoever puts an engine beyond gated-engine needs its admission page and its signed record to be there before. */
export const admissionBeforeCandidacy: PlanningCheck = {
  id: 'admission-before-candidacy',
  title: 'an engine is admitted before it moves up',
  run(context) {
    const places = [
      ...fromEngines(context),
      ...fromEnablements(context),
      ...fromDocuments(context),
      ...fromWorkboard(context),
    ]
    return ran(places.flatMap((place) => missingFor(context, place)))
  },
}

interface Place {
  readonly engine: string
  readonly what: string
  readonly file: string
  readonly line: number
}

function fromEngines(context: PlanningContext): readonly Place[] {
  return context.engines
    .filter(({ stage }) => isBeyond(stage))
    .map(({ engine, stage }) => ({
      engine,
      what: `stands at ${stage}`,
      file: 'proctor.yaml',
      line: 1,
    }))
}

/** An enablement lets an engine run, whether its signature holds or not: that is judged at the run. */
function fromEnablements(context: PlanningContext): readonly Place[] {
  return [...context.files.keys()].flatMap((file) => {
    const engine = /^enablements\/([^/]+)\.yaml$/.exec(file)?.[1]
    return engine === undefined ? [] : [{ engine, what: 'has an enablement', file, line: 1 }]
  })
}

function fromDocuments(context: PlanningContext): readonly Place[] {
  return context.documents.flatMap((document) => {
    if (document.front.state !== 'read') return []
    const { values, data } = document.front
    if (!isBeyond(values.stage)) return []
    const engine = typeof values.engine === 'string' ? values.engine : context.config.candidate
    return [
      {
        engine,
        what: `is put at ${String(values.stage)}`,
        file: document.path,
        line: data.lineOf(['stage']),
      },
    ]
  })
}

function fromWorkboard(context: PlanningContext): readonly Place[] {
  return (context.workboard?.entries ?? []).flatMap((entry) => {
    if (!isBeyond(entry.stage)) return []
    const engine = typeof entry.engine === 'string' ? entry.engine : context.config.candidate
    return [
      {
        engine,
        what: `is put at ${String(entry.stage)}`,
        file: context.workboardPath ?? context.config.workboard,
        line: entry.lineOf('stage'),
      },
    ]
  })
}

function isBeyond(stage: unknown): boolean {
  if (typeof stage !== 'string') return false
  const name = stage
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
  return name !== LOWEST && BEYOND.includes(name)
}

function missingFor(context: PlanningContext, place: Place): readonly PlanningFinding[] {
  const engine = place.engine.toLowerCase()
  const lacks: string[] = []
  const hasPage = context.documents.some(
    (document) => document.front.state === 'read' && document.front.values.contract === 'source-admission',
  )
  if (!hasPage) lacks.push('its source admission page')
  for (const record of [`sources/${engine}.yaml`, `sources/${engine}.yaml.sig`])
    if (!context.files.has(record)) lacks.push(record)
  if (lacks.length === 0) return []
  return [
    {
      file: place.file,
      line: place.line,
      message: `${place.engine} ${place.what}, and ${lacks.join(' and ')} is not there`,
      fix: 'admit its source first, and sign the record',
    },
  ]
}
