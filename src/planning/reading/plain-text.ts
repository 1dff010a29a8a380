import type { Node, PhrasingContent } from 'mdast'

/** Text as a reader sees it, with the line of every offset. */
export interface PlainText {
  readonly text: string
  lineOf(offset: number): number
}

/** Collects pieces of text and remembers on which line each began. */
export interface TextCollector {
  /** @param line where the text stands; undefined when nobody knows, and it follows what was added last */
  add(text: string, line: number | undefined): void
  done(): PlainText
}

/** @param first line of what is collected, for pieces that come before any with a line */
export function createTextCollector(first = 1): TextCollector {
  const starts: { readonly offset: number; readonly line: number }[] = []
  let text = ''
  let last = first
  return {
    add(piece, line) {
      let from = 0
      let row = line ?? last
      for (let at = piece.indexOf('\n'); from <= piece.length; at = piece.indexOf('\n', from)) {
        starts.push({ offset: text.length + from, line: row })
        if (at < 0) break
        from = at + 1
        row += 1
      }
      last = row
      text += piece
    },
    done() {
      return {
        text,
        lineOf(offset) {
          let low = 0
          let high = starts.length - 1
          while (low < high) {
            const middle = Math.ceil((low + high) / 2)
            if ((starts[middle]?.offset ?? 0) <= offset) low = middle
            else high = middle - 1
          }
          return starts[low]?.line ?? 1
        },
      }
    },
  }
}

/** The words of inline content. Struck-out text and comments are left out; code of several words keeps its back-ticks. */
export function plainTextOf(
  nodes: readonly PhrasingContent[],
  firstLine = 1,
  ownLine = firstLine,
): PlainText {
  const collector = createTextCollector(ownLine)
  collect(nodes, collector, firstLine)
  return collector.done()
}

function collect(nodes: readonly PhrasingContent[], into: TextCollector, shift: number): void {
  for (const node of nodes) {
    // A link that was made of bare text has no place of its own.
    const line = node.position === undefined ? undefined : lineOfNode(node) + shift - 1
    switch (node.type) {
      case 'text':
        into.add(node.value.replace(/==/g, ''), line)
        break
      case 'inlineCode':
        into.add(codeText(node.value), line)
        break
      case 'html':
        into.add(withoutTags(node.value), line)
        break
      case 'break':
        into.add('\n', line)
        break
      case 'image':
      case 'imageReference':
        into.add(node.alt ?? '', line)
        break
      case 'emphasis':
      case 'strong':
      case 'link':
      case 'linkReference':
        collect(node.children, into, shift)
        break
      case 'delete':
      case 'footnoteReference':
        break
    }
  }
}

/** A name in back-ticks is that name; a phrase in back-ticks is a quotation. */
export function codeText(value: string): string {
  if (/\s/.test(value.trim())) return `\`${value}\``
  return /^[a-z]/.test(value) && /^[a-z]+$/.test(value)
    ? `${value.charAt(0).toUpperCase()}${value.slice(1)}`
    : value
}

/** HTML as text: tags and comments taken out, line breaks kept. */
export function withoutTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/<\/?[A-Za-z][^<>]*>/g, (tag) => (/^<\/?(?:p|div|br|li|tr|h\d|td|th)\b/i.test(tag) ? ' ' : ''))
}

export function lineOfNode(node: Node): number {
  return node.position?.start.line ?? 1
}
