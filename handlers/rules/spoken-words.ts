/** Words of mobiles: keywords in what was said to them, and names in what they say. */
import type { Mobile } from '../../schema/entities.ts'

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

/** Fills in names: `{actor}` and `{target}` are the causer, `{npc}` is the mobile itself. */
export function named(
  text: string,
  { mobile, causer }: { readonly mobile: Mobile; readonly causer?: { name: string } | undefined },
): string {
  return text
    .replaceAll('{actor}', causer?.name ?? 'somebody')
    .replaceAll('{target}', causer?.name ?? 'somebody')
    .replaceAll('{npc}', mobile.name)
}
