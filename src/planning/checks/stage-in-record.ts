import type { PlanningFinding } from '../../contract/planning.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { decodeText } from '../reading/decode-text.ts'
import { parseYaml } from '../reading/parse-yaml.ts'

const RECORD = /^(?:sources|enablements)\/([^/]+)\.ya?ml$/

/** Records of sources and enablements that say a stage: they have no say in it, signed or not, whatever the ledger shows. */
export function stagesInRecords(context: PlanningContext): readonly PlanningFinding[] {
  return [...context.files].flatMap(([file, bytes]) => {
    const [, name] = RECORD.exec(file) ?? []
    return name === undefined ? [] : stageIn(file, name, bytes)
  })
}

function stageIn(file: string, name: string, bytes: Uint8Array): readonly PlanningFinding[] {
  const decoded = decodeText(bytes)
  // Long records are not taken apart for a word that is not in them.
  if (!decoded.ok || !/\bstage\b/i.test(decoded.text)) return []
  const { value, lineOf } = parseYaml(decoded.text)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .filter(([key]) => key.toLowerCase() === 'stage')
    .map(([key, stage]) => ({
      file,
      line: lineOf([key]),
      message: `${name} is put at ${typeof stage === 'string' ? stage : JSON.stringify(stage)} by a record, which has no effect: where it stands follows from the ledger`,
      fix: `take the line out; "proctor stage status" says where ${name} stands, and "proctor stage promote" is the only way up`,
    }))
}
