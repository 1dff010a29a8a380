// Promises: words spelled as names are, for who asks whether one is a name.
// Must not: know names. Called by: claims/, claims/facts/.

/** With a capital first letter, whatever it is. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The same of one plain word in small letters; anything else stays as it is. */
export function capitalOfWord(text: string): string {
  return /^[a-z]+$/.test(text) ? capital(text) : text
}
