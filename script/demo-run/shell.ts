import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const DEMO = join(ROOT, '.demo')

/** Runs a command and gives its output. @throws when it fails */
export function output(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status === 0) return stdout.trim()
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
}

/** Runs proctor with --json; its progress is shown. Gives the exit code and the document. */
export function proctor(...args: string[]): {
  readonly status: number | null
  readonly document: Readonly<Record<string, unknown>>
} {
  const { status, stdout } = spawnSync(join(ROOT, 'bin/proctor'), [...args, '--json'], {
    cwd: DEMO,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  })
  const document: unknown = JSON.parse(stdout)
  if (typeof document !== 'object' || document === null)
    throw new Error(`proctor ${args.join(' ')} gave no document`)
  return { status, document: { ...document } }
}
