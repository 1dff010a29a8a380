import type { Finding, FindingId } from '../contract/finding.ts'
import { LIMITS } from './limits.ts'

export function finding(id: FindingId, file: string | undefined, message: string): Finding {
  const shown = shorten(message, 1_000)
  return file === undefined ? { id, message: shown } : { id, file: shorten(file, 1_000), message: shown }
}

/** Keeps the output bounded whatever a bundle holds; what is left out is counted, never hidden. */
export function capFindings(findings: readonly Finding[]): Finding[] {
  const kept = findings.slice(0, LIMITS.findings)
  const last = findings[LIMITS.findings]
  if (last === undefined) return kept
  return [...kept, { id: last.id, message: `and ${findings.length - kept.length} more findings like these` }]
}

function shorten(text: string, length: number): string {
  const plain = text.toWellFormed()
  return plain.length <= length ? plain : `${plain.slice(0, length).toWellFormed()}…`
}
