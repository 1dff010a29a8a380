import * as z from 'zod'
import { GitOid, Sha256, Slug, Timestamp } from '../contract/ids.ts'
import { InnerPath, SourceUrl } from '../contract/source-admission.ts'

interface Words {
  readonly message: (shown: string) => string
  readonly fix: string
}

/** What a text is not, and how it is written, by the schema that it does not fit. */
const WORDS: readonly (readonly [z.ZodType, Words])[] = [
  [
    Slug,
    {
      message: (shown) => `\`${shown}\` is no id`,
      fix: 'ids have up to 64 small letters, digits, dots, underscores and dashes, and begin with a letter or digit',
    },
  ],
  [
    GitOid,
    { message: (shown) => `\`${shown}\` is no full git id`, fix: 'write all of it: git rev-parse COMMIT' },
  ],
  [Sha256, { message: (shown) => `\`${shown}\` is no SHA-256`, fix: 'write 64 hex digits in small letters' }],
  [
    Timestamp,
    { message: (shown) => `\`${shown}\` is no time`, fix: 'write it as 2027-01-31T12:00:00.000Z, in UTC' },
  ],
  [
    InnerPath,
    {
      message: (shown) => `\`${shown}\` is no path inside the source`,
      fix: 'write it relative, with slashes, and without . or .. as a part',
    },
  ],
  [
    SourceUrl,
    {
      // What may be a password is not said again.
      message: () => 'is no address that may go on record',
      fix: 'write https://, ssh://git@ or file:///, without a user name or password',
    },
  ],
]

/** @param pattern as an issue of zod names it  @param shown the text, cut to what a line holds */
export function wordsOfForm(pattern: string, shown: string): [message: string, fix: string | null] {
  // Sought when something is wrong: patterns of all of them would cost every command its start.
  const words = WORDS.find(([schema]) => patternOf(schema) === pattern)?.[1]
  return words === undefined
    ? [`\`${shown}\` does not have the form ${pattern}`, null]
    : [words.message(shown), words.fix]
}

function patternOf(schema: z.ZodType): string {
  const { pattern } = z.toJSONSchema(schema)
  return `/${pattern}/`
}
