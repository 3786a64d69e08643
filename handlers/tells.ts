/** What was told to somebody last, without the words of those it ignores. */
import type { HistoryView } from '../schema/answers/company.ts'
import type { Character } from '../schema/entities.ts'
import { tellsOf } from '../schema/events/tells.ts'
import type { WorldReader } from '../schema/world.ts'
import { minutesAgo } from './decision.ts'

export function tellsTo(
  world: Pick<WorldReader, 'need'>,
  { id, ignores = [] }: Character,
  now: { readonly atMs: number },
): HistoryView['lines'] {
  return tellsOf(world, id)
    .filter(({ who }) => !ignores.includes(who))
    .map(({ name, words, atMs }) => ({
      name,
      words,
      minutesAgo: minutesAgo(now, atMs),
    }))
}
