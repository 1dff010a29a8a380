// Promises: Case (workos/case) runs from an admitted source that is mounted read-only, on files of this run in its own
// format, with its models at the gateway. Must not: let it see a remote, `gh` or a token, or believe its own markers.
// Called by: run/, through the registry.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import { assetPath } from '../asset-path.ts'
import type { EngineAdapter, Installation } from '../port.ts'
import { TASK_ID, toCaseFiles } from './case-files.ts'
import { createCaseNormaliser } from './normalise.ts'
import { CASE_SCRIPTED } from './scripted.ts'

const SOURCE = '/opt/engine/case'
const BUN = '/opt/engine/bin/bun'
const RELAY = '/opt/engine/case-relay.mjs'
const BRIDGE_PORT = 8787
const DEFAULT_MODEL = 'default'
const OwnPackage = z.object({ version: z.string().min(1) })

export const caseAdapter: EngineAdapter = {
  id: 'case',
  capabilities: [],
  /** A folder with `case/`, the source with its packages and generated assets, and `bun`, the runtime from npm. */
  async locate(install): Promise<Installation | null> {
    if (install === null) return null
    const [source, bun] = [join(install, 'case'), join(install, 'bun')]
    try {
      await access(join(source, 'src/index.ts'))
      await access(bun)
      const { version } = OwnPackage.parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')))
      return { version, purl: null, executables: [source, bun], root: install }
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null
      throw error
    }
  },
  async prepare({ installation, instruction, model, wire, home, inside }) {
    if (inside.gateway === null || (wire !== null && wire !== 'chat-completions')) {
      throw new ProctorError(
        'config_invalid',
        'case needs a provider that speaks the wire format chat-completions',
      )
    }
    const [source, bun] = installation.executables
    if (source === undefined || bun === undefined)
      throw new ProctorError('bug', 'case was located without its parts')
    const files = toCaseFiles({ instruction, model: model ?? DEFAULT_MODEL, inside, port: BRIDGE_PORT })
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(home, name)), { recursive: true, mode: 0o700 })
      await writeFile(join(home, name), content, { flag: 'wx' })
    }
    const task = join(inside.checkout, '.case/tasks/active', `${TASK_ID}.task.json`)
    const run = [BUN, `${SOURCE}/src/index.ts`, 'run', '--task', task, '--mode', 'unattended']
    return {
      argv: [inside.node, RELAY, inside.checkout, join(inside.home, 'task'), TASK_ID, '--', ...run],
      env: {
        HOME: inside.home,
        CASE_DATA_DIR: join(inside.home, 'case'),
        PI_CODING_AGENT_DIR: join(inside.home, 'pi'),
        PI_OFFLINE: '1',
        OPENAI_API_KEY: 'none',
        PATH: `${dirname(BUN)}:${dirname(inside.node)}:/usr/bin:/bin`,
        TMPDIR: '/tmp',
        LANG: 'C.UTF-8',
        GIT_AUTHOR_NAME: 'case',
        GIT_AUTHOR_EMAIL: 'case@proctor.invalid',
        GIT_COMMITTER_NAME: 'case',
        GIT_COMMITTER_EMAIL: 'case@proctor.invalid',
      },
      mounts: [
        { from: source, to: SOURCE, mode: 'ro' },
        { from: bun, to: BUN, mode: 'ro' },
        { from: assetPath('case-relay.mjs'), to: RELAY, mode: 'ro' },
      ],
      stdin: 'closed',
      bridgePort: BRIDGE_PORT,
    }
  },
  createNormaliser: createCaseNormaliser,
  scripted: CASE_SCRIPTED,
}
