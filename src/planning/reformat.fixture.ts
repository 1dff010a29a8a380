/** Ways to write the same Markdown differently. Each keeps what a reader sees. */
export const REFORMATS: Readonly<Record<string, (text: string) => string>> = {
  'bullets as stars': (text) => text.replace(/^- /gm, '* '),
  'bullets as plus signs': (text) => text.replace(/^- /gm, '+ '),
  'numbers with brackets': (text) => text.replace(/^(\d+)\. /gm, '$1) '),
  'underlined headings': (text) =>
    text
      .replace(/^# (.*)$/gm, (_line, words: string) => `${words}\n${'='.repeat(words.length)}`)
      .replace(/^## (.*)$/gm, (_line, words: string) => `${words}\n${'-'.repeat(words.length)}`),
  'closed headings': (text) => text.replace(/^(#{1,6}) (.*)$/gm, '$1 $2 $1'),
  'carriage returns': (text) => text.replace(/\n/g, '\r\n'),
  'byte order mark': (text) => `\uFEFF${text}`,
  'wrapped at 40 columns': (text) => outsideFrontMatter(text, (body) => wrap(body, 40)),
  'one line a paragraph': (text) => outsideFrontMatter(text, unwrap),
  'more blank lines': (text) => outsideFrontMatter(text, (body) => body.replace(/\n\n/g, '\n\n\n')),
  'blanks at the ends of lines': (text) =>
    outsideFrontMatter(text, (body) => body.replace(/([^\s|])\n/g, '$1 \n')),
  'padded tables': (text) => text.replace(/^\|.*\|$/gm, (row) => row.replace(/ \| /g, '   |  ')),
  'front matter in another order': (text) =>
    text.replace(
      /^---\n([\s\S]*?)\n---\n/,
      (_whole, keys: string) => `---\n${keys.split('\n').toReversed().join('\n')}\n---\n`,
    ),
  'quoted front matter': (text) => text.replace(/^(tier|status|owner): (.*)$/gm, '$1: "$2"'),
  'bold labels': (text) => text.replace(/^(Type|Blocked by|Validator|Allowed files):/gm, '**$1:**'),
}

function outsideFrontMatter(text: string, change: (body: string) => string): string {
  const match = /^---\n[\s\S]*?\n---\n/.exec(text)
  if (match === null) return change(text)
  return match[0] + change(text.slice(match[0].length))
}

function isPlain(block: string): boolean {
  return (
    !/^(?:=+|-+)$/m.test(block) && !/^(?:#|\||>|```|\s)/.test(block) && !/^(?:[-*+]|\d+[.)])\s/m.test(block)
  )
}

function wrap(body: string, width: number): string {
  return body
    .split('\n\n')
    .map((block) => {
      if (!isPlain(block)) return block
      const lines: string[] = []
      let line = ''
      for (const word of block.split(/\s+/)) {
        // A line must not begin with what would be another block.
        if (line !== '' && line.length + word.length >= width && /^[A-Za-z]/.test(word)) {
          lines.push(line)
          line = word
        } else line = line === '' ? word : `${line} ${word}`
      }
      return [...lines, line].join('\n')
    })
    .join('\n\n')
}

function unwrap(body: string): string {
  return body
    .split('\n\n')
    .map((block) => (isPlain(block) ? block.replace(/\n/g, ' ') : block))
    .join('\n\n')
}
