// Promises: what an engine asked, what policy answered, what was done, from its protocol and from the measured patch.
// Must not: take the engine's word for what was not done when the patch says otherwise. Called by: fold-report.ts.
import { posix } from 'node:path'
import type { Event, EventData } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import type { PermissionCall, PermissionTable, PermissionVerdict } from '../contract/permissions.ts'

const MAX_LISTED = 200
const ACTING: ReadonlySet<string> = new Set(['edit', 'delete', 'move', 'execute'])

interface Action {
  name: string | null
  kind: string | null
  asked: number
  readonly answers: boolean[]
  readonly granted: string[]
  readonly named: string[]
  ended: EventData<'tool.finished'>['status'] | null
  ran: boolean
}

/** Null when no engine was started. */
export function toPermissions(events: readonly Event[], facts: Facts): PermissionTable | null {
  const started = events.find((event) => event.type === 'engine.started')
  if (started === undefined) return null
  const { cwd } = started.data
  const actions = gather(events)
  const changed = new Set(
    (facts.patch?.changedFiles ?? []).flatMap(({ path, oldPath }) =>
      [path, oldPath].flatMap((name) => (name === undefined ? [] : [posix.resolve(cwd, name)])),
    ),
  )
  const grants = [...actions.values()].filter(isGranted).flatMap(({ granted }) => granted)
  const inGrant = (path: string) => coversAny(cwd, grants, path)
  const calls = [...actions].map(([id, action]) => toCall(id, action, { cwd, changed, inGrant }))
  const changes = (facts.patch?.changedFiles ?? []).map(({ path }) => {
    const resolved = posix.resolve(cwd, path)
    const named = grants.some((grant) => posix.resolve(cwd, grant) === resolved)
    return {
      path,
      grant: named ? ('named' as const) : inGrant(path) ? ('command' as const) : ('none' as const),
    }
  })
  const count = (verdict: PermissionVerdict) => calls.filter((call) => call.verdict === verdict).length
  return {
    counts: {
      asked: calls.filter(({ asked }) => asked).length,
      granted: calls.filter(({ answer }) => answer === 'granted').length,
      denied: calls.filter(({ answer }) => answer === 'denied').length,
      answeredByEngine: count('answered-by-engine'),
      grantedNotExecuted: count('granted-not-executed'),
      executedWithoutGrant: count('executed-without-grant'),
      changedWithoutGrant: changes.filter(({ grant }) => grant === 'none').length,
    },
    calls: calls.slice(0, MAX_LISTED),
    changes: changes.slice(0, MAX_LISTED),
  }
}

/** Actions by the engine's own ids: those that change or run something, and those that it asked about. */
function gather(events: readonly Event[]): ReadonlyMap<string, Action> {
  const actions = new Map<string, Action>()
  const of = (id: string): Action => {
    const known = actions.get(id)
    if (known !== undefined) return known
    const fresh: Action = {
      name: null,
      kind: null,
      asked: 0,
      answers: [],
      granted: [],
      named: [],
      ended: null,
      ran: false,
    }
    actions.set(id, fresh)
    return fresh
  }
  for (const event of events) {
    if (event.type === 'permission.requested') of(event.data.toolCallId).asked += 1
    else if (event.type === 'permission.resolved') {
      const { toolCallId, optionKind, paths } = event.data
      const yes = optionKind === 'allow_once' || optionKind === 'allow_always'
      of(toolCallId).answers.push(yes)
      if (yes) of(toolCallId).granted.push(...(paths ?? []))
    } else if (event.type === 'tool.started') {
      const { toolCallId, name, kind, locations } = event.data
      const action = of(toolCallId)
      action.name = name
      action.kind = kind
      action.named.push(...locations)
    } else if (event.type === 'tool.finished') {
      const action = of(event.data.toolCallId)
      action.name ??= event.data.name
      action.kind ??= event.data.kind
      action.ended = event.data.status
    } else if (event.type === 'command.executed' && event.data.exitCode !== null) {
      of(event.data.toolCallId).ran = true
    }
  }
  for (const [id, { kind, asked, answers, ran }] of actions) {
    if (asked === 0 && answers.length === 0 && !ran && !ACTING.has(kind ?? '')) actions.delete(id)
  }
  return actions
}

/** Every question was answered with yes. */
function isGranted({ asked, answers }: Action): boolean {
  return answers.length > 0 && answers.length >= asked && answers.every((yes) => yes)
}

interface Measured {
  readonly cwd: string
  readonly changed: ReadonlySet<string>
  readonly inGrant: (path: string) => boolean
}

function toCall(id: string, action: Action, { cwd, changed, inGrant }: Measured): PermissionCall {
  const { name, kind, named, answers, granted } = action
  const paths = [...new Set(named.map((path) => posix.resolve(cwd, path)))]
  const said = saidOf(action)
  const answer = isGranted(action) ? 'granted' : answers.includes(false) ? 'denied' : 'none'
  const touched = paths.filter((path) => changed.has(path))
  const measured = paths.length === 0 ? 'not-named' : touched.length > 0 ? 'changed' : 'unchanged'
  // What changed at a path that another action had been granted proves nothing about this one.
  const executed = said === 'executed' || touched.some((path) => !inGrant(path))
  const beyond = granted.length > 0 && paths.some((path) => !coversAny(cwd, granted, path))
  return {
    toolCallId: id.slice(0, MAX_LISTED),
    name: name?.slice(0, MAX_LISTED) ?? null,
    kind,
    asked: action.asked > 0,
    answer,
    said,
    measured,
    verdict: verdictOf({ answer, said, executed, beyond }),
  }
}

function verdictOf(seen: {
  readonly answer: PermissionCall['answer']
  readonly said: PermissionCall['said']
  readonly executed: boolean
  readonly beyond: boolean
}): PermissionVerdict {
  const { answer, said, executed, beyond } = seen
  if (executed && (answer !== 'granted' || beyond)) return 'executed-without-grant'
  if (answer === 'granted') return executed ? 'granted' : 'granted-not-executed'
  if (answer === 'denied') return 'denied'
  return said === 'not-executed' ? 'answered-by-engine' : 'unknown'
}

/** A command that failed did run, unless the engine says otherwise; an edit that failed did not. */
function saidOf({ kind, ended, ran }: Action): PermissionCall['said'] {
  if (ran || ended === 'completed') return 'executed'
  if (ended === null) return 'unknown'
  return ended === 'failed' && kind === 'execute' ? 'unknown' : 'not-executed'
}

function coversAny(cwd: string, grants: readonly string[], path: string): boolean {
  const resolved = posix.resolve(cwd, path)
  return grants.some((grant) => {
    const folder = posix.resolve(cwd, grant)
    return resolved === folder || resolved.startsWith(`${folder}/`)
  })
}
