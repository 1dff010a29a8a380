import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_LINE_BYTES } from '../../engines/json-line.ts'
import type { EngineAdapter } from '../../engines/port.ts'
import { GARBAGE } from '../../engines/replay.ts'
import { createLineSplitter } from '../../evidence/line-splitter.ts'
import { evaluateGates } from '../../gates/evaluate-gates.ts'
import { judge } from '../../gates/judge.ts'
import { createInterpreter } from '../interpret-output.ts'
import { readFacts, type SeenCase } from './observe-case.ts'

/**
 * What would have been concluded had the engine of the success printed one more line, that is none of its protocol, after
 * half of its own: its output of that run, read and judged again by what reads and judges every run. No engine can be made
 * to print such a line by its model.
 * @param success bundle of the success; null when there is none
 */
export async function observeGarbage(
  success: string | null,
  adapter: EngineAdapter,
): Promise<SeenCase | string> {
  if (success === null) return 'there was no success whose output could be spoilt'
  const facts = await readFacts(success)
  if (facts.engine === null) return 'no engine was started'
  const output = await readFile(join(success, 'raw/stdout.log'))
  const middle = output.indexOf('\n', Math.floor(output.length / 2)) + 1
  const spoilt = Buffer.concat([
    output.subarray(0, middle),
    GARBAGE,
    Buffer.from('\n'),
    output.subarray(middle),
  ])
  const interpreter = createInterpreter(adapter.createNormaliser(), () => undefined)
  const splitter = createLineSplitter(MAX_LINE_BYTES)
  for (const line of [...splitter.push(spoilt), ...splitter.end()]) interpreter.push(line)
  const engine = { ...facts.engine, ...interpreter.end() }
  const heard = { ...facts, engine }
  const { status, exitCode, blockers } = judge(heard, evaluateGates(heard))
  const codes = [...new Set(blockers.map(({ code }) => code))]
  return { bundle: success, status, exitCode, blockers: codes, engine, answers: [], toolRunning: false }
}
