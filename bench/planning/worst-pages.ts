const WORDS =
  'the harness measures what an engine left behind and seals a bundle that a person can read later and the candidate case is judged by the evidence in it not by words'.split(
    ' ',
  )

/** The nth page of about 10 kB of word salad in which most sentences name the candidate, each in words of its own. */
export function worstPageOf(at: number): string {
  const sentence = (seed: number): string =>
    `${Array.from({ length: 18 }, (_, index) => WORDS[(seed * 7 + index * (1 + (seed % 5))) % WORDS.length]).join(' ')} ${at}-${seed}.`
  const paragraph = (seed: number): string =>
    Array.from({ length: 6 }, (_, index) => sentence(seed * 10 + index)).join(' ')
  const parts = Array.from(
    { length: 14 },
    (_, part) =>
      `## Part ${part} of page ${at}\n\n${paragraph(part)}\n\n- ${sentence(part)}\n- ${sentence(part + 99)}\n`,
  )
  return `# Page ${at}\n\nCase is a candidate.\n\n${parts.join('\n')}\n| Engine | Stage |\n|---|---|\n| Case | gated-engine |\n`
}
