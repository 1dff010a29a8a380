// Promises: one thread with one turn of `codex app-server`: its requests for permission are answered, its end ends it.
// Must not: believe a path that codex names, answer what it does not know with yes, or keep anything of the turn.
// Called by: run/, through the codex adapter.
import * as z from 'zod'
import { openJsonTalk, whenStopping } from '../json-talk.ts'
import type { JsonObject } from '../line-normaliser.ts'
import type { EngineProcess, PermissionRequest, PrepareContext } from '../port.ts'
import { toItem } from './server-item.ts'
import { Notification, PermissionMessage, ServerRequest } from './server-messages.ts'

const INITIALIZE = 1
const START_THREAD = 2
const START_TURN = 3
const INTERRUPT = 4
const METHOD_NOT_FOUND = -32601

const Thread = z.object({ result: z.object({ thread: z.object({ id: z.string() }) }) })
const Turn = z.object({ result: z.object({ turn: z.object({ id: z.string() }) }) })

export async function converseWithCodex(
  process: EngineProcess,
  { instruction, inside }: Pick<PrepareContext, 'instruction' | 'inside'>,
): Promise<void> {
  const talk = openJsonTalk(process)
  const files = new Map<string, readonly string[]>()
  let threadId: string | null = null

  const stopOnAbort = (turnId: string) => {
    const params = { threadId, turnId }
    whenStopping(process, () => talk.send({ id: INTERRUPT, method: 'turn/interrupt', params }))
  }
  /** What follows from the answer to a request of ours; null when the conversation is over. */
  const proceed = (message: JsonObject): undefined | null => {
    if (message.error !== undefined) return null
    if (message.id === INITIALIZE) {
      talk.send({ method: 'initialized' })
      const params = {
        cwd: inside.checkout,
        approvalPolicy: 'untrusted',
        sandbox: 'danger-full-access',
        ephemeral: true,
      }
      talk.send({ id: START_THREAD, method: 'thread/start', params })
    } else if (message.id === START_THREAD) {
      const thread = Thread.safeParse(message)
      if (!thread.success) return null
      threadId = thread.data.result.thread.id
      const input = [{ type: 'text', text: instruction }]
      talk.send({ id: START_TURN, method: 'turn/start', params: { threadId, input } })
    } else if (message.id === START_TURN) {
      const turn = Turn.safeParse(message)
      if (turn.success) stopOnAbort(turn.data.result.turn.id)
    }
  }

  const clientInfo = { name: 'proctor', title: 'proctor', version: '1' }
  talk.send({ id: INITIALIZE, method: 'initialize', params: { clientInfo } })
  for await (const message of talk.messages) {
    if (message.method === undefined) {
      if (proceed(message) === null) break
      continue
    }
    if (message.id !== undefined) {
      await answer(message, files, process, (reply) => talk.send(reply))
      continue
    }
    const told = Notification.safeParse(message)
    if (!told.success) continue
    if (told.data.method === 'item/started') {
      const item = toItem(told.data.params.item)
      if (item?.type === 'file_change')
        files.set(
          item.id,
          item.changes.map(({ path }) => path),
        )
    } else if (told.data.method === 'turn/completed') break
  }
  talk.end()
}

async function answer(
  message: JsonObject,
  files: ReadonlyMap<string, readonly string[]>,
  process: EngineProcess,
  send: (reply: JsonObject) => void,
): Promise<void> {
  const asked = PermissionMessage.safeParse(message)
  if (asked.success) {
    const { granted } = await process.permit(toRequest(asked.data, files))
    send({ id: asked.data.id, result: { decision: granted ? 'accept' : 'decline' } })
    return
  }
  const other = ServerRequest.safeParse(message)
  if (!other.success) return
  const error = { code: METHOD_NOT_FOUND, message: `${other.data.method} is not offered` }
  send({ id: other.data.id, error })
}

/** A command counts as where it runs; one that also asks for the network names no path, and so gets none. */
function toRequest(
  { method, params }: PermissionMessage,
  files: ReadonlyMap<string, readonly string[]>,
): PermissionRequest {
  const toolCallId = params.itemId
  if (method === 'item/fileChange/requestApproval') {
    const root = params.grantRoot ? [params.grantRoot] : []
    const changed = files.get(toolCallId) ?? []
    return { toolCallId, paths: changed.length === 0 ? [] : [...changed, ...root] }
  }
  const plain = params.kind === 'command' && (params.networkApprovalContext ?? null) === null
  return { toolCallId, paths: plain && params.cwd ? [params.cwd] : [] }
}
