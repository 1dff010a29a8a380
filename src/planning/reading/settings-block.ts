// Promises: fenced code in a language of settings as data to be read like front matter; other code is nobody's statement.
// Must not: judge. Called by: reading/text-blocks.ts, reading/quick-blocks.ts.

/** Settings that stand in a document, as YAML. */
export interface SettingsBlock {
  readonly kind: 'settings'
  readonly yaml: string
  /** Of its first line, counted from 1. */
  readonly line: number
  readonly heading: string
  readonly intro: string
}

const YAML_LIKE = /^(?:ya?ml|json)$/i
const ASSIGNMENTS = /^(?:toml|ini|env|dotenv|properties|conf)$/i

/** The settings as YAML, line by line where they stood; undefined for code. */
export function settingsOf(language: string, text: string): string | undefined {
  if (YAML_LIKE.test(language)) return text
  if (!ASSIGNMENTS.test(language)) return undefined
  let indent = ''
  return text
    .split('\n')
    .map((line) => {
      const section = /^\s*\[+\s*([\w.-]+)\s*\]+\s*$/.exec(line)?.[1]
      if (section !== undefined) {
        indent = '  '
        return `${section}:`
      }
      return line.replace(/^\s*(?:export )?([\w.-]+)\s*=\s*/, `${indent}$1: `)
    })
    .join('\n')
}
