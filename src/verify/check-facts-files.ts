import type { Finding } from '../contract/finding.ts'
import { EMPTY_SHA256 } from '../kernel/digest.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Closed after the facts are; and without an engine, its empty logs. */
const AFTER_THE_FACTS: readonly string[] = [FILES.facts, FILES.events, FILES.trace, FILES.page]

/** Whether sizes and digests that the facts name are those of the files, and no file of that time is left out. */
export function checkFactsFiles({
  facts,
  manifest,
  sizes,
}: Pick<Sealed, 'facts' | 'manifest' | 'sizes'>): Finding[] {
  const { engine, patch, tests } = facts
  const nothing = { sha256: EMPTY_SHA256, bytes: 0 }
  const named: readonly (readonly [string, { readonly sha256: string; readonly bytes: number }])[] = [
    [FILES.stdout, engine?.stdout ?? nothing],
    [FILES.stderr, engine?.stderr ?? nothing],
    [FILES.patch, patch ?? nothing],
    ...(tests === null ? [] : [[FILES.testReport, tests.reportFile] as const]),
    ...(tests?.hidden === undefined ? [] : [[FILES.hiddenReport, tests.hidden.reportFile] as const]),
  ]
  const findings = named
    .filter(([path, { sha256, bytes }]) => manifest.get(path) !== sha256 || !isSize(sizes, path, bytes))
    .map(([path]) => finding('facts-mismatch', path, 'the facts name another size or digest'))
  for (const { path, bytes } of facts.artifacts) {
    if (manifest.has(path) && isSize(sizes, path, bytes)) continue
    findings.push(finding('facts-mismatch', path, 'the facts name it with another size, or it is not sealed'))
  }
  // The gate of sizes is evaluated from this list: what it leaves out is judged by nobody.
  const known = new Set(facts.artifacts.map(({ path }) => path))
  const late = engine === null ? [...AFTER_THE_FACTS, FILES.stdout, FILES.stderr] : AFTER_THE_FACTS
  for (const path of manifest.keys()) {
    if (!known.has(path) && !late.includes(path))
      findings.push(finding('facts-mismatch', path, 'it is sealed, and the facts do not name it'))
  }
  if (tests === null && manifest.has(FILES.testReport)) {
    findings.push(finding('facts-mismatch', FILES.testReport, 'there is a report, and no tests were run'))
  }
  if (tests?.hidden === undefined && manifest.has(FILES.hiddenReport)) {
    const why = 'there is a report, and the facts hold no run of hidden tests'
    findings.push(finding('facts-mismatch', FILES.hiddenReport, why))
  }
  return findings
}

/** A file that is absent, or whose bytes are wrong, is reported as such and not once more for its size. */
function isSize(sizes: ReadonlyMap<string, number>, path: string, bytes: number): boolean {
  const actual = sizes.get(path)
  return actual === undefined || actual === bytes
}
