// Promises: an npm source retrieved package by package, platform packages included, and the same derived again later.
// Must not: run an install script, believe a manifest where there are bytes, or write but below its folder.
// Called by: run/, through index.ts.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PackageURL } from 'packageurl-js'
import ssri from 'ssri'
import * as z from 'zod'
import type { NpmSource, SourceAdmission, SourcePackage } from '../contract/source-admission.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import type { DerivedSource, SourceCheck } from './derived-source.ts'
import type { DigestCache } from './digest-cache.ts'
import { digestOfEntries, digestTree, type TreeDigest } from './digest-tree.ts'
import { findLicence, type LicenceFound } from './licence-evidence.ts'
import { PROGRAM_PATH, runProgram } from './start-program.ts'

type Command = readonly [string, ...string[]]

const LockedPackage = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  inBundle: z.boolean().optional(),
})
type LockedPackage = z.infer<typeof LockedPackage>
const Lock = z.object({ packages: z.record(z.string(), LockedPackage) })
const Manifest = z.object({ scripts: z.record(z.string(), z.string()).optional() })
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'] as const

/** `@scope/name` and version of a purl. @throws ProctorError usage */
export function parseNpmPurl(purl: string): { readonly name: string; readonly version: string } {
  const hint = 'write it as pkg:npm/name@1.2.3 or pkg:npm/%40scope/name@1.2.3'
  let parsed: PackageURL
  try {
    parsed = PackageURL.fromString(purl)
  } catch (cause) {
    throw new ProctorError('usage', `${purl} is no package URL`, { hint, cause })
  }
  const { type, namespace, name, version } = parsed
  const exact = version !== undefined && version !== null && /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version)
  if (type !== 'npm' || !exact)
    throw new ProctorError('usage', `${purl} names no exact version on npm`, { hint })
  return { name: namespace ? `${namespace}/${name}` : name, version }
}

/** The command that asks the registry which packages belong to it, for people to see before anything runs. */
export function npmCommands(): readonly Command[] {
  return [['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']]
}

