import type { Claim } from '../claims/claim.ts'
import { claimsOfData } from '../claims/claims-of-data.ts'
import { createClassifier } from '../claims/classify-text.ts'
import type { Names } from '../claims/normalise.ts'
import { type ClaimScanner, createClaimScanner, type Scan } from '../claims/scan-claims.ts'
import type { ContractFacts } from '../contracts/contract-facts.ts'
import { toContractPages } from '../contracts/contract-pages.ts'
import type { ReadProblem } from '../reading/decode-text.ts'
import { toIssueSequence } from './issue-sequence.ts'
import type { CoreDocument, PlanningContext } from './planning-context.ts'
import { toDay } from './planning-date.ts'
import { knownTreeOf, type PlanningDocument, toPlanningDocument, treeOf } from './planning-document.ts'
import { folderOf, toPlanningPath } from './planning-path.ts'
import { toUserStories } from './user-stories.ts'
import type { ValidateOptions } from './validate-options.ts'
import { toWorkEntries } from './work-entries.ts'

type Problem = ReadProblem & { readonly file: string }

/** Everything that the checks look at, but for the claims of documents that are scanned elsewhere meanwhile. */
export interface BegunContext {
  /**
   * @param scans by path, of every document that was left out and is still wanted
   * @returns `used`: by path, the scans of all documents but those whose whole tree was read for other checks
   */
  finish(scans: ReadonlyMap<string, Scan>): {
    readonly context: PlanningContext
    readonly used: ReadonlyMap<string, Scan>
  }
}

/**
 * Reads everything that the checks look at, once. Undefined when `now` is not a day.
 * @param elsewhere paths of documents whose claims somebody else looks for
 */
export function beginContext(
  files: ReadonlyMap<string, Uint8Array>,
  options: ValidateOptions & { readonly facts: ContractFacts },
  elsewhere: ReadonlySet<string>,
): BegunContext | undefined {
  const today = toDay(options.now)
  if (today === undefined) return undefined
  const { config } = options
  const problems: Problem[] = [...(options.unreadable ?? [])].map(([file, message]) => ({
    file,
    line: 1,
    message,
    fix: 'make it a plain file inside the workspace',
  }))
  const classifier = createClassifier(namesOf(options))
  const workboardPath = toPlanningPath(config.workboard)
  const boardBytes = workboardPath === undefined ? undefined : files.get(workboardPath)
  const workboard =
    workboardPath === undefined || boardBytes === undefined ? null : toWorkEntries(workboardPath, boardBytes)

  const documents: PlanningDocument[] = []
  for (const path of documentPaths(files, config, workboard?.entries.map((entry) => entry.document) ?? [])) {
    const bytes = files.get(path)
    if (bytes !== undefined) documents.push(toPlanningDocument(path, bytes))
  }
  for (const document of documents)
    problems.push(...document.problems.map((problem) => ({ file: document.path, ...problem })))

  const core = (role: CoreDocument['role'], written: string): CoreDocument => {
    const path = toPlanningPath(written)
    return {
      role,
      written,
      path,
      document: documents.find((document) => document.path === path && document.text !== null) ?? null,
    }
  }
  const prd = core('PRD', config.prd)
  const issues = core('issue artifact', config.issues)
  const sequence = rootOf(issues, (root) => toIssueSequence(root))
  const stories = rootOf(prd, (root) => toUserStories(root))
  for (const document of documents) if (isContractPage(document)) treeOf(document)

  const scan: ClaimScanner = createClaimScanner(classifier)
  const own = new Map<PlanningDocument, Scan>()
  // Where the whole tree was read, the scan goes by it: that is done here.
  const whole = new Set(documents.filter((document) => knownTreeOf(document) !== undefined))
  for (const document of documents)
    if (!elsewhere.has(document.path) || whole.has(document)) own.set(document, scan(document))
  const finish = (scans: ReadonlyMap<string, Scan>) => {
    const claims = new Map<string, readonly Claim[]>()
    const used = new Map<string, Scan>()
    for (const document of documents) {
      const scanned = own.get(document) ?? scans.get(document.path) ?? scan(document)
      problems.push(...scanned.problems.map((problem) => ({ file: document.path, ...problem })))
      if (!whole.has(document)) used.set(document.path, scanned)
      if (scanned.claims.length > 0) claims.set(document.path, scanned.claims)
    }
    if (workboard?.data != null && workboardPath !== undefined)
      claims.set(workboardPath, claimsOfData(workboard.data, classifier))

    const context: PlanningContext = {
      config,
      today,
      files,
      prd,
      issues,
      workboardPath,
      workboard,
      sequence,
      stories,
      documents,
      problems: withoutRepeats(problems),
      claims,
      classifier,
      contractPages: toContractPages(options.facts, config.candidate),
      evidence: options.evidence,
      engines: options.engines ?? [],
      git: options.git ?? { commit: null, clean: null },
      requireClean: options.requireClean ?? false,
      diff: options.diff,
    }
    return { context, used }
  }
  return { finish }
}

/** How the engines are called that the documents may speak of. */
export function namesOf({ config, engines = [] }: ValidateOptions): Names {
  return { candidate: config.candidate, others: engines.map(({ engine }) => engine) }
}

function isContractPage(document: PlanningDocument): boolean {
  return document.front.state === 'read' && document.front.values.contract !== undefined
}

/** PRD, issue artifact, what the workboard names, and every Markdown file that lies beside or below one of these. */
function documentPaths(
  files: ReadonlyMap<string, Uint8Array>,
  config: ValidateOptions['config'],
  named: readonly string[],
): readonly string[] {
  const core = [config.prd, config.issues].flatMap((path) => toPlanningPath(path) ?? [])
  const others = named.flatMap((path) => toPlanningPath(path) ?? []).filter((path) => path.endsWith('.md'))
  const folders = new Set(core.map(folderOf).filter((folder) => folder !== ''))
  const beside = [...files.keys()].filter(
    (path) => path.endsWith('.md') && [...folders].some((folder) => path.startsWith(`${folder}/`)),
  )
  return [...new Set([...core, ...others, ...beside.toSorted()])]
}

function rootOf<T>(
  core: CoreDocument,
  read: (root: Extract<ReturnType<typeof treeOf>, { root: unknown }>['root']) => T,
): T | null {
  if (core.document === null) return null
  const tree = treeOf(core.document)
  return 'root' in tree ? read(tree.root) : null
}

function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = `${problem.file}:${problem.line}:${problem.message}`
    return !seen.has(key) && seen.add(key)
  })
}
