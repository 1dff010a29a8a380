// Promises: one prompt to pi in its RPC mode: its extension's questions are answered, and it ends when the agent has.
// Must not: answer what it does not know with yes. Called by: run/, through the pi adapters.
import { openJsonTalk, whenStopping } from '../json-talk.ts'
import type { EngineProcess, PermissionRequest, PrepareContext } from '../port.ts'
import { Line, type Question, toQuestion } from './messages.ts'

/** @param end the line after which nothing more of the prompt follows */
export async function converseWithPi(
  process: EngineProcess,
  { instruction, inside }: Pick<PrepareContext, 'instruction' | 'inside'>,
  end: 'agent_end' | 'agent_settled',
): Promise<void> {
  const talk = openJsonTalk(process)
  talk.send({ id: 'prompt', type: 'prompt', message: instruction })
  whenStopping(process, () => talk.send({ type: 'abort' }))
  for await (const message of talk.messages) {
    if (message.type === end || (message.type === 'response' && message.success !== true)) break
    const line = Line.safeParse(message)
    if (!line.success || line.data.type !== 'extension_ui_request') continue
    const { id } = line.data
    const question = toQuestion(line.data)
    if (question === null) {
      talk.send({ type: 'extension_ui_response', id, cancelled: true })
      continue
    }
    const { granted } = await process.permit(toRequest(question, inside.checkout))
    talk.send({ type: 'extension_ui_response', id, confirmed: granted })
  }
  talk.end()
}

/** A command runs in the checkout and names nothing else; a tool that is not known names nothing, and so gets nothing. */
function toRequest({ toolCallId, tool, input }: Question, checkout: string): PermissionRequest {
  if (tool === 'bash') return { toolCallId, paths: [checkout] }
  const { path } = input
  const names = (tool === 'edit' || tool === 'write') && typeof path === 'string'
  return { toolCallId, paths: names ? [path] : [] }
}
