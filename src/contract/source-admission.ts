import * as z from 'zod'
import { GitOid, SCHEMA_IDS, Sha256, Slug, Timestamp } from './ids.ts'
import { MutationClass } from './mutation-class.ts'

/** An address without a user name or password in it: https, ssh, or a folder of this machine. */
export const SourceUrl = z
  .string()
  .max(2_000)
  .regex(
    /^(?:https:\/\/[^\s/@:]+(?::\d+)?\/[^\s@]*|ssh:\/\/git@[^\s/@:]+(?::\d+)?\/[^\s@]*|file:\/\/\/[^\s@]*)$/,
  )
/** A path inside the source: relative, with slashes, without `.` or `..` as a part. */
export const InnerPath = z
  .string()
  .max(4_096)
  .regex(/^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\0\\]+$/)
const Sri = z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/)
const Globs = z.array(z.string().min(1).max(500))

const Executable = z.strictObject({ path: InnerPath, sha256: Sha256 })

/** One package of an npm source. Platform packages are packages of their own, with their own bytes. */
export const SourcePackage = z.strictObject({
  /** Where it is installed, relative to the folder that holds node_modules. */
  path: InnerPath,
  purl: z.string().startsWith('pkg:npm/'),
  integrity: Sri,
  /** SHA-256 over the names and digests of all its files; null for a platform that was not retrieved. */
  treeSha256: Sha256.nullable(),
  /** The same without type declarations and source maps, which are never run and may be left out; absent when it has none. */
  prunedSha256: Sha256.optional(),
})
export type SourcePackage = z.infer<typeof SourcePackage>

export const NpmSource = z.strictObject({
  kind: z.literal('npm'),
  url: z.string().startsWith('pkg:npm/'),
  version: z.string().min(1),
  /** `<process.platform>-<process.arch>` that the packages were retrieved for. */
  platform: z.string().min(1),
  /** SHA-256 of the package-lock.json that named the packages. */
  lockSha256: Sha256,
  packages: z.array(SourcePackage).min(1),
  executables: z.array(Executable),
})
export type NpmSource = z.infer<typeof NpmSource>

/**
 * What a git source is run from, where that is more than the files of its commit: its packages, what is generated from
 * it, and the runtime. All of it is digested as a whole; the lists tell a person what it is made of.
 */
export const GitInstallation = z.strictObject({
  /** SHA-256 over names, modes and digests of everything in the folder. */
  treeSha256: Sha256,
  /** Where the files of the commit lie in it; null when that is the folder itself. */
  sourcePath: InnerPath.nullable(),
  /** Files of the commit that are others in the installation; null for one that is not there. */
  changed: z.array(z.strictObject({ path: InnerPath, sha256: Sha256.nullable() })),
  /** Folders and files that the commit does not have, each with the digest of the lines of what it holds. */
  added: z.array(z.strictObject({ path: InnerPath, files: z.int().min(1), sha256: Sha256 })),
  executables: z.array(Executable),
})
export type GitInstallation = z.infer<typeof GitInstallation>

export const GitSource = z.strictObject({
  kind: z.literal('git'),
  url: SourceUrl,
  commit: GitOid,
  /** The tag that was asked for and led to the commit. */
  tag: z.string().min(1).nullable(),
  tree: GitOid,
  /** SHA-256 over names, modes and digests of all files: does not rest on SHA-1. */
  treeSha256: Sha256,
  /** SHA-256 of `git archive --format=tar` of the commit. */
  archiveSha256: Sha256,
  swhid: z.strictObject({
    rev: z.string().regex(/^swh:1:rev:[0-9a-f]{40}$/),
    dir: z.string().regex(/^swh:1:dir:[0-9a-f]{40}$/),
  }),
  commitSignature: z.enum(['good', 'bad', 'unknown-key', 'none']),
  executables: z.array(Executable),
  /** Absent for a source that is run as it is. */
  installation: GitInstallation.optional(),
})
export type GitSource = z.infer<typeof GitSource>

export const LicenceNote = z.strictObject({
  /** SPDX expression that the source gives itself; null when it gives none. */
  declared: z.string().min(1).nullable(),
  /** SPDX expression, `NOASSERTION` (said, and not confirmed) or `NONE` (looked for, and not there). */
  concluded: z.string().min(1),
  file: z.strictObject({ path: InnerPath, sha256: Sha256 }).nullable(),
  /** Where it was looked for and what was found. */
  evidence: z.string().min(1),
  /** What a person says of it; needed for NOASSERTION and NONE. */
  note: z.string().min(1).nullable(),
})
export type LicenceNote = z.infer<typeof LicenceNote>

/** `sources/<engine>.yaml`: where an engine comes from and how it may be used, signed by who admits it. */
export const SourceAdmission = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.sourceAdmission),
  engine: Slug,
  /** SHA-256 of the identity of the source, as canonical JSON. */
  sourceId: Sha256,
  source: z.discriminatedUnion('kind', [NpmSource, GitSource]),
  licence: LicenceNote,
  retrieval: z.strictObject({
    at: Timestamp,
    /** The exact commands, one argument vector each. */
    commands: z.array(z.array(z.string()).min(1)).min(1),
  }),
  allowedMode: MutationClass.exclude(['none']),
  /** What may never be done with the source, as globs inside it. */
  boundary: z.strictObject({
    neverRead: Globs,
    neverWrite: Globs,
    neverVendor: Globs,
    neverRedistribute: Globs,
  }),
  installScripts: z.array(z.strictObject({ package: z.string(), scripts: z.array(z.string()).min(1) })),
  sbom: z.strictObject({ format: z.literal('cyclonedx'), sha256: Sha256 }).nullable(),
  registrySignature: z.enum(['verified', 'invalid', 'unavailable']),
  reviewer: z.string().min(1).max(200),
  admittedAt: Timestamp,
  expiresAt: Timestamp,
  corePromotionStatus: z.literal('not-promoted'),
  /** The record that this one takes the place of. */
  previous: z
    .strictObject({ sourceId: Sha256, recordSha256: Sha256, reason: z.string().min(1).max(1_000) })
    .nullable(),
})
export type SourceAdmission = z.infer<typeof SourceAdmission>
