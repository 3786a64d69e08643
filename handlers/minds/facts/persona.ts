/** What the author of a persona has given it to say: knowledge that was won, opinions, wants, likes. */
import type { Character } from '../../../schema/entities.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { ownOf } from '../../../schema/own.ts'
import { list, mobilePrototype } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import type { Knowledge, Share } from '../../../schema/world-file.ts'
import { type Asking, fact } from './asking.ts'

export function personaFacts(asking: Asking, granted: Share): Fact[] {
  const { opinions, wants, likes } = asking.prototype.persona ?? {}
  return [
    ...knowledgeFacts(asking, granted),
    ...(opinions ?? []).map(({ of, about, says }, at) => {
      const keywords = of === undefined ? [] : mobilePrototype(asking.world, of)?.keywords
      return fact(`opinion:${at}`, says, { own: says, about: [...about, ...(keywords ?? [])] })
    }),
    ...(wants ?? []).map(({ says }, at) => fact(`want:${at}`, says, { own: says })),
    ...(likes && likes.length > 0
      ? [fact('likes', `It likes ${list(likes)}.`, { own: list(likes) })]
      : []),
  ]
}

/** What the listener has not won is no fact: no job holds it, so nobody can be talked out of it. */
function knowledgeFacts(asking: Asking, granted: Share): Fact[] {
  return (asking.prototype.persona?.knows ?? []).flatMap((one, at) =>
    isWon(asking, one, granted)
      ? [
          fact(`${isOpen(one) ? 'knows' : 'won'}:${at}`, one.says, {
            own: one.says,
            about: one.about,
          }),
        ]
      : [],
  )
}

/** Whether everybody may hear it. */
export const isOpen = ({ share, needs }: Knowledge) =>
  share === 'stranger' && needs.item === undefined && needs.quest === undefined

const ranks: Readonly<Record<Share, number>> = { stranger: 0, known: 1, trusted: 2 }

/** Whether a listener may hear it: by the standing that it has, or because it meets the entry's own condition. */
function isWon(
  asking: Asking,
  { share, needs: { item, quest } }: Knowledge,
  granted: Share,
): boolean {
  const isConditional = item !== undefined || quest !== undefined
  if (isConditional && hasShown(asking, item) && hasDone(asking.speaker, quest)) return true
  if (isConditional && share === 'stranger') return false
  return ranks[granted] >= ranks[share]
}

function hasShown({ world, speaker }: Asking, item: string | undefined): boolean {
  return item === undefined || itemsAt(world, speaker.id).some(({ proto }) => proto === item)
}

function hasDone({ quests }: Character, quest: string | undefined): boolean {
  return quest === undefined || (ownOf(quests, quest)?.done ?? 0) > 0
}
