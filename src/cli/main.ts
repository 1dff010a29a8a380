// Promises: the process ends with the code of the answer, whatever happens. Must not: hold any logic of a command.
// Called by: bin/proctor (unbuilt) and bin/proctor.js (the bundle). The only process.exit outside bin/.
import { toFailure } from './failure.ts'
import { flushed } from './output.ts'
import { COMMANDS } from './registry.ts'
import { runCommandLine } from './run-command-line.ts'

// Node's own answer to these is exit code 1, which would read as "the answer is no".
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    const failure = toFailure(error)
    process.stderr.write(`${failure.lines.join('\n')}\n`, () => process.exit(70))
  })
}

const exitCode = await runCommandLine(
  {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    platform: process.platform,
    stdout: process.stdout,
    stderr: process.stderr,
  },
  COMMANDS,
)
await Promise.all([flushed(process.stdout), flushed(process.stderr)])
process.exit(exitCode)
