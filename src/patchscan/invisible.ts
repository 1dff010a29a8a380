/** Characters that reorder text, or that nobody sees. Sources: Unicode 16, "Trojan Source" (CVE-2021-42574). */
const ALWAYS = new RegExp(
  [
    '[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f]', // control characters but tab, line and page breaks
    '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]', // direction
    '[\\u00ad\\u180e\\u200b\\u2060-\\u2064\\u206a-\\u206f\\ufeff\\u115f\\u1160\\u3164\\uffa0]', // no width
    '[\\u{e0000}-\\u{e0fff}]', // tags and variation selectors of the supplement
  ].join('|'),
  'gu',
)
/** Joiners have their place in many scripts and in emoji; between ASCII letters they only hide. */
const JOINERS = /(?<=[\u0020-\u007e])[\u200c\u200d]|[\u200c\u200d](?=[\u0020-\u007e])/gu

/** Code points of a line that its reader can't see, in the order in which they stand. */
export function findInvisible(line: string, isFirstOfFile: boolean): string[] {
  const text = isFirstOfFile ? line.replace(/^\ufeff/, '') : line
  const found = [...text.matchAll(ALWAYS), ...text.matchAll(JOINERS)]
  return found
    .sort((a, b) => a.index - b.index)
    .map(([character]) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
}
