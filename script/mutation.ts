// Mutation testing of the rooms that decide: `npm run test:mutation [ROOM or FILE...]`, as text here, and as JSON and HTML in
// coverage/mutation/. Of a room that files are named of, only these are changed; its tests all speak. How the tests run for a
// mutant: script/mutation/room-runner.ts.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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
const files = asked.filter((argument) => argument.endsWith('.ts'))
const rooms = new Set(asked.length === 0 ? Object.keys(ROOMS) : asked.map(toRoom))
const table: string[] = []
for (const room of rooms) {
  const tests = ROOMS[room] ?? []
  const own = files.filter((file) => toRoom(file) === room)
  const mutated = own.length > 0 ? own : [`src/${room}/**/*.ts`, '!src/**/*.test.ts', '!src/**/*.fixture.ts']
  const argv = ['run', '--testRunner', 'room', '--mutate', mutated.join(',')]
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

/** The room that is named, or that the file lies in. */
function toRoom(argument: string): string {
  const room = argument.endsWith('.ts') ? /^src\/([a-z]+)\//.exec(argument)?.[1] : argument
  if (room === undefined || ROOMS[room] === undefined)
    throw new Error(`${argument} is no room and lies in none of: ${Object.keys(ROOMS).join(', ')}`)
  if (room !== argument && !existsSync(argument)) throw new Error(`there is no file ${argument}`)
  return room
}

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