/** Retrieves a package and all that belongs to it on this platform into `folder`, and says what is there. */
export async function retrieveNpm(purl: string, folder: string, npmCache: string): Promise<DerivedSource> {
  const { name, version } = parseNpmPurl(purl)
  await mkdir(folder, { recursive: true })
  const npm = (argv: Command): Promise<Buffer> =>
    runProgram(argv, { cwd: folder, env: npmEnvironment(npmCache) })
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: 'source', version: '0.0.0', private: true, dependencies: { [name]: version } })}\n`,
  )
  const [resolve] = npmCommands()
  if (resolve === undefined) throw new ProctorError('bug', 'there is no command')
  const commands: Command[] = [resolve]
  await npm(resolve)
  const lockBytes = await readFile(join(folder, 'package-lock.json'))
  const locked = readLock(lockBytes)
  const packages: SourcePackage[] = []
  const executables: { path: string; sha256: string }[] = []
  const scripts: SourceAdmission['installScripts'][number][] = []
  let licence: LicenceFound | undefined
  for (const [path, entry] of locked) {
    const described = describe(path, entry)
    if (!isForHere(entry)) {
      packages.push({ ...described, treeSha256: null })
      continue
    }
    const spec = `${entry.name ?? nameOf(path)}@${entry.version}`
    const argv: Command = ['npm', 'pack', spec, '--ignore-scripts', '--json', '--pack-destination', '.']
    const files = join(folder, 'files', path)
    const retrieved = await retrievePackage(npm, argv, described.integrity, folder, files)
    commands.push(argv)
    const pruned = digestOfPruned(retrieved)
    packages.push({
      ...described,
      treeSha256: retrieved.sha256,
      ...(pruned === retrieved.sha256 ? {} : { prunedSha256: pruned }),
    })
    for (const file of retrieved.executables)
      executables.push({ path: `${path}/${file}`, sha256: retrieved.files.get(file) ?? '' })
    const own = await installScriptsOf(files)
    if (own.length > 0) scripts.push({ package: described.purl, scripts: own })
    if (path === `node_modules/${name}`) licence = await findLicence(files)
  }
  if (licence === undefined) throw unusable(purl, 'the registry does not give the package itself')
  const source: NpmSource = {
    kind: 'npm',
    url: purl,
    version,
    platform: HERE,
    lockSha256: sha256(lockBytes),
    packages,
    executables,
  }
  return {
    source,
    licence,
    installScripts: scripts,
    sbom: await readSbom(npm),
    registrySignature: 'unavailable',
    commands,
  }
}

/** Derives a recorded npm source again from an installation: `root` holds node_modules. */
export async function checkNpm(source: NpmSource, root: string, cache: DigestCache): Promise<SourceCheck> {
  const differences: string[] = []
  const files = new Map<string, string>()
  const digests: Record<string, string> = {}
  if (source.platform !== HERE) differences.push(`it was retrieved for ${source.platform}, this is ${HERE}`)
  for (const { path, treeSha256, prunedSha256 } of source.packages) {
    const digest = await digestTree(join(root, path), { modes: false, without: ['node_modules'], cache })
    if (digest === null) {
      if (treeSha256 !== null) differences.push(`${path} is not installed`)
      continue
    }
    digests[path] = digest.sha256
    for (const [name, value] of digest.files) files.set(`${path}/${name}`, value)
    if (treeSha256 === null) differences.push(`${path} is installed and was never retrieved for the record`)
    else if (treeSha256 !== digest.sha256 && prunedSha256 !== digest.sha256)
      differences.push(`the files of ${path} have SHA-256 ${digest.sha256}, admitted is ${treeSha256}`)
  }
  for (const { path, sha256: admitted } of source.executables) {
    const actual = files.get(path)
    if (actual !== undefined && actual !== admitted)
      differences.push(`${path} has SHA-256 ${actual}, admitted is ${admitted}`)
  }
  const admitted = new Set(source.packages.map(({ path }) => path))
  for (const path of await installedPackages(root, '')) {
    if (!admitted.has(path)) differences.push(`${path} is installed and not on record`)
  }
  return { differences, treeSha256: digestOfJson(digests), files }
}

const HERE = `${process.platform}-${process.arch}`

/** What `script/engines` leaves out. */
const NEVER_RUN = /\.(?:map|d\.[cm]?ts)$/

function digestOfPruned({ entries }: TreeDigest): string {
  return digestOfEntries(
    [...entries].filter(([path, entry]) => entry.startsWith('link') || !NEVER_RUN.test(path)),
  )
}

function readLock(bytes: Uint8Array): [string, LockedPackage][] {
  const lock = Lock.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (!lock.success)
    throw new ProctorError('source_failed', 'npm wrote a package-lock.json of a form that is not known')
  return Object.entries(lock.data.packages)
    .filter(([path]) => path !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function describe(
  path: string,
  { name, version, integrity, inBundle }: LockedPackage,
): Omit<SourcePackage, 'treeSha256'> {
  const full = name ?? nameOf(path)
  const strongest =
    integrity === undefined ? undefined : ssri.parse(integrity, { single: false })?.sha512?.[0]?.toString()
  if (version === undefined || strongest === undefined || inBundle === true)
    throw unusable(
      full,
      inBundle === true ? 'it lies inside another package' : 'the registry gives no sha512 of it',
    )
  const scope = full.startsWith('@') ? full.slice(0, full.indexOf('/')) : undefined
  const purl = new PackageURL(
    'npm',
    scope,
    scope === undefined ? full : full.slice(scope.length + 1),
    version,
    undefined,
    undefined,
  )
  return { path, purl: purl.toString(), integrity: strongest }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

function isForHere({ os, cpu }: LockedPackage): boolean {
  const fits = (list: readonly string[] | undefined, here: string): boolean =>
    list === undefined ||
    (list.some((name) => name.startsWith('!')) ? !list.includes(`!${here}`) : list.includes(here))
  return fits(os, process.platform) && fits(cpu, process.arch)
}

const Packed = z.array(z.object({ filename: z.string().regex(/^[^/]+\.tgz$/) })).length(1)

/** One tarball: checked against the integrity that the lock gives before a byte of it is unpacked. */
async function retrievePackage(
  npm: (argv: Command) => Promise<Buffer>,
  argv: Command,
  integrity: string,
  folder: string,
  files: string,
) {
  const packed = Packed.safeParse(JSON.parse((await npm(argv)).toString('utf8')))
  const filename = packed.data?.[0]?.filename
  if (filename === undefined)
    throw new ProctorError('source_failed', `\`${argv.join(' ')}\` does not say what it wrote`)
  const tarball = await readFile(join(folder, filename))
  if (ssri.checkData(tarball, integrity) === false)
    throw new ProctorError('source_failed', `${filename} is not what the registry promised: ${integrity}`)
  await mkdir(files, { recursive: true })
  const unpack: Command = ['tar', '-xzf', filename, '-C', files, '--strip-components=1', '--no-same-owner']
  await runProgram(unpack, { cwd: folder, env: { PATH: PROGRAM_PATH, LC_ALL: 'C' } })
  const digest = await digestTree(files, { modes: false })
  if (digest === null || digest.files.size === 0)
    throw new ProctorError('source_failed', `${filename} is empty`)
  if ([...digest.files.keys()].some((path) => path.startsWith('node_modules/')))
    throw unusable(filename, 'it brings packages inside itself')
  return digest
}

