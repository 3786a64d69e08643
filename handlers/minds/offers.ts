/** What a mobile has offered a character, and whether the offer still stands. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { npcMet } from '../../schema/events/npc.ts'
import type { PrototypeId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Moment } from '../decision.ts'
import { allMet, lastMet } from '../rules/acquaintance.ts'

/** A word of agreement that comes later is about something else. */
const offerHoldsMs = 60_000

/** An offer: by whom, and of what (a bed, a cure, a quest). */
export interface Offer {
  readonly by: PrototypeId
  readonly what: string
}

const offered = ({ by, what }: Offer) => `offer ${by} ${what}`.slice(0, 160)
const taken = ({ by, what }: Offer) => `taken ${by} ${what}`.slice(0, 160)

export function offers(character: Character, offer: Offer, { beat }: Moment): NewEvent {
  return npcMet({ character: character.id, memo: offered(offer), beat })
}

export function takes(character: Character, offer: Offer, { beat }: Moment): NewEvent {
  return npcMet({ character: character.id, memo: taken(offer), beat })
}

/** Whether these very words have taken an offer up. */
export function isTakenNow(
  world: WorldReader,
  { id }: Character,
  offer: Offer,
  now: Moment,
): boolean {
  return lastMet(world, id, taken(offer)) === now.beat
}

/** Whether an offer was made a moment ago and nobody has taken it up since. */
export function stands(
  world: WorldReader,
  character: Character,
  offer: Offer,
  { beat, heartbeatMs }: Moment,
): boolean {
  const made = lastMet(world, character.id, offered(offer))
  if (made === undefined || beat - made > offerHoldsMs / heartbeatMs) return false
  const last = lastMet(world, character.id, taken(offer))
  return last === undefined || last < made
}

/** Whether a yes means this offer: it stands, and it is the latest that anybody made. */
export function isAgreedTo(
  world: WorldReader,
  character: Character,
  offer: Offer,
  now: Moment,
): boolean {
  if (!stands(world, character, offer, now)) return false
  const made = Object.entries(allMet(world, character.id)).filter(([memo]) =>
    memo.startsWith('offer '),
  )
  const latest = made.toSorted(([a, at], [b, bt]) => bt - at || (a < b ? -1 : 1))[0]
  return latest?.[0] === offered(offer)
}
