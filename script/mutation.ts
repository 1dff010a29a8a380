// Mutation testing of the rooms that decide: `npm run test:mutation [ROOM...]`, as text here, and as JSON and HTML in
// coverage/mutation/. How the tests run for a mutant: script/mutation/room-runner.ts.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which tests speak for a room: those beside it, and those that judge what it says without starting a process. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  gates: ['src/gates/**/*.test.ts'],
  policy: ['src/policy/**/*.test.ts'],
  verify: ['src/verify/**/*.test.ts', 'test/contradiction.test.ts'],
}

interface MutationReport {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly mutants: readonly {
          readonly status: string
          readonly mutatorName: string
          readonly replacement?: string
          readonly location: { readonly start: { readonly line: number; readonly column: number } }
        }[]
      }
    >
  >
}

const asked = process.argv.slice(2)
const rooms = asked.length > 0 ? asked : Object.keys(ROOMS)
const table: string[] = []
for (const room of rooms) {
  const tests = ROOMS[room]
  if (tests === undefined) throw new Error(`no room ${room}; there are: ${Object.keys(ROOMS).join(', ')}`)
  const argv = [
    'run',
    '--testRunner',
    'room',
    '--mutate',
    `src/${room}/**/*.ts,!src/**/*.test.ts,!src/**/*.fixture.ts`,
  ]
  const { status } = spawnSync('stryker', argv, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PROCTOR_MUTATION_TESTS: tests.join(',') },
  })
  if (status !== 0) process.exitCode = 1
  const report = JSON.parse(
    readFileSync(join('coverage', 'mutation', 'mutation.json'), 'utf8'),
  ) as MutationReport
  table.push(...survivorsOf(report), summaryOf(room, report))
}
console.log(table.join('\n'))

function survivorsOf({ files }: MutationReport): string[] {
  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(
        ({ status, mutatorName, replacement, location: { start } }) =>
          `${file}:${start.line}:${start.column} ${status} ${mutatorName} ${JSON.stringify(replacement ?? '')}`,
      ),
  )
}

function summaryOf(room: string, { files }: MutationReport): string {
  const mutants = Object.values(files).flatMap((file) => file.mutants)
  const count = (...kinds: string[]) => mutants.filter(({ status }) => kinds.includes(status)).length
  const killed = count('Killed', 'Timeout')
  const alive = count('Survived', 'NoCoverage')
  return [
    `${room}: ${killed} of ${killed + alive} mutants killed (${((100 * killed) / (killed + alive)).toFixed(1)} %),`,
    `${count('Timeout')} of them by their time, ${count('NoCoverage')} reached by no test,`,
    `${mutants.length - killed - alive} left out`,
  ].join(' ')
}
