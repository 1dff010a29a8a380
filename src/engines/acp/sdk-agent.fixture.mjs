// An agent built on the protocol's own SDK: reads a file, asks for permission, writes the file, runs a command in a
// terminal, and tries both outside the checkout. What it does is told by its arguments: FILE FROM TO.
import { existsSync, symlinkSync, unlinkSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import * as acp from '@agentclientprotocol/sdk'

const [file, from, to] = process.argv.slice(2)
const { agent: ofAgent, client: ofClient } = acp.methods
let cwd = ''

acp
  .agent({ name: 'test-agent' })
  .onRequest(ofAgent.initialize, () => ({ protocolVersion: acp.PROTOCOL_VERSION, agentCapabilities: {} }))
  .onRequest(ofAgent.session.new, ({ params }) => {
    cwd = params.cwd
    return { sessionId: 's1' }
  })
  .onRequest(ofAgent.session.prompt, async ({ params, client }) => {
    const { sessionId } = params
    const say = (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } })
    const update = (told) => client.notify(ofClient.session.update, { sessionId, update: told })
    const refusal = (request) =>
      request.then(
        () => 'granted',
        () => 'refused',
      )
    const read = (path) => client.request(ofClient.fs.readTextFile, { sessionId, path })
    const write = (path, content) => client.request(ofClient.fs.writeTextFile, { sessionId, path, content })

    const runCommand = async () => {
      const asked = { sessionId, command: 'sh', args: ['-c', 'pwd; exit 3'] }
      const made = await client.request(ofClient.terminal.create, asked).catch(() => null)
      if (made === null) return 'terminal refused'
      const { terminalId } = made
      const exit = await client.request(ofClient.terminal.waitForExit, { sessionId, terminalId })
      const { output } = await client.request(ofClient.terminal.output, { sessionId, terminalId })
      await client.request(ofClient.terminal.release, { sessionId, terminalId })
      return `terminal ${output.trim()} ${exit.exitCode}`
    }

    const path = `${cwd}/${file}`
    const { content } = await read(path)
    await update({
      sessionUpdate: 'tool_call',
      toolCallId: 't1',
      title: 'edit',
      kind: 'edit',
      status: 'pending',
      locations: [{ path }],
    })
    const { outcome } = await client.request(ofClient.session.requestPermission, {
      sessionId,
      toolCall: { toolCallId: 't1', title: 'edit', kind: 'edit' },
      options: [
        { optionId: 'y', name: 'Yes', kind: 'allow_once' },
        { optionId: 'n', name: 'No', kind: 'reject_once' },
      ],
    })
    const granted = outcome.outcome === 'selected' && outcome.optionId === 'y'
    if (granted) await write(path, content.replace(from, to))
    await update({
      sessionUpdate: 'tool_call_update',
      toolCallId: 't1',
      status: granted ? 'completed' : 'failed',
    })
    const link = `${cwd}/link`
    const made = !existsSync(link)
    if (made) symlinkSync('/tmp', link)
    const outside = [
      await refusal(read('/etc/hostname')),
      await refusal(write('/tmp/evil.txt', 'evil')),
      await refusal(write(`${cwd}/link/evil.txt`, 'evil')),
      await refusal(write(`${cwd}/../evil.txt`, 'evil')),
      await refusal(client.request(ofClient.terminal.create, { sessionId, command: 'pwd', cwd: '/tmp' })),
    ]
    if (made) unlinkSync(link)
    await say(`outside ${outside.join(',')}; `)
    await say(await runCommand())
    return { stopReason: 'end_turn' }
  })
  .connect(acp.ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)))
