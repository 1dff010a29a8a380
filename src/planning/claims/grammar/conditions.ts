// Promises: which conditions are settings ("if no engine is named") and which leave a standing open.
// Must not: look at more than one clause. Called by: claims/grammar/.

export const OPEN_CONDITION = new Set(['should', 'were', 'had', 'until', 'till', 'before', 'in_the_event'])

const NO_ENGINE_NAMED =
  /\b(?:no|none|nothing|without|another|other|not|otherwise|unset|omitted|empty|absent|missing|left|else|neither|any)\b/

const NAMING =
  /\b(?:named|given|specified|selected|chosen|configured|set|stated|passed|asked|told|requested|says?|said|noted|named|picks?|names?|engine|flag|option|otherwise|overridden|instructed|provided|exists|applies|mentioned)\b/

/** "If no engine is given" conditions a setting and not a standing. */
export function isConfiguration(words: readonly string[], opener: string): boolean {
  const text = words.join(' ')
  if (text.includes('©')) return false
  return (
    ((opener === 'unless' || NO_ENGINE_NAMED.test(text)) && NAMING.test(text)) ||
    /^(?:left|omitted|blank|empty|unset|in doubt|otherwise|told otherwise|you|needed|specified|stated|overridden|configured|instructed)\b/.test(
      text,
    )
  )
}
