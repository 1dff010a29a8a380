// Promises: a line of settings about the candidate as the statement that it makes: "is_default: true # case".
// Must not: judge what it says. Called by: claims/classify-text.ts.
import { capital } from './spelling.ts'

const YES = /^(?:true|yes|on|1|allowed|granted|enabled|active|permitted)$/i
const STATE = /^(?:status|state|standing|role|stage|verdict|decision)$/i

/** Who let it pass. That it was the engine itself is more than an engine may. */
const APPROVER =
  /(?:^|\b)(?:approved|promoted|signed|signed off|admitted|merged|released|authori[sz]ed|granted|certified) by$|^(?:(?:promotion|merge|gate|final|stage|patch|run) )?(?:approver|promoter|signer|signatory|authori[sz]er|approval authority)$/

/** "Case: default", "Case has Core authority"; undefined for a text that is no such line. */
export function toSetting(text: string, isName: (word: string) => boolean): string | undefined {
  const line =
    /^[\s`"']*([\w.-]+(?: [\w.-]+){0,4})[\s`"']*[:=]\s*["'`]?([\w-]+(?: [\w-]+){0,3})["'`]?\s*(?:(?:#|\/\/|--)\s*([\w-]+)[.!\s`]*)?[`\s;,]*$/.exec(
      text,
    )
  if (line === null) return undefined
  const [, path = '', value = '', note = ''] = line
  const steps = path
    .split(/[._ -]/)
    .filter((step) => step !== '' && !/^(?:engines?|is|backends?)$/i.test(step))
  const at = steps.findIndex((step) => isName(capital(step)))
  const name = at >= 0 ? steps[at] : isName(capital(note)) ? note : isName(capital(value)) ? value : undefined
  if (name === undefined) return undefined
  const key = steps
    .filter((_, index) => index !== at)
    .join(' ')
    .toLowerCase()
  const who = capital(name)
  if (/^(?:active )?core authority$/.test(key) && (YES.test(value) || name === value))
    return `${who} has Core authority.`
  if (
    /^(?:may )?self[ -]?(?:approvals?|promotions?|approve|promote|merge|certification)(?: (?:is )?(?:allowed|permitted|enabled|granted|ok|on))?$/.test(
      key,
    ) &&
    YES.test(value)
  )
    return `Self-approval is allowed for ${who}.`
  if (name === value) return APPROVER.test(key) ? `${who} approves its own promotion.` : undefined
  if (YES.test(value) && key !== '') return `${who}: ${key}`
  return STATE.test(key) ? `${who}: ${value}` : undefined
}
