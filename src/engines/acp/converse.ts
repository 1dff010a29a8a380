// Promises: one session with one prompt of an agent that speaks the Agent Client Protocol: requests for permission are
// answered by policy, files and terminals are served by the relay in the sandbox, the end of the turn ends it.
// Must not: touch the checkout from outside, or answer what it does not know with yes. Called by: the ACP adapters.
import * as z from 'zod'
import { openJsonTalk, whenStopping } from '../json-talk.ts'
import type { JsonObject } from '../line-normaliser.ts'
import type { EngineProcess, PermissionPolicy, PrepareContext } from '../port.ts'
import {
  ActionMessage,
  actionId,
  isServedInside,
  OURS,
  PermissionMessage,
  pathsOf,
  Request,
  type Tool,
  UPDATE_METHOD,
  Update,
  updateOf,
} from './messages.ts'

const PROTOCOL_VERSION = 1
const METHOD_NOT_FOUND = -32601
const REFUSED = -32000
const Session = z.object({ result: z.object({ sessionId: z.string() }) })

export async function converseOverAcp(
  process: EngineProcess,
  { instruction, inside, permissions }: Pick<PrepareContext, 'instruction' | 'inside' | 'permissions'>,
): Promise<void> {
  const talk = openJsonTalk(process)
  const send = (message: JsonObject) => talk.send({ jsonrpc: '2.0', ...message })
  const paths = new Map<string, readonly string[]>()
  /** What follows from the answer to a request of ours; false when the conversation is over. */
  const proceed = (message: JsonObject): boolean => {
    if (message.error !== undefined || message.id === OURS.prompt) return false
    if (message.id === OURS.initialize) {
      const params = { cwd: inside.checkout, mcpServers: [] }
      send({ id: OURS.newSession, method: 'session/new', params })
    } else if (message.id === OURS.newSession) {
      const session = Session.safeParse(message)
      if (!session.success) return false
      const { sessionId } = session.data.result
      const prompt = [{ type: 'text', text: instruction }]
      send({ id: OURS.prompt, method: 'session/prompt', params: { sessionId, prompt } })
      whenStopping(process, () => send({ method: 'session/cancel', params: { sessionId } }))
    }
    return true
  }

  const clientCapabilities = {
    fs: { readTextFile: true, writeTextFile: permissions !== 'deny' },
    terminal: permissions !== 'deny',
  }
  const clientInfo = { name: 'proctor', version: '1' }
  const params = { protocolVersion: PROTOCOL_VERSION, clientCapabilities, clientInfo }
  send({ id: OURS.initialize, method: 'initialize', params })
  for await (const message of talk.messages) {
    if (message.method === undefined) {
      if (!proceed(message)) break
    } else if (message.id === undefined) {
      notePaths(message, paths)
    } else {
      const reply = await answer(message, process, paths, { checkout: inside.checkout, permissions })
      if (reply !== null) send(reply)
    }
  }
  talk.end()
}

/** A request for permission may leave out the places that its tool call has named before. */
function notePaths(message: JsonObject, paths: Map<string, readonly string[]>): void {
  const update = Update.safeParse(message.method === UPDATE_METHOD ? updateOf(message) : null)
  if (!update.success || !('toolCallId' in update.data)) return
  const named = pathsOf(update.data)
  if (named.length > 0) paths.set(update.data.toolCallId, named)
}

async function answer(
  message: JsonObject,
  process: EngineProcess,
  paths: ReadonlyMap<string, readonly string[]>,
  { checkout, permissions }: { readonly checkout: string; readonly permissions: PermissionPolicy },
): Promise<JsonObject | null> {
  const asked = PermissionMessage.safeParse(message)
  if (asked.success) {
    const { toolCall, options } = asked.data.params
    const wanted = wantedPaths(toolCall, paths, checkout)
    const offered = options.map(({ kind }) => kind)
    const { optionKind } = await process.permit({ toolCallId: toolCall.toolCallId, paths: wanted, offered })
    const option = options.find(({ kind }) => kind === optionKind)
    const outcome =
      option === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId: option.optionId }
    return { id: asked.data.id, result: { outcome } }
  }
  const other = Request.safeParse(message)
  if (!other.success || isServedInside(other.data.method, permissions)) return null
  const action = ActionMessage.safeParse(message)
  if (action.success) return { id: action.data.id, error: await refuse(action.data, process, checkout) }
  return {
    id: other.data.id,
    error: { code: METHOD_NOT_FOUND, message: `${other.data.method} is not offered` },
  }
}

/** Nothing but a no is on offer: where policy would grant it, the relay has served it. */
async function refuse(action: ActionMessage, process: EngineProcess, checkout: string): Promise<JsonObject> {
  const path = action.method === 'terminal/create' ? (action.params.cwd ?? checkout) : action.params.path
  await process.permit({ toolCallId: actionId(action), paths: [path], offered: ['reject_once'] })
  return { code: REFUSED, message: `${action.method}: policy denies it` }
}

/** A command counts as where it runs: in the checkout when it names no other place. */
function wantedPaths(
  tool: Tool,
  paths: ReadonlyMap<string, readonly string[]>,
  checkout: string,
): readonly string[] {
  const own = pathsOf(tool)
  const named = own.length > 0 ? own : (paths.get(tool.toolCallId) ?? [])
  return named.length === 0 && tool.kind === 'execute' ? [checkout] : named
}