async function installScriptsOf(files: string): Promise<string[]> {
  const manifest = Manifest.safeParse(JSON.parse(await readFile(join(files, 'package.json'), 'utf8')))
  const scripts = manifest.data?.scripts ?? {}
  return INSTALL_SCRIPTS.filter((name) => scripts[name] !== undefined).map(
    (name) => `${name}: ${scripts[name]}`,
  )
}

/** Digest of npm's own bill of materials, without the number and the time that differ each time. */
async function readSbom(npm: (argv: Command) => Promise<Buffer>): Promise<SourceAdmission['sbom']> {
  const argv: Command = ['npm', 'sbom', '--package-lock-only', '--sbom-format', 'cyclonedx']
  const sbom = z
    .looseObject({ metadata: z.looseObject({}) })
    .safeParse(JSON.parse((await npm(argv)).toString('utf8')))
  if (!sbom.success)
    throw new ProctorError('source_failed', `\`${argv.join(' ')}\` gives no CycloneDX document`)
  const { serialNumber: _, metadata, ...rest } = sbom.data
  const { timestamp: __, ...stable } = metadata
  return { format: 'cyclonedx', sha256: digestOfJson({ ...rest, metadata: stable }) }
}

/** Folders of packages below `root`, nested ones included. */
async function installedPackages(root: string, within: string): Promise<string[]> {
  const base = within === '' ? 'node_modules' : `${within}/node_modules`
  const names = (await entries(join(root, base))).filter((name) => !name.startsWith('.'))
  const own = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@')
        ? (await entries(join(root, base, name))).map((inner) => `${base}/${name}/${inner}`)
        : [`${base}/${name}`],
    ),
  )
  const found = own.flat()
  const nested = await Promise.all(found.map((path) => installedPackages(root, path)))
  return [...found, ...nested.flat()]
}

async function entries(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw error
  }
}

/** npm with a cache of ours and the registry of the user; its own settings come from the environment. */
function npmEnvironment(npmCache: string): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(?:npm_config_.*|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|HOME|USERPROFILE)$/i.test(name),
  )
  return {
    ...Object.fromEntries(kept),
    PATH: PROGRAM_PATH,
    LC_ALL: 'C',
    npm_config_cache: npmCache,
    npm_config_ignore_scripts: 'true',
    npm_config_update_notifier: 'false',
    npm_config_loglevel: 'error',
  }
}

function unusable(what: string, why: string): ProctorError {
  return new ProctorError('source_failed', `${what} can not be used: ${why}`)
}
