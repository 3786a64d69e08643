/** Talk about the quests of a giver: which one is meant, and how the giver asks. */
import type { Character, Mobile } from '../../schema/entities.ts'
import { ownOf } from '../../schema/own.ts'
import { keywordsOf } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Quest } from '../../schema/world-file.ts'
import { activeState, questsGivenIn, whyNot } from '../quests.ts'
import { confidenceOf } from './meaning.ts'
import type { Offer } from './offers.ts'

/** A quest and the mobile here that gives it. */
export interface Given {
  readonly quest: Quest
  readonly giver: Mobile
}

export function offerOfQuest({ id, giver = '' }: Quest): Offer {
  return { by: giver, what: `quest ${id}` }
}

/** From here on a line is more likely about a quest than not. */
const likely = 40

/** Whether a line speaks of a quest by one of the words that begin it. */
export function isAbout(world: WorldReader, { quest, giver }: Given, words: string): boolean {
  return confidenceOf(words, quest.accept, keywordsOf(world, giver)) >= likely
}

/** The quest of a mobile that a line is about, and whether the character could begin it. */
export function questMeant(
  world: WorldReader,
  character: Character,
  mobile: Mobile,
  words: string,
): { readonly quest: Quest; readonly isFree: boolean } | undefined {
  const meant = questsGivenIn(world, mobile.place)
    .filter(({ giver }) => giver.id === mobile.id)
    .filter((given) => isAbout(world, given, words))
    .map(({ quest }) => ({ quest, isFree: whyNot(world, character, quest) === null }))
  return meant.find(({ isFree }) => isFree) ?? meant[0]
}

/** How a giver asks whether somebody will do it; nothing is begun yet. */
export function asking({ brief, offer, accept }: Quest): string {
  const word = accept[0]?.toUpperCase() ?? 'YES'
  return `${offer ?? brief} Will you do it? Say ${word}, or yes.`
}

/** What a giver says of a task that is not there to be taken; a note beside it tells what is to be done. */
export function standing(character: Character, { id }: Quest): string {
  if (activeState(character, id)) return 'You have that in hand already. Come when it is done.'
  const isDone = (ownOf(character.quests, id)?.done ?? 0) > 0
  return isDone
    ? 'That is done, and it was you who did it. I have not forgotten.'
    : 'That is nothing for you yet.'
}
