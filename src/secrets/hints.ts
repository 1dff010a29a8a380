/** What saves a rule from being tried at every place where its keyword stands. */
interface Hint {
  /** Must match right behind the keyword for the rule to find anything. Weaker than the rule, and bounded in what it costs. */
  readonly behind: RegExp
  /** Characters around the keyword that decide; the rest of a longer secret is followed to its end. */
  readonly reach?: { readonly before: number; readonly after: number }
}

/** For rules whose keywords stand in every other line of any log. */
export const HINTS: Readonly<Record<string, Hint>> = {
  // The last two parts take a run of token characters as a whole: what ends a value is in no value.
  'generic-api-key': {
    behind:
      /[ \t\w.-]{0,20}[\s'"]{0,3}(?:[=>:,]|\|\||\?=)[=:>]{0,3}[`'"\s=]{0,5}(?=[A-Za-z_.=+/-]{0,400}\d)(?=([\w.=+/-]{10,}))\1(?:[`'"\s;\\]|$)/y,
    reach: { before: 64, after: 512 },
  },
  'twilio-api-key': { behind: /[0-9a-fA-F]{32}/y },
  'vault-service-token': { behind: /[\w-]{24}/y },
  jwt: { behind: /[a-zA-Z0-9]{17}/y },
  'authress-service-client-access-key': { behind: /[a-zA-Z0-9]{5,30}\./y },
  '1password-secret-key': { behind: /[A-Z0-9]{6}-/y },
}
