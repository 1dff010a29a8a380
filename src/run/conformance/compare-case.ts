import { type CaseId, CONFORMANCE, type ConformanceResult } from '../../contract/conformance.ts'
import type { Conformance } from '../../engines/port.ts'
import type { SeenCase } from './observe-case.ts'

/** What was seen of a case, beside what the contract says must be concluded, with every difference. */
export function compareCase(
  id: CaseId,
  conformance: Pick<Conformance, 'asks' | 'hides'>,
  { status, exitCode, blockers, engine, answers, toolRunning }: SeenCase,
): ConformanceResult['cases'][number] {
  const must = CONFORMANCE[id]
  const { exit, terminal } = engine
  const hidden = status !== 'pass' && exit.exitCode === 0 && terminal === 'completed'
  const hides = conformance.hides.includes(id)
  const differences = [
    ...(must.exitCodes.includes(exitCode) ? [] : [`the exit code is ${exitCode}`]),
    ...must.blockers
      .filter((code) => !blockers.includes(code))
      .map((code) => `${code} is missing among the blockers`),
    ...(must.oneOf === undefined || must.oneOf.some((code) => blockers.includes(code))
      ? []
      : [`none of ${must.oneOf.join(', ')} is among the blockers`]),
    ...(hidden === hides ? [] : [`what the engine hides is ${hidden}, not ${hides}`]),
    ...(must.midTool === undefined || toolRunning ? [] : ['no tool was running when the engine ended']),
    ...(conformance.asks ? permissionDifferences(must.permission, answers) : []),
  ]
  return {
    case: id,
    ok: differences.length === 0,
    status,
    exitCode,
    blockers: [...blockers],
    engineExitCode: exit.exitCode,
    terminal,
    hidden,
    differences,
  }
}

function permissionDifferences(
  permission: 'granted' | 'refused' | undefined,
  answers: readonly (string | null)[],
): string[] {
  if (permission === undefined) return []
  const wanted = permission === 'granted' ? 'allow_once' : 'reject_once'
  return answers.includes(wanted) ? [] : [`no request for permission was answered with ${wanted}`]
}
