// Promises: what stands in the added lines of a patch: links, invisible characters, secrets; from its bytes alone.
// Must not: do I/O, judge, or repeat the text of a secret. Called by: run/ to measure, verify/ to measure again.
import type { PatchContent } from '../contract/patch-content.ts'
import { findSecrets } from '../secrets/find-secrets.ts'
import { type AddedContent, readAddedContent } from './added-lines.ts'
import { findInvisible } from './invisible.ts'

const SHOWN = 100
/** Longest line that is searched for secrets: beyond it, cost grows and meaning does not. */
const MAX_LINE = 65_536
const LINK = '120000'

/** @param maxBytes added bytes that are searched for secrets at most */
export function scanPatch(patch: Uint8Array, maxBytes: number): PatchContent {
  const files = readAddedContent(patch)
  if (files === null) return { ...NOTHING, unsearched: 'patch.diff is not a patch that can be read' }
  const text = files.filter(({ binary }) => !binary)
  const invisible = text
    .filter(({ mode }) => mode !== LINK)
    .flatMap(({ path, lines }) =>
      lines.flatMap(({ number, text: line }) =>
        findInvisible(line, number === 1).map((code) => ({ path, line: number, code })),
      ),
    )
  const unsearched = whyUnsearched(text, maxBytes)
  const secrets = unsearched === null ? text.flatMap(secretsOf) : []
  return {
    links: files.filter(({ mode, lines }) => mode === LINK && lines.length > 0).map(toLink),
    largest: largestOf(files),
    invisible: invisible.slice(0, SHOWN),
    invisibleCount: invisible.length,
    secrets: secrets.slice(0, SHOWN),
    secretCount: secrets.length,
    unsearched,
  }
}

const NOTHING: PatchContent = {
  links: [],
  largest: null,
  invisible: [],
  invisibleCount: 0,
  secrets: [],
  secretCount: 0,
  unsearched: null,
}

function whyUnsearched(files: readonly AddedContent[], maxBytes: number): string | null {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  if (bytes > maxBytes) return `the patch adds ${bytes} bytes of text, ${maxBytes} are searched at most`
  const long = files.find(({ lines }) => lines.some(({ text }) => text.length > MAX_LINE))
  return long === undefined ? null : `${long.path} has a line of more than ${MAX_LINE} characters`
}

function secretsOf({ path, lines }: AddedContent): PatchContent['secrets'] {
  return lines.flatMap(({ number, text }) => {
    const rules = new Set(findSecrets(text, path).map(({ rule }) => rule))
    return [...rules].map((rule) => ({ path, line: number, rule }))
  })
}

function toLink({ path, lines }: AddedContent): PatchContent['links'][number] {
  const target = lines.map(({ text }) => text).join('\n')
  return { path, target: target.slice(0, 4_096).toWellFormed() }
}

function largestOf(files: readonly AddedContent[]): PatchContent['largest'] {
  let largest: PatchContent['largest'] = null
  for (const { path, bytes } of files) if (bytes > (largest?.bytes ?? 0)) largest = { path, bytes }
  return largest
}
