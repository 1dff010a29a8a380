import type { Finding } from '../contract/finding.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Closed after the event log is, so that no event can speak of them. */
const AFTER_THE_LOG: readonly string[] = [FILES.events, FILES.trace, FILES.page]

/** Whether `artifact.written` was said of every file that was closed before the log, with its size and digest. */
export function checkArtifactEvents({
  events,
  manifest,
  sizes,
}: Pick<Sealed, 'events' | 'manifest' | 'sizes'>): Finding[] {
  const wrong: string[] = []
  const written = new Set<string>()
  for (const event of events) {
    if (event.type !== 'artifact.written') continue
    const { path, bytes, sha256 } = event.data
    if (written.has(path)) wrong.push(`${path} is written twice`)
    written.add(path)
    if (manifest.get(path) !== sha256) wrong.push(`${path} has another digest in the log`)
    else if (sizes.get(path) !== undefined && sizes.get(path) !== bytes)
      wrong.push(`${path} has another size in the log`)
  }
  for (const path of manifest.keys()) {
    if (!written.has(path) && !AFTER_THE_LOG.includes(path)) wrong.push(`${path} is never written`)
  }
  return wrong.map((why) => finding('artifact-mismatch', FILES.events, why))
}
