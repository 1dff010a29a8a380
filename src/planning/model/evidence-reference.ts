const REFERENCE =
  /\b(run|bundle|ledger|commit|fixtures|controls):([A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]|[A-Za-z0-9])|(?:\.proctor\/)?\bruns\/([A-Za-z0-9][\w.-]*)|\b(\d{8}t\d{6}z-[0-9a-f]{10})\b/g

/** The pieces of evidence that a text names, as `kind:id`. A bare run id and a path of a bundle count as `run:<id>`. */
export function evidenceReferencesIn(text: string): readonly string[] {
  const references = [...text.matchAll(REFERENCE)].map((match) => {
    const run = match[3] ?? match[4]
    if (run !== undefined) return `run:${run}`
    return `${match[1] === 'bundle' ? 'run' : (match[1] ?? '')}:${match[2] ?? ''}`
  })
  return [...new Set(references)]
}
