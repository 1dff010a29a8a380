import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { toVisible } from '../../kernel/hostile-text.ts'
import { decideTask } from '../../run/decide-task.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { reasonLines } from '../reason-lines.ts'

export const decideCommand = defineCommand({
  name: 'decide',
  summary: 'which engine may do a task, and how far, without running anything',
  usage: '--task TASK [--engine ENGINE] [--explain] [--out DIR] [--sandbox bubblewrap|none]',
  details:
    'Exit 0 when an engine is selected, 3 when none may do it. --out publishes the facts, so that others can decide again.',
  options: {
    task: { type: 'string', value: 'TASK', description: 'folder below tasks/', required: true },
    engine: { type: 'string', value: 'ENGINE', description: 'ask about this engine alone' },
    explain: { type: 'boolean', description: 'every rule, and whether it holds' },
    out: {
      type: 'string',
      value: 'DIR',
      description: 'write facts, policy, decision and the signed statement there',
    },
    sandbox: {
      type: 'string',
      value: 'KIND',
      description: 'as for run (default: bubblewrap)',
      choices: ['bubblewrap', 'none'],
    },
  },
  positionals: [],
  example: 'proctor decide --task example --explain',
  async run({ options, start, cwd, output }) {
    const { record, rules, recommendations } = await decideTask(
      {
        workspaceDir: await findWorkspace(start),
        taskId: options.task ?? '',
        engineId: options.engine,
        scenario: undefined,
        sandbox: options.sandbox === 'none' ? 'none' : 'bubblewrap',
        progress: (step, message) => output.progress(message === '' ? step : `${step}: ${message}`),
      },
      options.out === undefined ? undefined : resolve(cwd, options.out),
    )
    const { good, bad, dim } = output.style
    output.answer(
      record.selected === null ? bad('no engine may do it') : `${good(record.selected)} may do it`,
    )
    output.answer(`risk      ${record.riskClass}`)
    output.answer(`mode      ${record.mutationMode}`)
    output.answer(`gates     ${record.requiredGates.join(' ')}`)
    for (const reason of record.reasons) output.answer(`because   ${reason}`)
    for (const { engine, reasons } of record.denied)
      for (const reason of reasons) {
        const [first, ...more] = reasonLines(output, reason)
        output.answer(`denied    ${engine}: ${first}`)
        for (const line of more) output.answer(`        ${line}`)
      }
    output.answer(`else      ${record.escalation}`)
    if (options.explain === true) {
      for (const { rule, engine, holds, requires, reasons } of rules) {
        output.answer(`${holds ? good('holds') : bad('FAILS')}  ${engine ?? 'task'}  ${rule}: ${requires}`)
        for (const { code, message } of reasons) output.answer(`         ${code}: ${message}`)
      }
      for (const { engine, what, run } of recommendations)
        output.answer(
          `${dim('said')}   ${engine}  ${toVisible(what)}${run === undefined ? '' : ` (${run})`}: weighs nothing`,
        )
    }
    output.document(options.explain === true ? { ...record, rules, recommendations } : record)
    return record.selected === null ? EXIT.refused : EXIT.yes
  },
})
