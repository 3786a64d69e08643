/** Banks: where they are, and how much gold a phrase means. */
import type { Character, Mobile } from '../../../schema/entities.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { wholeNumber } from '../../nouns.ts'
import { goldIn } from '../../portions.ts'

/** Business that needs a bank: a room of that kind, or a banker who stands here. */
export function atBank(
  { world, actor, room }: Context,
  business: (actor: Character, banker: Mobile | undefined) => Decision,
): Decision {
  const banker = mobilesAt(world, room.id).find((mobile) => feeOf(world, mobile) !== undefined)
  if (!banker && !room.flags.includes('bank')) return reject('no-bank', 'There is no bank here.')
  if (actor.kind !== 'character') return reject('no-bank', 'The bank does not know you.')
  return business(actor, banker)
}

/** The banker's fee in percent; undefined for anybody else. */
export function feeOf(world: WorldReader, mobile: Mobile): number | undefined {
  const behaviours = mobilePrototype(world, mobile.proto)?.behaviours ?? []
  return behaviours.find((one) => one.kind === 'banker')?.feePercent
}

/** "50", "50 gold", "all": how much is meant, or null. */
export function amountIn(phrase: string): number | 'all' | null {
  const words = phrase.toLowerCase().trim()
  if (words === 'all' || words === 'everything') return 'all'
  return /^\d+$/.test(words) ? wholeNumber(words) : goldIn(words)
}
