// Promises: one prompt over claude's stream-json input: its questions are answered by policy, its result ends it.
// Must not: answer what it does not know with yes. Called by: run/, through the claude adapter.
import { openJsonTalk, whenStopping } from '../json-talk.ts'
import type { EngineProcess, PermissionRequest, PrepareContext } from '../port.ts'
import { CanUseTool, ControlRequest, pathsOf } from './messages.ts'

export async function converseWithClaude(
  process: EngineProcess,
  { instruction, inside }: Pick<PrepareContext, 'instruction' | 'inside'>,
): Promise<void> {
  const talk = openJsonTalk(process)
  const interrupt = () =>
    talk.send({ type: 'control_request', request_id: 'interrupt', request: { subtype: 'interrupt' } })
  talk.send({ type: 'control_request', request_id: 'initialize', request: { subtype: 'initialize' } })
  const content = [{ type: 'text', text: instruction }]
  talk.send({ type: 'user', message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' })
  whenStopping(process, interrupt)
  for await (const message of talk.messages) {
    if (message.type === 'result') break
    if (message.type !== 'control_request') continue
    const asked = CanUseTool.safeParse(message)
    if (asked.success) {
      const { input } = asked.data.request
      const { granted } = await process.permit(toRequest(asked.data, inside.checkout))
      const response = granted
        ? { behavior: 'allow', updatedInput: input }
        : { behavior: 'deny', message: 'the policy of this run does not allow it' }
      const { request_id } = asked.data
      talk.send({ type: 'control_response', response: { subtype: 'success', request_id, response } })
      continue
    }
    const other = ControlRequest.safeParse(message)
    if (!other.success) continue
    const { request_id } = other.data
    const response = { subtype: 'error', request_id, error: 'this is not offered' }
    talk.send({ type: 'control_response', response })
  }
  talk.end()
}

/** A command runs in the checkout, unless claude itself says which path it would leave it for. */
function toRequest({ request }: CanUseTool, checkout: string): PermissionRequest {
  const { tool_use_id: toolCallId, tool_name, input, blocked_path } = request
  const blocked = blocked_path ? [blocked_path] : []
  const paths = tool_name === 'Bash' ? [checkout] : pathsOf(input)
  return { toolCallId, paths: paths.length === 0 ? [] : [...paths, ...blocked] }
}
