import { parseSync } from 'rolldown/utils'

/** Where a source file reaches: what it imports in any way, and whether it ends the process itself. */
export interface Reach {
  readonly imports: readonly string[]
  readonly exitsProcess: boolean
}

export function reachOf(name: string, source: string): Reach {
  const { program, errors } = parseSync(name, source)
  if (errors.length > 0) throw new Error(`${name} can not be parsed: ${errors[0]?.message}`)
  const imports = new Set<string>()
  let exitsProcess = false
  visit(program, (node) => {
    if (IMPORTING.has(node.type)) {
      const target = literalOf(node.source)
      if (target !== undefined) imports.add(target)
      else if (node.type === 'ImportExpression') imports.add('(computed)')
    }
    if (node.type === 'CallExpression' && isNode(node.callee)) {
      const callee = node.callee
      if (callee.name === 'require' || propertyOf(callee) === 'getBuiltinModule') imports.add('(require)')
    }
    if (propertyOf(node) === 'exit' || propertyOf(node) === 'reallyExit' || propertyOf(node) === 'abort') {
      const object = node.object
      if (isNode(object) && object.name === 'process') exitsProcess = true
    }
  })
  return { imports: [...imports], exitsProcess }
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string }

const IMPORTING = new Set<string>([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function propertyOf(node: Node): unknown {
  return node.type === 'MemberExpression' && isNode(node.property)
    ? (node.property.name ?? node.property.value)
    : undefined
}

function literalOf(value: unknown): string | undefined {
  return isNode(value) && typeof value.value === 'string' ? value.value : undefined
}

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, onNode)
  else if (typeof value === 'object' && value !== null) {
    if (isNode(value)) onNode(value)
    for (const child of Object.values(value)) visit(child, onNode)
  }
}

/**
 * Which room may import which. A room may always import itself. Tests (`*.test.ts`, `*.fixture.ts`) may import any room, since they
 * wire real parts together and start real processes; nothing else may import them.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  kernel: ['contract'],
  planning: ['contract', 'kernel'],
  policy: ['contract', 'kernel'],
  gates: ['contract', 'kernel'],
  report: ['contract', 'kernel'],
  matrix: ['contract', 'kernel'],
  secrets: ['contract', 'kernel'],
  patchscan: ['contract', 'kernel', 'secrets'],
  testreport: ['contract', 'kernel'],
  ledger: ['contract', 'kernel'],
  verify: ['contract', 'kernel', 'report', 'gates', 'patchscan', 'testreport', 'ledger', 'policy'],
  standing: ['contract', 'kernel', 'ledger', 'compare'],
  compare: ['contract', 'kernel'],
  workspace: ['contract', 'kernel'],
  evidence: ['contract', 'kernel', 'ledger'],
  checkout: ['contract', 'kernel'],
  sandbox: ['contract', 'kernel'],
  signatures: ['contract', 'kernel'],
  sources: ['contract', 'kernel'],
  gateway: ['contract', 'kernel'],
  engines: ['contract', 'kernel'],
  run: [
    'contract',
    'kernel',
    'planning',
    'policy',
    'gates',
    'matrix',
    'patchscan',
    'secrets',
    'report',
    'testreport',
    'ledger',
    'verify',
    'standing',
    'compare',
    'workspace',
    'evidence',
    'checkout',
    'sandbox',
    'signatures',
    'sources',
    'gateway',
    'engines',
  ],
  cli: ['contract', 'kernel', 'planning', 'matrix', 'workspace', 'run'],
}

/** Rooms that do no I/O: the same input gives the same output. */
export const PURE_ROOMS = new Set([
  'contract',
  'kernel',
  'planning',
  'policy',
  'gates',
  'matrix',
  'patchscan',
  'secrets',
  'report',
  'testreport',
  'compare',
  'standing',
])

/** What a pure room may import from Node: computation only. */
const PURE_BUILTINS = new Set(['node:buffer', 'node:crypto', 'node:path', 'node:path/posix', 'node:util'])

/** Outside packages that each room may not do without; `contract` is held to zod alone. */
const CONTRACT_PACKAGES = new Set(['zod'])

