import { open, readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Event } from '../../contract/event.ts'
import type {
  EngineFacts,
  ProcessExit,
  ProviderFacts,
  SandboxFacts,
  StreamFacts,
} from '../../contract/facts.ts'
import { GatewayRecord } from '../../contract/gateway-log.ts'
import { MAX_LINE_BYTES } from '../../engines/json-line.ts'
import { createLineSplitter, type RawLine } from '../../evidence/line-splitter.ts'
import { createTally } from '../../gateway/tally.ts'
import { modeOf } from '../../kernel/mode-of.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import type { StartedRun } from '../begin.ts'
import { adapterOf, policyOf } from '../execute.ts'
import { createInterpreter, type Spoken } from '../interpret-output.ts'
import { cutTornLine } from './kept-events.ts'

export interface CutOffEngine {
  readonly engine: EngineFacts | null
  readonly provider: ProviderFacts | null
  readonly sandbox: SandboxFacts | null
  /** The engine had ended by itself, so that nothing of it was lost. */
  readonly finished: boolean
}

/**
 * What is known of an engine whose harness died: the bytes that it had printed, read as they would have been, and how
 * it ended when that was on record. Events that were not written any more are appended.
 * @param events the event log as it was found, which stays
 */
export async function readCutOffEngine(run: StartedRun, events: readonly Event[]): Promise<CutOffEngine> {
  const started = events.find((event) => event.type === 'engine.started')
  if (started === undefined)
    return { engine: null, provider: await readProvider(run, events), sandbox: null, finished: false }
  const exited = events.find((event) => event.type === 'engine.exited')
  const heard = await replay(run, events, exited !== undefined)
  const streams = {
    stdout: await readStream(run, 'raw/stdout.log'),
    stderr: await readStream(run, 'raw/stderr.log'),
  }
  const seconds = Date.parse((events.at(-1) ?? started).time) - Date.parse(started.time)
  const exit = exited === undefined ? unknownExit(Math.max(0, seconds)) : knownExit(exited)
  if (exited === undefined) {
    const { leftProcesses, exitCode: code, ...rest } = exit
    await run.events.append('engine.exited', 'harness', {
      ...rest,
      code,
      stdoutDigest: streams.stdout.sha256,
      stderrDigest: streams.stderr.sha256,
      leftProcesses: leftProcesses.length,
    })
  }
  return {
    engine: { id: run.candidate.config.id, exit, ...streams, ...heard },
    provider: await readProvider(run, events),
    sandbox: started.data.sandbox,
    finished: exited !== undefined && !exit.interrupted,
  }
}

/** It ran at least as long as it was heard; all else about its end is unknown. */
function unknownExit(durationMs: number): ProcessExit {
  return {
    exitCode: null,
    signal: null,
    timedOut: false,
    silent: false,
    limit: null,
    interrupted: true,
    durationMs,
    leftProcesses: [],
  }
}

function knownExit({ data }: Event & { readonly type: 'engine.exited' }): ProcessExit {
  const { code, stdoutDigest: _, stderrDigest: __, leftProcesses, ...rest } = data
  // How many there were is on record; which, was known to the harness alone.
  const left = Array.from({ length: leftProcesses }, () => ({ pid: 0, command: '(unknown)' }))
  return { ...rest, exitCode: code, leftProcesses: left }
}

/** Reads the raw output again, and appends what was said and is not in the log yet. */
async function replay(run: StartedRun, events: readonly Event[], whole: boolean) {
  const spoken: Spoken[] = []
  const normaliser = adapterOf(run).createNormaliser(policyOf(run))
  const interpreter = createInterpreter(normaliser, (event) => spoken.push(event))
  await readLines(await placeOf(run, 'raw/stdout.log'), (line) => interpreter.push(line))
  const heard = interpreter.end()
  const known = events.filter(({ origin, type }) => origin === 'engine' || type === 'engine.unparsed')
  const agree = known.every(({ type, origin, data }, index) => {
    const again = spoken[index]
    return again?.type === type && again.origin === origin && isDeepStrictEqual(data, again.data)
  })
  if (!agree || (whole && known.length < spoken.length)) {
    throw new ProctorError('evidence_write', `run ${run.id}: its events are not those of its raw output`, {
      hint: 'its folder is left as it is',
    })
  }
  for (const { type, origin, data } of spoken.slice(known.length)) await run.events.append(type, origin, data)
  return heard
}

async function readLines(path: string, onLine: (line: RawLine) => void): Promise<void> {
  const splitter = createLineSplitter(MAX_LINE_BYTES)
  const file = await open(path, 'r')
  try {
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 16 }))
      for (const line of splitter.push(chunk as Buffer)) onLine(line)
  } finally {
    await file.close()
  }
  for (const line of splitter.end()) onLine(line)
}

async function readStream(run: StartedRun, name: string): Promise<StreamFacts> {
  const { bytes, sha256 } = await run.bundle.files.digest(await placeOf(run, name))
  return { bytes, sha256, truncated: bytes >= run.workspace.config.policy.limits.outputBytes }
}

/** The file, made when the harness died before it made it. */
async function placeOf(run: StartedRun, name: string): Promise<string> {
  const path = await run.bundle.place(name)
  await (await open(path, 'a')).close()
  return path
}

/** Counted again from the gateway's log; null when the gateway was not opened. */
async function readProvider(run: StartedRun, events: readonly Event[]): Promise<ProviderFacts | null> {
  const path = await run.bundle.place('gateway.jsonl')
  if (!(await cutTornLine(path))) return null
  const { provider: id, model } = run.candidate.config
  const provider = run.workspace.config.providers.find((known) => known.id === id)
  if (provider === undefined) throw new ProctorError('bug', `run ${run.id} has a gateway and no provider`)
  const mode = modeOf(provider)
  const tally = createTally({
    provider: provider.id,
    mode,
    model: model ?? null,
    currency: provider.prices?.currency,
  })
  for (const line of (await readFile(path, 'utf8')).split('\n').slice(0, -1))
    tally.add(GatewayRecord.parse(JSON.parse(line)))
  const told = events.filter(({ type }) => type === 'provider.unavailable').length
  for (const failure of tally.failures().slice(told))
    await run.events.append('provider.unavailable', 'harness', failure)
  return tally.facts()
}
