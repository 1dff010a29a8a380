/** A part of a Markdown text that can be parsed on its own, with its first line and the heading that it begins with. */
export interface Section {
  readonly text: string
  readonly line: number
}

const FENCE = /^(`{3,}|~{3,})/
/** What could hold a heading-like line without being one; from there on nothing is cut. */
const UNSAFE =
  /^ {1,3}(?:`{3,}|~{3,})|^ {0,3}<(?:!--|script|pre|style|textarea|\?|![A-Za-z]|!\[CDATA\[)|^ {0,3}\[[^\]]+\]:/i

/** Cuts at `#` headings that follow a blank line outside of fenced code, where no block can go on. Linear. */
export function toSections(body: string, firstLine: number): readonly Section[] {
  const sections: Section[] = []
  const rows = body.split('\n')
  let from = 0
  let fence: string | undefined
  let blank = true
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? ''
    if (fence !== undefined) {
      const mark = FENCE.exec(row)?.[1]
      if (mark?.startsWith(fence) && row.trim() === mark) fence = undefined
    } else if (UNSAFE.test(row)) {
      break
    } else {
      if (blank && at > from && /^#{1,6}[ \t]/.test(row)) {
        sections.push({ text: rows.slice(from, at).join('\n'), line: firstLine + from })
        from = at
      }
      fence = FENCE.exec(row)?.[1]
    }
    blank = row.trim() === ''
  }
  sections.push({ text: rows.slice(from).join('\n'), line: firstLine + from })
  return sections
}
