const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text with the five entities of XML and character references resolved once; nothing else is expanded. */
export function toPlainText(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name, decimal, hex) => {
      if (typeof name === 'string') return NAMED[name] ?? whole
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      return isCharacter ? String.fromCodePoint(code) : '\ufffd'
    },
  )
}

/** Whether a document type declaration stands outside of comments and CDATA. Linear in the text. */
export function hasDoctype(text: string): boolean {
  let at = 0
  for (;;) {
    at = text.indexOf('<!', at)
    if (at === -1) return false
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : null
    // Every other declaration belongs to a document type.
    if (end === null) return true
    const closed = text.indexOf(end, at + 4)
    // Not closed: the document is broken, which the validator says.
    if (closed === -1) return false
    at = closed + end.length
  }
}
