import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

export interface ProgramCall {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input?: string
}

const OUTPUT_LIMIT = 64 * 1024 * 1024
const STDERR_LIMIT = 16 * 1024

/** Node's own folder first: npm must be the one that belongs to it. */
export const PROGRAM_PATH = `${dirname(process.execPath)}:${process.env.PATH ?? '/usr/bin:/bin'}`

/**
 * Runs a program and gives its stdout.
 * @throws ProctorError source_failed when it fails or says more than 64 MiB, tool_missing when it is not there
 */
export async function runProgram(argv: readonly [string, ...string[]], call: ProgramCall): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  await consume(argv, call, (chunk, child) => {
    bytes += chunk.length
    if (bytes > OUTPUT_LIMIT) child.kill('SIGKILL')
    else chunks.push(chunk)
  })
  return Buffer.concat(chunks)
}

/** SHA-256 of what a program writes to its stdout. @throws as runProgram */
export async function digestOutput(argv: readonly [string, ...string[]], call: ProgramCall): Promise<string> {
  const hash = createHash('sha256')
  await consume(argv, call, (chunk) => hash.update(chunk))
  return hash.digest('hex')
}

async function consume(
  argv: readonly [string, ...string[]],
  { cwd, env, input }: ProgramCall,
  take: (chunk: Buffer, child: ChildProcess) => void,
): Promise<void> {
  const [program, ...args] = argv
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text: string) => {
    if (stderr.length < STDERR_LIMIT) stderr += text
  })
  child.stdout.on('data', (chunk: Buffer) => take(chunk, child))
  // A process that ends early closes its stdin; its exit code tells why, not the broken pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        errnoOf(cause) === 'ENOENT'
          ? new ProctorError('tool_missing', `${program} is not installed`, {
              hint: `install ${program}`,
              cause,
            })
          : cause,
      ),
    )
    child.once('close', resolve)
  })
  if (code === 0) return
  const said = stderr.trim().split('\n').slice(-3).join(' ')
  throw new ProctorError('source_failed', `\`${argv.join(' ')}\` ended with ${code ?? 'a signal'}: ${said}`, {
    hint: 'run the same command by hand to see why',
    details: { command: argv, exitCode: code, stderr },
  })
}
