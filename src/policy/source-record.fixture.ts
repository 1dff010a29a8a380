// A record of a source of each kind, whole and in order.
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { GitSource, NpmSource, SourceAdmission } from '../contract/source-admission.ts'
import { toSourceId } from './check-source-record.ts'

const digit = (character: string): string => character.repeat(64)

export const NPM_SOURCE: NpmSource = {
  kind: 'npm',
  url: 'pkg:npm/engine@1.0.0',
  version: '1.0.0',
  platform: 'linux-x64',
  lockSha256: digit('1'),
  packages: ['node_modules/engine', 'node_modules/helper'].map((path) => ({
    path,
    purl: 'pkg:npm/engine@1.0.0',
    integrity: `sha512-${'A'.repeat(86)}==`,
    treeSha256: digit('2'),
  })),
  executables: ['bin/a', 'bin/b'].map((path) => ({ path, sha256: digit('3') })),
}

export const GIT_SOURCE: GitSource = {
  kind: 'git',
  url: 'https://example.test/engine',
  commit: 'a'.repeat(40),
  tag: null,
  tree: 'b'.repeat(40),
  treeSha256: digit('4'),
  archiveSha256: digit('5'),
  swhid: { rev: `swh:1:rev:${'a'.repeat(40)}`, dir: `swh:1:dir:${'b'.repeat(40)}` },
  commitSignature: 'none',
  executables: [{ path: 'bin/engine', sha256: digit('6') }],
  installation: {
    treeSha256: digit('7'),
    sourcePath: null,
    changed: ['a.js', 'b.js'].map((path) => ({ path, sha256: null })),
    added: ['dist', 'node_modules'].map((path) => ({ path, files: 2, sha256: digit('8') })),
    executables: ['run', 'serve'].map((path) => ({ path, sha256: digit('9') })),
  },
}

export function recordOf(
  source: SourceAdmission['source'],
  change: Partial<SourceAdmission> = {},
): SourceAdmission {
  return {
    schemaVersion: SCHEMA_IDS.sourceAdmission,
    engine: 'engine',
    sourceId: toSourceId(source),
    source,
    licence: { declared: 'MIT', concluded: 'MIT', file: null, evidence: 'LICENSE says MIT', note: null },
    retrieval: { at: '2026-01-01T00:00:00.000Z', commands: [['npm', 'ci']] },
    allowedMode: 'copied',
    boundary: { neverRead: [], neverWrite: [], neverVendor: [], neverRedistribute: [] },
    installScripts: [],
    sbom: null,
    registrySignature: 'verified',
    reviewer: 'dora',
    admittedAt: '2026-01-02T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
    corePromotionStatus: 'not-promoted',
    previous: null,
    ...change,
  }
}
