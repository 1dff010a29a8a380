import { type ConfigProblem, configProblem } from '../config-problem.ts'
import { shellLines } from './shell-lines.ts'

/** Images that hold a system or a Node and nothing of a task. */
const PLAIN_IMAGES = new Set(['node', 'debian', 'ubuntu', 'alpine'])
const FIX = 'put what it makes into the repository, or remove it'

export interface Environment {
  /** As the Dockerfile spells it. */
  readonly image: string
  /** Folder of the container that the task works in; null when the Dockerfile names none. */
  readonly workdir: string | null
}

/** What a Dockerfile says when a plain base image is all that it asks for; else every instruction that asks for more. */
export function readDockerfile(text: string, file: string): Environment | readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const refuse = (line: number, message: string, fix: string | null = FIX): void => {
    problems.push(configProblem(file, { line, column: 1 }, '', message, fix))
  }
  let image: string | null = null
  let workdir: string | null = null
  if (/^#\s*escape\s*=/im.test(text)) refuse(1, 'the escape character is another one', null)
  for (const { line, text: instruction } of shellLines(text)) {
    const [word = '', ...rest] = instruction.split(/\s+/)
    const name = word.toUpperCase()
    if (name === 'FROM' && image === null && rest.length === 1) {
      image = rest[0] ?? ''
      const base = image
        .replace(/^docker\.io\//, '')
        .replace(/^library\//, '')
        .replace(/[:@].*$/s, '')
      if (!PLAIN_IMAGES.has(base)) {
        const plain = [...PLAIN_IMAGES].join(', ')
        refuse(
          line,
          `\`${image}\` is not a plain base image`,
          `plain are ${plain}; what another holds is not known`,
        )
      }
    } else if (name === 'FROM') {
      refuse(
        line,
        image === null ? `\`${instruction}\` is not a plain base image` : 'a second stage is built',
      )
    } else if (name === 'WORKDIR' && rest.length === 1 && /^\/[\w./-]+$/.test(rest[0] ?? '')) {
      workdir = (rest[0] ?? '').replace(/\/+$/, '')
    } else {
      refuse(line, `the container is more than its base image: \`${cut(instruction)}\``)
      // What follows the mark of a text in place is that text, not instructions.
      if (instruction.includes('<<')) break
    }
  }
  if (image === null && problems.length === 0) refuse(1, 'no base image is named', 'add FROM')
  return problems.length > 0 || image === null ? problems : { image, workdir }
}

function cut(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`
}
