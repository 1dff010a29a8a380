import type { PlanningConfig } from '../../contract/planning.ts'
import { type PlanningDocument, toPlanningDocument, treeOf } from '../model/planning-document.ts'
import { plainTextOf } from '../reading/plain-text.ts'
import { displayName, PLANNING_PATHS } from '../templates/template-values.ts'
import { comparePage, sameWords } from './compare-page.ts'
import { CONTRACT_FACTS, type ContractFacts } from './contract-facts.ts'
import type { ContractPage } from './contract-page.ts'
import { toContractPages } from './contract-pages.ts'
import { renderPage, renderTable } from './render-page.ts'

/**
 * The contract documents that have to be written anew: path to text. Tables that differ are replaced where they stand,
 * prose is kept, and a page that is not there yet is made. Empty when all agree with the program.
 */
export function syncContractPages(
  files: ReadonlyMap<string, Uint8Array>,
  config: PlanningConfig,
  today: string,
  facts: ContractFacts = CONTRACT_FACTS,
): ReadonlyMap<string, string> {
  const written = new Map<string, string>()
  const documents = [...files]
    .filter(([path]) => path.endsWith('.md'))
    .map(([path, bytes]) => toPlanningDocument(path, bytes))
  for (const page of toContractPages(facts, config.candidate)) {
    const found = documents.filter(
      ({ front }) => front.state === 'read' && front.values.contract === page.kind,
    )
    for (const document of found) {
      if (comparePage(document, page).length > 0) written.set(document.path, withTables(document, page))
    }
    if (found.length > 0) continue
    const header = {
      owner: ownerOf(documents, config),
      source: config.prd,
      created: today,
      reviewed: today,
      candidate: displayName(config.candidate),
    }
    written.set(`${PLANNING_PATHS.contracts}/${page.kind}.md`, renderPage(page, header))
  }
  return written
}

function ownerOf(documents: readonly PlanningDocument[], config: PlanningConfig): string {
  const prd = documents.find((document) => document.path === config.prd)
  const owner = prd?.front.state === 'read' ? prd.front.values.owner : undefined
  return typeof owner === 'string' ? owner : 'nobody'
}

/** The document with each table of the page as the program has it. From the end, so that lines above stay where they are. */
function withTables(document: PlanningDocument, page: ContractPage): string {
  const lines = (document.text ?? '').split('\n')
  const tree = treeOf(document)
  if ('problem' in tree) return document.text ?? ''
  const places: { heading: string; from: number; to: number }[] = []
  let heading = ''
  for (const node of tree.root.children) {
    if (node.type === 'heading') heading = plainTextOf(node.children).text
    if (node.type !== 'table' || node.position === undefined) continue
    places.push({ heading, from: node.position.start.line - 1, to: node.position.end.line })
  }
  for (const { heading: name, from, to } of places.toReversed()) {
    const table = page.tables.find((one) => sameWords(one.heading, name))
    if (table !== undefined)
      lines.splice(from, to - from, ...renderTable(table.columns, table.rows).split('\n'))
  }
  const text = lines.join('\n').trimEnd()
  const missing = page.tables.filter(
    (table) => !places.some((place) => sameWords(place.heading, table.heading)),
  )
  const added = missing.map((table) => `\n\n## ${table.heading}\n\n${renderTable(table.columns, table.rows)}`)
  return `${text}${added.join('')}\n`
}
