// Promises: the planning documents of a new workspace as text, so that they validate as they are written.
// Must not: write files or read the clock. Called by: `init`, `docs sync`, tests.
import { CONTRACT_FACTS, type ContractFacts } from '../contracts/contract-facts.ts'
import { toContractPages } from '../contracts/contract-pages.ts'
import { renderPage } from '../contracts/render-page.ts'
import { issuesTemplate } from './issues-template.ts'
import { prdTemplate } from './prd-template.ts'
import { displayName, PLANNING_PATHS, type TemplateValues } from './template-values.ts'
import { workboardTemplate } from './workboard-template.ts'

/** What the phrases of "Allowed files" in the templates allow. */
export const PLANNING_ALLOWED_FILES: Readonly<Record<string, readonly string[]>> = {
  'planning documents only': ['planning/**', 'WORKBOARD.yaml'],
  'planning documents and source records only': ['planning/**', 'WORKBOARD.yaml', 'sources/**'],
  'planning documents and local validator only': [
    'planning/**',
    'WORKBOARD.yaml',
    'tools/validate_cto_child.py',
    'proctor.yaml',
  ],
}

/** The section `planning:` of a new workspace's proctor.yaml. */
export function planningSection(candidate: string): string {
  const phrases = Object.entries(PLANNING_ALLOWED_FILES).map(
    ([phrase, globs]) => `    ${phrase}: [${globs.map((glob) => `'${glob}'`).join(', ')}]\n`,
  )
  return `# Where the planning documents are, and which engine they are about. \`proctor validate\` reads them.
planning:
  prd: ${PLANNING_PATHS.prd}
  issues: ${PLANNING_PATHS.issues}
  workboard: ${PLANNING_PATHS.workboard}
  candidate: '${candidate}'
  allowedFiles: # what the phrases of "Allowed files" in the issue sequence mean
${phrases.join('')}`
}

/** Path, from the workspace, to text: PRD, issue sequence, workboard and the five contract documents. */
export function toPlanningTemplates(
  values: TemplateValues,
  facts: ContractFacts = CONTRACT_FACTS,
): ReadonlyMap<string, string> {
  const files = new Map([
    [PLANNING_PATHS.prd, prdTemplate(values)],
    [PLANNING_PATHS.issues, issuesTemplate(values)],
    [PLANNING_PATHS.workboard, workboardTemplate()],
  ] as [string, string][])
  const header = {
    owner: values.owner,
    source: PLANNING_PATHS.prd,
    created: values.today,
    reviewed: values.today,
    candidate: displayName(values.candidate),
  }
  for (const page of toContractPages(facts, values.candidate))
    files.set(`${PLANNING_PATHS.contracts}/${page.kind}.md`, renderPage(page, header))
  return files
}

/** The shim behind the `Validator:` lines of the documents. */
export const VALIDATOR_SHIM = `"""Runs the planning validator; prints its JSON report and exits with its code."""
import os
import shutil
import subprocess
import sys

program = os.environ.get("PROCTOR", "proctor")
found = shutil.which(program)
if found is None:
    sys.exit("proctor is not on the PATH; set PROCTOR to its path")
sys.exit(subprocess.call([found, "validate", "--json", "--require-clean", *sys.argv[1:]]))
`
