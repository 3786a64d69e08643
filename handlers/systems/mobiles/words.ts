/** Finding keywords in what somebody said. */

/** What was said, as words between single blanks, so that phrases can be looked for whole. */
function spaced(said: string): string {
  const words = said.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? []
  return ` ${words.join(' ')} `
}

/** How many of the keywords (words or phrases) occur in what was said; a plural counts as its singular. */
export function mentioned(said: string, keywords: readonly string[]): number {
  const text = spaced(said)
  return keywords.filter(
    (keyword) => text.includes(` ${keyword} `) || text.includes(` ${keyword}s `),
  ).length
}

export function mentions(said: string, keywords: readonly string[]): boolean {
  return mentioned(said, keywords) > 0
}
