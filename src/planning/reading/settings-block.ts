// Promises: fenced code in a language of settings, and constants in other code, as data to be read like front matter.
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
const CODE =
  /^(?:[cm]?[jt]sx?|javascript|typescript|py|python|sh|bash|shell|zsh|go|rs|rust|rb|ruby|java|kotlin|cs|diff)$/i
/** Text in a fence without a language, where it is nothing but settings. */
const PLAIN = /^(?:|text|txt|plain|config)$/i
const ASSIGNMENTS = /^(?:toml|ini|env|dotenv|properties|conf)$/i

/** The settings as YAML, line by line where they stood; undefined for code. */
export function settingsOf(language: string, text: string): string | undefined {
  if (YAML_LIKE.test(language)) return text
  if (CODE.test(language)) return constantsOf(text)
  if (PLAIN.test(language) ? !isOnlySettings(text) : !ASSIGNMENTS.test(language)) return undefined
  let indent = ''
  return text
    .split('\n')
    .map((line) => {
      const section = /^\s*\[+\s*([\w.-]+(?::[\w.-]+)?)\s*\]+\s*$/.exec(line)?.[1]
      if (section !== undefined) {
        indent = '  '
        return `${section}:`
      }
      if (/^\s*;/.test(line)) return line.replace(';', '#')
      return line.replace(/^\s*(?:export )?([\w.-]+)\s*=\s*/, `${indent}$1: `)
    })
    .join('\n')
}

const CONSTANT =
  /^\+?\s*(?:(?:export|declare|const|let|var|val|final|static|public|pub|readonly|str|string) )*([A-Za-z_][\w.]*)(?:: ?[\w<>[\]&]+)?\s*:?=\s*(["'`][\w -]+["'`]|true|false|\[[^\][]*\])[;,]?(?:\s+(?:#|\/\/).*)?$/i
/** In a shell, names of settings are written large. */
const VARIABLE = /^\s*(?:export )?([A-Z][A-Z\d_]+)=([\w-]+)(?:\s+#.*)?$/
const ADDED = /^\+\s*([A-Za-z_][\w.-]*): (\S.*)$/

/**
 * The lines that give a name to a plain value; what calls, tests or returns states nothing.
 * Code knows neither YAML's marks nor its one value for one name: values are quoted, and a name that comes again
 * stands in a map of its own.
 */
function constantsOf(text: string): string | undefined {
  if (!/^.*[=+]/m.test(text)) return undefined
  const seen = new Set<string>()
  const lines = text.split('\n').map((line, at) => {
    const [, name, value] = CONSTANT.exec(line.trimEnd()) ?? VARIABLE.exec(line) ?? ADDED.exec(line) ?? []
    const plain = value === undefined ? undefined : asYaml(value)
    if (name === undefined || plain === undefined) return ''
    if (seen.has(name)) return `_${at}: { ${name}: ${plain} }`
    seen.add(name)
    return `${name}: ${plain}`
  })
  return lines.some((line) => line !== '') ? lines.join('\n') : undefined
}

/** A value as YAML on one line; undefined for a list of other things than words. */
function asYaml(written: string): string | undefined {
  const value = written.replace(/\s#.*$/, '').trim()
  if (/^(?:true|false|\d{1,15})$/i.test(value)) return value.toLowerCase()
  if (!value.startsWith('[')) return JSON.stringify(unquoted(value))
  const items = value
    .slice(1)
    .replace(/\]$/, '')
    .split(',')
    .map((item) => unquoted(item.trim()))
    .filter((item) => item !== '')
  return items.every((item) => /^[\w .-]+$/.test(item)) ? JSON.stringify(items) : undefined
}

function unquoted(value: string): string {
  return value.replace(/^(["'`])(.*)\1$/, '$2')
}

const SETTING = /^\s*[A-Za-z][\w.-]*\s*(?:=|:(?=\s|$))/

function isOnlySettings(text: string): boolean {
  return (
    text.trim() !== '' && text.split('\n').every((line) => SETTING.test(line) || /^\s*(?:#.*)?$/.test(line))
  )
}
