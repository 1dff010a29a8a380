// Runs inside pi: asks whoever drives pi over its RPC mode before a tool does more than read. No answer means no.
const READING = new Set(['read', 'grep', 'find', 'ls'])

// biome-ignore lint/style/noDefaultExport: the default export is what pi loads
export default function askBeforeActing(pi) {
  pi.on('tool_call', async ({ toolName, toolCallId, input }, context) => {
    if (READING.has(toolName)) return undefined
    const message = JSON.stringify({ toolCallId, tool: toolName, input })
    const granted = await context.ui.confirm('permission', message)
    return granted === true ? undefined : { block: true, reason: 'the policy of this run does not allow it' }
  })
}
