// Promises: what this machine offers for runs, and what each lack costs. Must not: change anything, or start an
// engine. Called by: the doctor command.
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { DoctorCheck, DoctorResult } from '../contract/setup-results.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import { ADAPTER_IDS, findAdapter } from '../engines/registry.ts'
import { assertKeysTrusted, readMachineKeys } from '../evidence/keys.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { createSandbox } from '../sandbox/create-sandbox.ts'
import { findProgram } from '../sandbox/find-program.ts'
import { openLimiter } from '../sandbox/limits.ts'
import { git } from '../workspace/git.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'

/** @param workspace null outside a workspace: keys and configured engines are not looked at then */
export async function inspectMachine(workspace: LoadedWorkspace | null): Promise<DoctorResult> {
  const checks = [
    checkPlatform(),
    checkNode(),
    await checkGit(),
    await checkSandbox(),
    await checkLimits(),
    await checkProgram(
      'ssh-keygen',
      "people's signatures can not be made or checked; install openssh-client",
    ),
    await checkProgram('npm', 'engines from npm can not be installed; install npm'),
    await checkDisk(workspace?.dir ?? tmpdir()),
    ...(workspace === null ? [] : [await checkKeys(workspace), checkProtection(workspace)]),
    ...(await checkEngines(workspace)),
  ]
  return { ok: checks.every(({ required, status }) => !required || status === 'ok'), checks }
}

function check(id: string, required: boolean, found: string, cost: string | null = null): DoctorCheck {
  return { id, status: cost === null ? 'ok' : required ? 'missing' : 'limited', found, cost, required }
}

function checkPlatform(): DoctorCheck {
  const found = `${process.platform}-${process.arch}`
  if (process.platform === 'linux') return check('platform', true, found)
  return check(
    'platform',
    true,
    found,
    'no engine can be run here; `verify` and reading work. Run engines on Linux',
  )
}

function checkNode(): DoctorCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const enough = major > 24 || (major === 24 && minor >= 15)
  return check('node', true, process.version, enough ? null : 'proctor needs Node 24.15 or newer')
}

async function checkGit(): Promise<DoctorCheck> {
  try {
    const { code, stdout } = await git(tmpdir(), ['--version'])
    return check('git', true, stdout.trim() || 'broken', code === 0 ? null : 'nothing works without git')
  } catch (error) {
    if (!isProctorError(error, 'tool_missing')) throw error
    return check('git', true, 'not found', 'nothing works without git; install it')
  }
}

async function checkSandbox(): Promise<DoctorCheck> {
  const { available, version, problems } = await createSandbox('bubblewrap').available()
  const found =
    version === null
      ? 'not found'
      : `${version}${process.getuid?.() === 0 ? '' : ', without a uid of its own'}`
  const cost = `engines run only with \`--sandbox none\`, unprotected, and such runs count for no more than artificial fixtures`
  return check('bubblewrap', true, found, available ? null : `${[...problems, cost].join('; ')}`)
}

async function checkLimits(): Promise<DoctorCheck> {
  if (process.platform !== 'linux')
    return check('limits', false, 'none', 'memory and processes can not be limited')
  const caps = { wallMs: 1_000, silenceMs: null, outputBytes: 1_024, memoryBytes: 1 << 28, processes: 64 }
  const limiter = await openLimiter(caps, { overhead: 0, rlimit: false })
  const { memory, processes } = limiter
  await limiter.close()
  const weak = memory === 'poll' || memory === 'none'
  const cost =
    'no control group can be written: memory and processes are watched from outside, and a fast engine can overshoot'
  return check('limits', false, `memory by ${memory}, processes by ${processes}`, weak ? cost : null)
}

async function checkProgram(name: string, cost: string): Promise<DoctorCheck> {
  const path = await findProgram(name)
  return check(
    name,
    false,
    path ?? `not found in ${(process.env.PATH ?? '').split(delimiter).length} folders of PATH`,
    path === null ? cost : null,
  )
}

const DISK_WANTED = 2 * 1024 ** 3

async function checkDisk(dir: string): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free for ${dir}`
  return check(
    'disk',
    false,
    found,
    free < DISK_WANTED ? 'a run may fail to write its evidence; free 2 GiB' : null,
  )
}

async function checkKeys(workspace: LoadedWorkspace): Promise<DoctorCheck> {
  try {
    const keys = await readMachineKeys(workspace.paths.keys)
    if (workspace.trust === null)
      return check('keys', true, 'no trust.json', 'bundles of this workspace can not be verified')
    assertKeysTrusted(keys, workspace.trust)
    return check('keys', true, 'harness, verifier and ledger, as trust.json says')
  } catch (error) {
    if (!isProctorError(error, 'keys_missing')) throw error
    const hint = error.hint === undefined ? '' : `; ${error.hint}`
    return check('keys', true, 'missing', `nothing can be sealed: ${error.message}${hint}`)
  }
}

function checkProtection({ protection }: LoadedWorkspace): DoctorCheck {
  const cost =
    'what governs runs is not committed: standing earned here is capped at artificial fixtures; commit it'
  if (!protection.protected) return check('protection', false, protection.why, cost)
  if (protection.changed.length > 0)
    return check('protection', false, `changed since the commit: ${protection.changed.join(', ')}`, cost)
  return check('protection', false, `commit ${protection.commit}`)
}

async function checkEngines(workspace: LoadedWorkspace | null): Promise<DoctorCheck[]> {
  const engines: readonly Pick<EngineConfig, 'id' | 'adapter' | 'install'>[] =
    workspace?.config.engines ?? ADAPTER_IDS.map((id) => ({ id, adapter: id }))
  return Promise.all(
    engines.map(async ({ id, adapter, install }) => {
      const name = `engine ${id}`
      const found = findAdapter(adapter)
      if (found === undefined)
        return check(
          name,
          false,
          'no adapter',
          `no adapter is called ${adapter}; there are: ${ADAPTER_IDS.join(', ')}`,
        )
      const at = install === undefined || workspace === null ? null : join(workspace.dir, install)
      const installation = await found.locate(at)
      return installation === null
        ? check(
            name,
            false,
            'not installed',
            `${id} can not run; install it with \`script/engines ${adapter}\``,
          )
        : check(name, false, installation.version)
    }),
  )
}
