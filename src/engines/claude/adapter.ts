import { dirname, join } from 'node:path'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { installedVersion } from '../installed-version.ts'
import type { EngineAdapter, Installation } from '../port.ts'
import { converseWithClaude } from './converse.ts'
import { createClaudeNormaliser } from './normalise.ts'

const PROGRAM = '/opt/engine/bin/claude'
const BRIDGE_PORT = 8787
const DEFAULT_MODEL = 'default'

export const claudeAdapter: EngineAdapter = {
  id: 'claude',
  capabilities: ['permissions', 'interrupt', 'usage'],
  /** The platform's binary, in a folder into which its npm package was installed. */
  async locate(install): Promise<Installation | null> {
    if (install === null) return null
    const platform = `${process.platform}-${process.arch}`
    const folder = join(install, 'node_modules', '@anthropic-ai', `claude-code-${platform}`)
    const version = await installedVersion(folder)
    if (version === null) return null
    const purl = `pkg:npm/%40anthropic-ai/claude-code@${version}`
    return { version, purl, executables: [join(folder, 'claude')], root: install }
  },
  async prepare({ installation, model, wire, inside }) {
    if (inside.gateway === null || (wire !== null && wire !== 'messages')) {
      throw new ProctorError('config_invalid', 'claude needs a provider that speaks the wire format messages')
    }
    const [program] = installation.executables
    if (program === undefined) throw new ProctorError('bug', 'claude was located without its executable')
    return {
      argv: [
        PROGRAM,
        ...['--print', '--verbose', '--input-format', 'stream-json', '--output-format', 'stream-json'],
        ...['--permission-prompt-tool', 'stdio', '--permission-mode', 'default'],
        ...['--strict-mcp-config', '--setting-sources', '', '--model', model ?? DEFAULT_MODEL],
      ],
      env: {
        HOME: inside.home,
        CLAUDE_CONFIG_DIR: join(inside.home, '.claude'),
        PATH: `${dirname(inside.node)}:/usr/bin:/bin`,
        TMPDIR: '/tmp',
        LANG: 'C.UTF-8',
        ANTHROPIC_BASE_URL: `http://127.0.0.1:${BRIDGE_PORT}`,
        ANTHROPIC_API_KEY: 'none',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        CLAUDE_CODE_MAX_RETRIES: '1',
        DISABLE_AUTOUPDATER: '1',
        DISABLE_ERROR_REPORTING: '1',
        DISABLE_TELEMETRY: '1',
      },
      mounts: [{ from: program, to: PROGRAM, mode: 'ro' }],
      stdin: 'pipe',
      bridgePort: BRIDGE_PORT,
    }
  },
  converse: converseWithClaude,
  createNormaliser: createClaudeNormaliser,
}
