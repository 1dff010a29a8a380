import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { isProctorError } from '../../kernel/proctor-error.ts'
import { renderMatrixMarkdown } from '../../matrix/render-matrix.ts'
import { matrixExit, type RowResult, summarise } from '../../matrix/result.ts'
import { type MatrixRecorded, recordMatrix } from '../../run/ladder/record-matrix.ts'
import { chooseEngines, runMatrix } from '../../run/matrix/run-matrix.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import type { Output } from '../output.ts'

export const fixturesRunCommand = defineCommand({
  name: 'fixtures run',
  summary: 'provoke every row of the failure matrix, and compare what happened with what the row says',
  usage: '[--engine ENGINE | --all-engines] [--only ID] [--out DIR]',
  details:
    'Each row is a run of its own, through the ordinary path, in a workspace that is made for it and removed again. ' +
    'Exit 0 when every row that can be provoked in the engine is as it should be. Rows that nothing outside can bring it ' +
    'into are named with the reason. A row that was not run is not green (exit 4), one that differs is 1. ' +
    'Asked in a workspace, a whole matrix goes into its ledger, for the engines that the rows were run with.',
  options: {
    engine: { type: 'string', value: 'ENGINE', description: 'adapter to run the rows with (default: fake)' },
    'all-engines': {
      type: 'boolean',
      description: 'run the rows with fake and every engine that npm serves as it is pinned here',
    },
    only: {
      type: 'string',
      value: 'ID',
      description: 'only this row; may be given more than once',
      multiple: true,
    },
    out: { type: 'string', value: 'DIR', description: 'folder for matrix.json and matrix.md' },
  },
  positionals: [],
  example: 'proctor fixtures run --engine fake --out matrix',
  async run({ options, start, cwd, output }) {
    const engineIds = await chooseEngines(options.engine, options['all-engines'] === true)
    const workspaceDir = await workspaceHere(start)
    const onRow = (row: RowResult) => show(output, row)
    const result = await runMatrix({ workspaceDir, engineIds, only: options.only ?? [], onRow })
    const document = {
      rows: result.rows.map(({ id, engine, expected, actual, ok, verdict, why, durationMs }) => ({
        id,
        engine,
        expected,
        actual: actual === null ? null : { ...actual, events: actual.events.map(({ type }) => type) },
        ok,
        verdict,
        why,
        durationMs,
      })),
      durationMs: result.durationMs,
    }
    if (options.out !== undefined) {
      const folder = resolve(cwd, options.out)
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'matrix.json'), `${JSON.stringify(document, null, 2)}\n`)
      await writeFile(join(folder, 'matrix.md'), renderMatrixMarkdown(result))
    }
    const seconds = (result.durationMs / 1_000).toFixed(1)
    const exit = matrixExit(result.rows)
    const line = `${summarise(result.rows)}; ${seconds} s`
    output.answer(exit === EXIT.yes ? output.style.good(line) : output.style.bad(line))
    const recorded: MatrixRecorded =
      workspaceDir === undefined ? { entries: [], why: [] } : await recordMatrix(workspaceDir, result)
    for (const { engine, entry } of recorded.entries)
      output.say(`recorded for engine ${engine} as ledger entry ${entry}`)
    for (const reason of recorded.why) output.say(`not recorded: ${reason}`)
    output.document(document)
    return exit
  },
})

/** The rows run in workspaces of their own; where the command was given in none, there is no ledger to record in. */
async function workspaceHere(start: string): Promise<string | undefined> {
  try {
    return await findWorkspace(start)
  } catch (error) {
    if (isProctorError(error, 'workspace_missing')) return undefined
    throw error
  }
}

function show(output: Output, { id, engine, verdict, expected, why, durationMs }: RowResult): void {
  const { good, bad, open } = output.style
  const paint = { pass: good, fail: bad, 'not-run': open, unprovokable: open }[verdict]
  const seconds = `${(durationMs / 1_000).toFixed(1)} s`.padStart(7)
  output.answer(
    `${paint(verdict.padEnd(12))} ${id.padEnd(24)} ${engine.padEnd(10)} ${seconds}  exit ${String(expected.exit).padEnd(3)} ${expected.blocker ?? '-'}`,
  )
  for (const reason of why) output.answer(`             ${reason}`)
}
