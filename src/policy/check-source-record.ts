import type { GitInstallation, SourceAdmission } from '../contract/source-admission.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { expressionProblem, isUnlicensed } from './licence.ts'

/** One thing that is wrong in a record although it has the form of its schema. */
export interface RecordProblem {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly fix: string
}

/** SHA-256 of what makes a source this source and no other; a new commit, version, byte or platform is another. */
export function toSourceId(source: SourceAdmission['source']): string {
  if (source.kind === 'npm') {
    const { kind, url, version, platform, packages, executables } = source
    return digestOfJson({
      kind,
      url,
      version,
      platform,
      packages: byPath(packages),
      executables: byPath(executables),
    })
  }
  const { kind, url, commit, tree, treeSha256, archiveSha256, executables, installation } = source
  return digestOfJson({
    kind,
    url,
    commit,
    tree,
    treeSha256,
    archiveSha256,
    executables: byPath(executables),
    ...(installation === undefined ? {} : { installation: installationIdentity(installation) }),
  })
}

/**
 * What the schema can't say of a record: dates in their order and not ahead of now, licences that parse, notes where a
 * person must speak, an identity that is the digest of the source.
 * @param now ISO time, UTC
 */
export function checkSourceRecord(record: SourceAdmission, engine: string, now: string): RecordProblem[] {
  const found: RecordProblem[] = []
  const say = (path: readonly PropertyKey[], message: string, fix: string): void => {
    found.push({ path, message, fix })
  }
  const { licence, source, retrieval } = record
  if (record.engine !== engine)
    say(['engine'], `is not ${engine}, which the file is named for`, 'rename one of them')
  if (retrieval.at > now)
    say(['retrieval', 'at'], 'lies in the future', 'write when the source was really retrieved')
  if (record.admittedAt > now) say(['admittedAt'], 'lies in the future', 'write when it was really admitted')
  if (record.admittedAt < retrieval.at)
    say(['admittedAt'], 'is before the source was retrieved', 'admit what was retrieved')
  if (record.expiresAt <= record.admittedAt)
    say(['expiresAt'], 'is not after the admission', 'write a later date')
  for (const key of ['declared', 'concluded'] as const) {
    const text = licence[key]
    if (text === null || isUnlicensed(text)) continue
    const why = expressionProblem(text)
    if (why !== null && (key === 'concluded' || !licence.evidence.includes(text)))
      say(
        ['licence', key],
        `\`${text}\` is no SPDX expression: ${why}`,
        'write an SPDX expression, NOASSERTION or NONE',
      )
  }
  if (isUnlicensed(licence.concluded) && licence.note === null)
    say(['licence', 'note'], 'is missing', `say in a sentence why ${licence.concluded} is accepted`)
  if (record.sourceId !== toSourceId(source))
    say(
      ['sourceId'],
      'is not the digest of the source below',
      'make the record again with proctor source update',
    )
  for (const list of duplicates(source)) say(['source', ...list], 'names a path twice', 'name each path once')
  if (
    source.kind === 'git' &&
    source.swhid.rev !== `swh:1:rev:${source.commit}` &&
    source.commit.length === 40
  )
    say(
      ['source', 'swhid', 'rev'],
      'names another commit',
      'make the record again with proctor source update',
    )
  return found
}

function installationIdentity({ treeSha256, sourcePath, changed, added, executables }: GitInstallation) {
  return {
    treeSha256,
    sourcePath,
    changed: byPath(changed),
    added: byPath(added),
    executables: byPath(executables),
  }
}

function duplicates(source: SourceAdmission['source']): string[][] {
  const lists: (readonly [string[], readonly { readonly path: string }[]])[] = [
    [['executables'], source.executables],
  ]
  if (source.kind === 'npm') lists.push([['packages'], source.packages])
  else if (source.installation !== undefined) {
    const { changed, added, executables } = source.installation
    for (const [name, list] of Object.entries({ changed, added, executables }))
      lists.push([['installation', name], list])
  }
  return lists.flatMap(([path, list]) =>
    new Set(list.map((entry) => entry.path)).size < list.length ? [path] : [],
  )
}

function byPath<T extends { readonly path: string }>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