/** The only files that may start a process or a thread. Each is there for a reason. */
export const PROCESS_STARTERS: Readonly<Record<string, string>> = {
  'src/checkout/git.ts': 'git, on git dirs of our own',
  'src/checkout/git-shells.ts': 'shells that start the same git where there is much of it',
  'src/sandbox/spawn-process.ts': 'everything that runs in a sandbox, and the sandbox itself',
  'src/workspace/git.ts': 'git, for the workspace itself',
  'src/signatures/ssh-keygen.ts': "ssh-keygen, for people's signatures",
  'src/sources/start-program.ts': 'git, npm and tar, which bring the source of an engine',
  'src/run/digest-thread.ts': 'threads that digest large files of a bundle',
  'src/run/scan-threads.ts': 'threads that look for claims in many planning documents',
  'src/run/scan-thread-main.ts': 'what such a thread runs',
  'src/ledger/leaf-hash-thread.ts': 'a thread that hashes the entries of a long ledger',
}

/** The only files outside ledger/ that may open one: there it is held against the checkpoints that were kept. */
const LEDGER_OPENERS = new Set(['src/run/workspace-ledger.ts', 'src/run/init-workspace.ts'])

/** The only files of src/ that may end the process. */
export const PROCESS_ENDERS = new Set(['src/cli/main.ts'])

/** What is wrong with one source file, in words. `path` is relative to the root, with slashes. */
export function violationsOf(path: string, source: string): string[] {
  const { imports, exitsProcess } = reachOf(path, source)
  const isTest = TEST_FILE.test(path)
  const room = roomOf(path)
  const found: string[] = []
  if (room !== undefined && !Object.hasOwn(ROOMS, room)) found.push(`the room ${room}/ is not in the table`)
  if (exitsProcess && !PROCESS_ENDERS.has(path)) found.push('ends the process')
  for (const target of imports) {
    const resolved = target.startsWith('.') ? resolveFrom(path, target) : undefined
    if (resolved?.startsWith('../')) found.push(`reaches outside the project: ${target}`)
    if (
      STARTING_MODULES.has(target.replace(/^node:/, '')) &&
      !Object.hasOwn(PROCESS_STARTERS, path) &&
      !isTest
    ) {
      found.push(`may not import ${target}`)
    }
    if (isTest || room === undefined) continue
    if (resolved === 'src/ledger/file-ledger.ts' && room !== 'ledger' && !LEDGER_OPENERS.has(path))
      found.push('opens a ledger without holding it against the checkpoints that were kept')
    if (TEST_FILE.test(target)) found.push(`imports a file for tests: ${target}`)
    if (target.startsWith('(')) found.push(`imports something that is not spelled out: ${target}`)
    if (resolved !== undefined) {
      const other = roomOf(resolved)
      if (other === undefined) found.push(`reaches outside src/: ${target}`)
      else if (other !== room && !(ROOMS[room]?.includes(other) ?? false))
        found.push(`${room}/ may not import ${other}/: ${target}`)
    } else if (target.startsWith('node:')) {
      if (PURE_ROOMS.has(room) && !PURE_BUILTINS.has(target))
        found.push(`${room}/ is pure and may not import ${target}`)
    } else if (room === 'contract' && !CONTRACT_PACKAGES.has(target)) {
      found.push(`contract/ may not import ${target}`)
    }
  }
  return found
}

/**
 * Circles of files that import one another, types included: nobody can read one of them without the others. One path that
 * comes back to its start for each, as `a.ts -> b.ts -> a.ts`. `sources` has the text of each file by its path.
 */
export function circlesIn(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const enter = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path)
    if (seenAt >= 0) found.push([...trail.slice(seenAt), path].join(' -> '))
    const source = sources.get(path)
    if (seenAt >= 0 || done.has(path) || source === undefined) return
    for (const target of reachOf(path, source).imports)
      if (target.startsWith('.')) enter(resolveFrom(path, target), [...trail, path])
    done.add(path)
  }
  for (const path of sources.keys()) enter(path, [])
  return found
}

const TEST_FILE = /\.(test|fixture)\.ts$/
const STARTING_MODULES = new Set(['child_process', 'worker_threads', 'cluster'])

/** `gates` of `src/gates/scope.ts`; undefined outside src/. */
function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}

function resolveFrom(path: string, target: string): string {
  const parts = path.split('/').slice(0, -1)
  for (const step of target.split('/')) {
    if (step === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (step !== '.') parts.push(step)
  }
  return parts.join('/')
}
