// Promises: plays a scenario file as an engine would: edits, runs, says, misbehaves; tells it in JSON lines.
// Must not: be believed; it stands for any engine, hostile ones included. Called by: the sandbox, through the fake adapter.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { parseArgs } from 'node:util'

const MAX_TEXT = 20_000
const MIB = 1024 * 1024

const { values: options } = parseArgs({
  options: {
    scenario: { type: 'string' },
    gateway: { type: 'string' },
    model: { type: 'string', default: 'fake' },
  },
})

const sha256 = (data) => createHash('sha256').update(data).digest('hex')
const kept = []
let calls = 0

class StepFailed extends Error {}

/** Resolves when the bytes are with the reader, so that a flood waits for it. */
function write(stream, data) {
  return new Promise((resolve) => stream.write(data, () => resolve()))
}

function emit(type, data) {
  return write(process.stdout, `${JSON.stringify({ type, data })}\n`)
}

function fail(code, message) {
  return emit('engine.error', { code, message: message.slice(0, 4_000).toWellFormed() })
}

async function say(text) {
  const textDigest = sha256(text)
  await emit('message.completed', { role: 'agent', textDigest, ...(text.length <= MAX_TEXT ? { text } : {}) })
}

/** Wraps one step as a tool call. `work` returns the status and the digest of the output. */
async function toolCall(step, kind, locations, work) {
  calls += 1
  const call = { toolCallId: `call-${calls}`, name: step.do, kind }
  await emit('tool.started', { ...call, locations, inputDigest: sha256(JSON.stringify(step)) })
  const start = performance.now()
  let result
  let failure
  try {
    result = await work(call.toolCallId)
  } catch (error) {
    failure = error
    result = { status: 'failed', outputDigest: null }
  }
  await emit('tool.finished', { ...call, ...result, durationMs: Math.round(performance.now() - start) })
  if (failure !== undefined) throw new StepFailed(`${step.do}: ${failure.message}`)
}

function edit(step, kind, work) {
  return toolCall(step, kind, [step.path], () => {
    work()
    return { status: 'completed', outputDigest: null }
  })
}

function runCommand(argv, inherit) {
  return new Promise((resolve) => {
    const out = createHash('sha256')
    const err = createHash('sha256')
    const output = inherit ? 'inherit' : 'pipe'
    const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', output, output] })
    child.stdout?.on('data', (chunk) => out.update(chunk))
    child.stderr?.on('data', (chunk) => err.update(chunk))
    child.on('error', () => resolve({ code: null, stdoutDigest: null, stderrDigest: null }))
    child.on('close', (code) =>
      resolve({
        code,
        stdoutDigest: inherit ? null : out.digest('hex'),
        stderrDigest: inherit ? null : err.digest('hex'),
      }),
    )
  })
}

function askModel(prompt) {
  const body = JSON.stringify({
    model: options.model,
    stream: false,
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] }],
  })
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        socketPath: options.gateway,
        method: 'POST',
        path: '/v1/responses',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

async function reportAnswer(text) {
  const answer = JSON.parse(text)
  const said = (answer.output ?? [])
    .filter((item) => item.type === 'message')
    .flatMap((item) => item.content)
    .map((part) => part.text ?? '')
    .join('')
  await say(said)
  if (answer.usage) {
    await emit('usage.reported', {
      model: answer.model ?? null,
      inputTokens: answer.usage.input_tokens,
      outputTokens: answer.usage.output_tokens,
      cachedInputTokens: answer.usage.input_tokens_details?.cached_tokens ?? 0,
      cost: null,
    })
  }
}

async function flood(step) {
  const line = Buffer.alloc(64 * 1024, 'x')
  line[line.length - 1] = 10
  for (let left = step.bytes; left > 0; left -= line.length) {
    await write(
      process[step.stream ?? 'stdout'],
      left >= line.length ? line : line.subarray(line.length - left),
    )
  }
}

const STEPS = {
  write: (step) =>
    edit(step, 'edit', () => {
      fs.mkdirSync(path.dirname(step.path), { recursive: true })
      fs.writeFileSync(step.path, Buffer.from(step.content, step.encoding ?? 'utf8'))
      if (step.mode !== undefined) fs.chmodSync(step.path, Number.parseInt(step.mode, 8))
    }),
  replace: (step) =>
    edit(step, 'edit', () => {
      const before = fs.readFileSync(step.path)
      const find = Buffer.from(step.find)
      const at = before.indexOf(find)
      if (at < 0) throw new Error(`${step.path} does not hold the text to replace`)
      const after = [before.subarray(0, at), Buffer.from(step.with), before.subarray(at + find.length)]
      fs.writeFileSync(step.path, Buffer.concat(after))
    }),
  delete: (step) => edit(step, 'delete', () => fs.rmSync(step.path, { recursive: true })),
  symlink: (step) =>
    edit(step, 'edit', () => {
      fs.mkdirSync(path.dirname(step.path), { recursive: true })
      fs.symlinkSync(step.target, step.path)
    }),
  chmod: (step) => edit(step, 'edit', () => fs.chmodSync(step.path, Number.parseInt(step.mode, 8))),
  run: (step) =>
    toolCall(step, 'execute', [], async (toolCallId) => {
      const { code, stdoutDigest, stderrDigest } = await runCommand(step.command, step.inherit === true)
      await emit('command.executed', {
        toolCallId,
        argv: step.command,
        exitCode: code,
        stdoutDigest,
        stderrDigest,
      })
      return { status: code === 0 ? 'completed' : 'failed', outputDigest: stdoutDigest }
    }),
  emit: (step) => emit(step.type, step.data ?? {}),
  print: (step) => write(process[step.stream ?? 'stdout'], step.text),
  say: (step) => say(step.text),
  sleep: (step) => new Promise((resolve) => setTimeout(resolve, step.ms)),
  flood,
  allocate: (step) => {
    for (let left = step.bytes; left > 0; left -= 16 * MIB)
      kept.push(Buffer.alloc(Math.min(left, 16 * MIB), 1))
  },
  daemon: (step) =>
    new Promise((resolve, reject) => {
      const child = spawn(step.command[0], step.command.slice(1), { detached: true, stdio: 'ignore' })
      child.on('error', (error) => reject(new StepFailed(`daemon: ${error.message}`)))
      child.on('spawn', () => {
        child.unref()
        resolve()
      })
    }),
  'ignore-sigterm': () => {
    process.on('SIGTERM', () => undefined)
  },
  'ask-model': async (step) => {
    if (options.gateway === undefined) throw new StepFailed('ask-model: this run has no gateway')
    const { status, text } = await askModel(step.prompt)
    if (status !== 200) throw new StepFailed(`ask-model: the gateway answered ${status}`)
    await reportAnswer(text)
  },
  'kill-self': async (step) => {
    process.kill(process.pid, step.signal ?? 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 5_000))
  },
  exit: async (step) => {
    const outcome = step.outcome ?? 'completed'
    if (outcome === 'completed') await emit('turn.finished', { stopReason: 'end_turn' })
    if (outcome === 'failed') await fail('scenario', 'the scenario ends in failure')
    process.exit(step.code ?? 0)
  },
}

async function play() {
  const { steps } = JSON.parse(fs.readFileSync(options.scenario, 'utf8'))
  for (const step of steps) await STEPS[step.do](step)
  await STEPS.exit({})
}

process.stdout.on('error', () => process.exit(74))
process.stderr.on('error', () => process.exit(74))
play().catch(async (error) => {
  await fail(error instanceof StepFailed ? 'step_failed' : 'engine_broken', String(error.message))
  process.exit(1)
})
