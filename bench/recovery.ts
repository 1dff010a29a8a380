// How long lost runs take to be sealed in a workspace that has seen many: `node bench/recovery.ts --sealed 10000 --lost 100`.
// Each lost run is a real one: half were killed before their engine started, half when it had ended. What is timed is one
// recovery of them all; the sealed runs stand in the ledger, and in .proctor/runs/ with their report alone.
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { PREDICATE_TYPES } from '../src/contract/ids.ts'
import { readMachineKeys } from '../src/evidence/keys.ts'
import { toCanonicalJson } from '../src/kernel/canonical-json.ts'
import { openWorkspaceLedger } from '../src/run/workspace-ledger.ts'
import { workspacePaths } from '../src/workspace/paths.ts'
import { readWorkspace } from '../src/workspace/read-workspace.ts'
import { type Arena, createArena, runArguments } from '../test/faults/arena.ts'
import { checkInvariants, lookBefore } from '../test/faults/invariants.ts'
import { buildProgram } from '../test/faults/program.ts'

const { values } = parseArgs({ options: { lost: { type: 'string' }, sealed: { type: 'string' } } })
const lost = Number(values.lost ?? 10)
const sealed = Number(values.sealed ?? 0)
// On the disk, since what a recovery waits for is flushed files.
process.env.TMPDIR ??= tmpdir()
const program = await buildProgram()
const arena = await createArena(program)
const paths = workspacePaths(arena.dir)
// Out of sight meanwhile, or the next run would seal it.
const aside = join(arena.dir, 'aside')
mkdirSync(aside)
for (const step of ['prepare', 'measure'] as const) {
  for (let count = 0; count < lost / 2; count += 1) {
    const runId = await loseOne(arena, step)
    renameSync(join(paths.work, runId), join(aside, runId))
  }
}
if (sealed > 0) await pad(sealed)
const untouched = lookBefore(arena)
for (const step of ['prepare', 'measure'] as const) {
  for (const runId of readdirSync(aside).filter((name) => lostAt(name) === step))
    renameSync(join(aside, runId), join(paths.work, runId))
  const before = childSeconds()
  const began = performance.now()
  // A process of its own, as a person starts it: this one is fat by now, and forks slowly.
  const { code, stdout } = await arena.start(['recover', '--json']).ended
  const ms = performance.now() - began
  const { runs } = JSON.parse(stdout)
  const name = step === 'prepare' ? 'killed before the engine started' : 'killed when the engine had ended'
  console.log(
    `${name}: ${runs.length} runs in ${ms.toFixed(0)} ms (${(ms / runs.length).toFixed(1)} a run), ` +
      `processor time of it and its git ${(childSeconds() - before).toFixed(2)} s, exit code ${code}`,
  )
}
const { broken } = await checkInvariants(arena, untouched)
const wrong = broken.filter((what) => !what.includes('has no bundle') || sealed === 0)
console.log(`${sealed} sealed runs in the ledger, ${wrong.length} invariants broken`)
for (const what of wrong.slice(0, 5)) console.log(what)
arena.remove()
program.remove()
process.exitCode = wrong.length === 0 ? 0 : 1

/** Processor time of all processes that have ended below this one. */
function childSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

function lostAt(name: string): 'prepare' | 'measure' {
  const journal = readFileSync(join(aside, name, 'journal.jsonl'), 'utf8')
  return journal.includes('"step":"measure"') ? 'measure' : 'prepare'
}

/** Kills a run when its journal says that a step begins. @returns its id */
async function loseOne({ start }: Arena, step: 'prepare' | 'measure'): Promise<string> {
  const started = start(runArguments('good'))
  for (;;) {
    for (const name of existsSync(paths.work) ? readdirSync(paths.work) : []) {
      const path = join(paths.work, name, 'journal.jsonl')
      if (!existsSync(path) || !readFileSync(path, 'utf8').includes(`"step":"${step}","phase":"intent"`))
        continue
      process.kill(started.pid, 'SIGKILL')
      await started.ended
      return name
    }
    await sleep(1)
  }
}

/** Runs that were sealed long ago: challenge and run in the ledger, each of its own, by the example of a real one. */
async function pad(count: number): Promise<void> {
  const { stdout } = await arena.start(runArguments('good')).ended
  const example = JSON.parse(stdout).runId as string
  const keys = await readMachineKeys(paths.keys)
  const workspace = await readWorkspace(arena.dir)
  const ledger = await openWorkspaceLedger(workspace, keys.ledger.privateKey)
  const found = new Map<string, string>()
  for await (const entry of ledger.entries()) {
    const text = Buffer.from(entry).toString('utf8')
    if (text.includes(example)) found.set(JSON.parse(text).predicateType, text)
  }
  for (let made = 0; made < count; ) {
    const { nextSeq } = await ledger.challenges()
    const batch = Array.from({ length: Math.min(500, count - made) }, (_, at) => ({
      seq: nextSeq + at,
      runId: `20250101t000000z-${randomBytes(5).toString('hex')}`,
      challengeId: randomBytes(16).toString('hex'),
      nonce: randomBytes(32).toString('hex'),
    }))
    for (const type of [PREDICATE_TYPES.challenge, PREDICATE_TYPES.run]) {
      const entries = batch.map((own) => {
        const statement = JSON.parse((found.get(type) ?? '').replaceAll(example, own.runId))
        return Buffer.from(toCanonicalJson({ ...statement, predicate: { ...statement.predicate, ...own } }))
      })
      await ledger.append(entries, null)
    }
    for (const { runId } of batch) {
      mkdirSync(join(paths.runs, runId))
      cpSync(join(paths.runs, example, 'report.json'), join(paths.runs, runId, 'report.json'))
    }
    made += batch.length
  }
  await ledger.close()
}
