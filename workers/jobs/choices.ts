/** Ids in an answer must come from the job: a model can point at what it was offered and nothing else. */

/** For kinds whose answer chooses nothing. */
export const choosesNothing = (): null => null

/** Why a chosen id is none of those offered, or null. */
export function notOffered(
  what: string,
  offered: readonly string[],
  chosen: readonly string[],
): string | null {
  const stray = chosen.find((id) => !offered.includes(id))
  return stray === undefined ? null : `${what} was not offered: ${stray.slice(0, 40)}`
}

export function idsOf(entries: readonly { readonly id: string }[]): string[] {
  return entries.map((entry) => entry.id)
}
