// Promises: the fake engine is launched like any other engine, driven by a scenario file.
// Must not: play the scenario in this process. Called by: run/, through the registry.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { Scenario } from '../../contract/scenario.ts'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import { assetPath, packageRoot } from '../asset-path.ts'
import type { EngineAdapter, LaunchPlan, PrepareContext } from '../port.ts'
import { fakeConformance } from './conformance.ts'
import { createFakeNormaliser } from './normalise.ts'

const PROGRAM = '/opt/engine/fake-engine.mjs'
const SCENARIO = '/opt/engine/scenario.json'
const OwnPackage = z.object({ version: z.string().min(1) })

export const fakeAdapter: EngineAdapter = {
  id: 'fake',
  capabilities: ['usage'],
  needsScenario: true,
  async locate() {
    const own = OwnPackage.parse(JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')))
    return { version: own.version, purl: null, executables: [assetPath('fake-engine.mjs')], root: null }
  },
  async prepare(context): Promise<LaunchPlan> {
    const scenario = await checkedScenario(context.scenario)
    const { gateway, home, node } = context.inside
    return {
      argv: [
        node,
        PROGRAM,
        '--scenario',
        SCENARIO,
        ...(gateway === null ? [] : ['--gateway', gateway]),
        ...(context.model === null ? [] : ['--model', context.model]),
      ],
      env: { HOME: home, PATH: `${dirname(node)}:/usr/bin:/bin`, TMPDIR: '/tmp', LANG: 'C.UTF-8' },
      mounts: [
        { from: assetPath('fake-engine.mjs'), to: PROGRAM, mode: 'ro' },
        { from: scenario, to: SCENARIO, mode: 'ro' },
      ],
      stdin: 'closed',
      bridgePort: null,
    }
  },
  createNormaliser: createFakeNormaliser,
  conformance: fakeConformance,
}

/** The scenario's host path, once its JSON is known to have the form of the schema. */
async function checkedScenario(path: PrepareContext['scenario']): Promise<string> {
  if (path === null) {
    throw new ProctorError('config_invalid', 'the fake engine has no scenario', {
      hint: 'Add fake.yaml to the task or pass --scenario FILE.',
    })
  }
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new ProctorError('config_invalid', `${path} is not JSON`, { cause })
    if (errnoOf(cause) !== undefined)
      throw new ProctorError('config_unreadable', `can not read ${path}`, { cause })
    throw cause
  }
  const parsed = Scenario.safeParse(json)
  if (!parsed.success) {
    throw new ProctorError('config_invalid', `${path} is no scenario: ${z.prettifyError(parsed.error)}`)
  }
  return path
}
