import { spawn } from 'node:child_process'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

export interface KeygenAnswer {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

const OUTPUT_LIMIT = 1024 * 1024
/** Long enough to find a hardware key and touch it. */
const PATIENCE_MS = 120_000

/**
 * Runs ssh-keygen with `input` on its stdin and waits for its end, whatever its exit code.
 * Its environment holds PATH and HOME, and the ssh agent and what asks for a passphrase only for signing. Without a
 * terminal it has nobody to ask: it loses the terminal of the session too, and asks a program only where
 * SSH_ASKPASS_REQUIRE says so. It never outlasts two minutes.
 * @throws ProctorError tool_missing
 */
export async function sshKeygen(
  args: readonly string[],
  input: Uint8Array,
  forSigning = false,
): Promise<KeygenAnswer> {
  const { PATH, HOME } = process.env
  const alone = !forSigning || process.stdin.isTTY !== true
  const child = spawn('ssh-keygen', [...args], {
    env: {
      PATH,
      HOME,
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(forSigning ? signingEnvironment(alone) : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: alone,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  collect(child.stdout, stdout)
  collect(child.stderr, stderr)
  // A process that ends early closes its stdin; its exit code tells why, not the broken pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        errnoOf(cause) === 'ENOENT'
          ? new ProctorError('tool_missing', 'ssh-keygen is not installed', {
              hint: 'install OpenSSH',
              cause,
            })
          : cause,
      ),
    )
    child.once('close', resolve)
  })
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8').trim() }
}

function signingEnvironment(alone: boolean): NodeJS.ProcessEnv {
  const { SSH_AUTH_SOCK, SSH_ASKPASS, SSH_ASKPASS_REQUIRE, DISPLAY } = process.env
  const asks = !alone || SSH_ASKPASS_REQUIRE === 'force' || SSH_ASKPASS_REQUIRE === 'prefer'
  return asks
    ? { SSH_AUTH_SOCK, SSH_ASKPASS, SSH_ASKPASS_REQUIRE, DISPLAY }
    : { SSH_AUTH_SOCK, SSH_ASKPASS_REQUIRE: 'never' }
}

function collect(stream: NodeJS.ReadableStream, into: Buffer[]): void {
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= OUTPUT_LIMIT) into.push(chunk)
  })
}
