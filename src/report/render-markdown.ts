// Promises: the report as a page for people, from the report's data alone; the verdict comes first.
// Must not: say more than the data, or let any text of it act as Markdown or HTML. Called by: run/, verify/.
import { BLOCKERS } from '../contract/blockers.ts'
import type { GateResult } from '../contract/gate.ts'
import type { ReportCore } from '../contract/report.ts'
import { toCode } from '../kernel/hostile-text.ts'
import { permissionLines } from './permission-lines.ts'
import { CAP_WORDS, COMPLETENESS_WORDS, GATE_QUESTIONS, VERDICT_WORDS } from './words.ts'

const MAX_FILES = 200

/** `report.md`. The same report gives the same bytes. */
export function renderReportMarkdown(core: ReportCore): string {
  const sections = [
    verdictSection(core),
    listSection('Why it did not pass', blockerLines(core)),
    listSection('What limits this run as evidence', capLines(core)),
    listSection('Gates', core.gates.flatMap(gateLines)),
    listSection('Changed files', fileLines(core.changedFiles)),
    listSection('Tests', testLines(core)),
    listSection('What ran', runLines(core)),
    listSection('Permissions', permissionLines(core)),
    listSection('Sandbox', sandboxLines(core)),
    listSection('Freshness', freshnessLines(core)),
    listSection('Artifacts', artifactLines(core)),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function verdictSection(core: ReportCore): string {
  const passed = core.status === 'pass'
  const title = passed ? 'Passed' : 'Not passed'
  const notRun = core.gates.filter(({ verdict }) => verdict === 'not-run').length
  const failed = core.gates.filter(({ verdict }) => verdict === 'fail').length
  const passing = core.gates.length - notRun - failed
  const marked = core.caps.includes('test-workspace')
    ? ['**TEST WORKSPACE: this run counts nowhere else.**']
    : []
  const lead = passed
    ? 'Every required gate passed.'
    : `This run did not pass: ${core.blockers.length} ${core.blockers.length === 1 ? 'reason' : 'reasons'}, listed below.`
  return [
    `# ${title}: engine ${toCode(core.engine.id)} on task ${toCode(core.task.id)}`,
    ...marked,
    `${lead} ${COMPLETENESS_WORDS[core.completeness]}`,
    `Gates: ${passing} pass, ${failed} FAIL, ${notRun} NOT RUN. Run ${toCode(core.runId)}.`,
  ].join('\n\n')
}

function listSection(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`## ${title}`, '', ...lines].join('\n')
}

function blockerLines({ blockers }: ReportCore): string[] {
  return blockers.map(({ code, message }) => `- **${code}** (${BLOCKERS[code].meaning}): ${toCode(message)}`)
}

function capLines({ caps }: ReportCore): string[] {
  return caps.map((cap) => `- **${cap}**: ${CAP_WORDS[cap]}`)
}

function gateLines({ gate, verdict, required, reasons, notes }: GateResult): string[] {
  const weight = required ? '' : ' (not required)'
  return [
    `- **${VERDICT_WORDS[verdict]}** ${gate}${weight}: ${GATE_QUESTIONS[gate]}`,
    ...reasons.map(({ code, message }) => `  - ${code}: ${toCode(message)}`),
    ...notes.map((note) => `  - note: ${toCode(note)}`),
  ]
}

function fileLines(paths: readonly string[]): string[] {
  if (paths.length === 0) return ['- none']
  const shown = paths.slice(0, MAX_FILES).map((path) => `- ${toCode(path)}`)
  return paths.length > MAX_FILES ? [...shown, `- and ${paths.length - MAX_FILES} more`] : shown
}

function testLines({ tests }: ReportCore): string[] {
  if (tests === null) return ['- NOT RUN: the harness ran no test command.']
  const exit = tests.exitCode === null ? 'ended without exit code' : `ended with exit code ${tests.exitCode}`
  return [
    `- ${tests.executed} executed: ${tests.passed} passed, ${tests.failed} failed, ${tests.errored} errored`,
    `- not executed: ${tests.skipped} skipped, ${tests.todo} todo; ${tests.phantom} entries stand for files and do not count`,
    `- the test command ${exit}`,
  ]
}

function runLines(core: ReportCore): string[] {
  const { engine, model, usage } = core
  const ended =
    core.backendSignal !== null
      ? `by signal ${toCode(core.backendSignal)}`
      : core.backendExitCode !== null
        ? `with exit code ${core.backendExitCode}`
        : 'no engine ended'
  const lines = [
    `- from ${core.runStartedAt} to ${core.runEndedAt}`,
    `- engine ${toCode(engine.id)}, adapter ${toCode(engine.adapter)}, version ${orNone(engine.version)}, source ${orNone(engine.purl)}`,
    `- the engine ended: ${ended}`,
    `- model ${orNone(model.id)} of provider ${orNone(model.provider)}, mode ${model.mode}`,
    `- repository ${toCode(core.repository.id)}, class ${core.repository.class}`,
    `- base commit ${toCode(core.base.commit)}, tree ${toCode(core.base.tree)}`,
    `- result tree ${orNone(core.resultTree)}`,
  ]
  if (usage === null) return [...lines, '- model use: unknown']
  const source =
    usage.source === 'gateway' ? 'counted at the gateway' : 'as the engine says, counted by nobody'
  const requests = usage.requests === null ? '' : `${usage.requests} requests, `
  const tokens = `${usage.inputTokens} tokens in (${usage.cachedInputTokens} cached), ${usage.outputTokens} out`
  const cost =
    usage.cost === null
      ? 'cost: unknown'
      : `cost: ${usage.cost.amount} ${toCode(usage.cost.currency)}, ${usage.sources.cost === 'engine' ? 'as the engine says' : 'by the price table'}`
  const doubts = usage.disagreements.map((doubt) => `- model use, a disagreement: ${toCode(doubt)}`)
  return [...lines, `- model use: ${requests}${tokens}; ${source}`, `- ${cost}`, ...doubts]
}

function sandboxLines({ sandbox }: ReportCore): string[] {
  if (sandbox === null) return ['- nothing was started in one']
  const { limits } = sandbox
  const yes = (value: boolean) => (value ? 'yes' : 'NO')
  const silence = limits.silenceMs === null ? 'no limit' : `${limits.silenceMs} ms`
  return [
    `- backend ${sandbox.backend}, version ${orNone(sandbox.version)}, network ${sandbox.network}`,
    `- uid of its own: ${yes(sandbox.separateUid)}; seccomp: ${yes(sandbox.seccomp)}; no new privileges: ${yes(sandbox.noNewPrivileges)}`,
    `- limits: time ${limits.wallMs} ms, silence ${silence}, output ${limits.outputBytes} bytes, memory ${limits.memoryBytes} bytes (${sandbox.memoryLimiter}), processes ${limits.processes} (${sandbox.processLimiter})`,
  ]
}

function freshnessLines({ freshness }: ReportCore): string[] {
  return [
    `- challenge ${toCode(freshness.challengeId)}, number ${freshness.seq}, nonce ${toCode(freshness.nonce)}`,
    `- ledger before the run: ${freshness.ledgerHead.size} entries, root ${toCode(freshness.ledgerHead.rootHash)}`,
    `- last link of the event chain: ${toCode(freshness.chainHead)}`,
  ]
}

function artifactLines({ artifacts }: ReportCore): string[] {
  return Object.entries(artifacts).map(([name, path]) =>
    name === path ? `- ${toCode(path)}` : `- ${toCode(name)}: ${toCode(path)}`,
  )
}

function orNone(text: string | null): string {
  return text === null ? 'none' : toCode(text)
}
