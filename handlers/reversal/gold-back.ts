/** Gold on its way back, as far as it is still there. */
import { goldRemade, goldReturned, goldToTake, goldUnmade } from '../../schema/events/reversal.ts'
import type { EntityId } from '../../schema/ids.ts'
import { counted } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Effect } from './effects.ts'
import type { Making } from './making.ts'

type GoldEffect = Extract<Effect, { of: 'gold' }>
interface Side extends Pick<GoldEffect, 'holder' | 'name' | 'room'> {
  coins: number
}

const coins = (amount: number) => counted(amount, 'gold coin')

/** Whoever gained gives back to whoever lost; what is left over was minted or burnt by the event. */
export function settleGold(making: Making, effects: readonly GoldEffect[]): void {
  const side = (sign: 1 | -1): Side[] =>
    effects
      .filter(({ change }) => Math.sign(change) === sign)
      .map(({ change, ...one }) => ({ ...one, coins: Math.abs(change) }))
  const [gainers, losers] = [side(1), side(-1)]
  for (const loser of losers) {
    for (const gainer of gainers) {
      const amount = Math.min(loser.coins, gainer.coins)
      if (amount === 0) continue
      giveBack(making, gainer, loser, amount)
      loser.coins -= amount
      gainer.coins -= amount
    }
  }
  for (const one of losers) if (one.coins > 0) makeAgain(making, one)
  for (const one of gainers) if (one.coins > 0) unmake(making, one)
}

/** How a sum is taken together: what is there, how much of it from the bank, what is missing. */
function taking(world: WorldReader, holder: EntityId, wanted: number) {
  const has = goldToTake(world, holder)
  // Nobody owes by being robbed of more than is there: a damaged purse counts as empty.
  const purse = Math.max(0, Math.min(wanted, has.purse))
  const bank = Math.max(0, Math.min(wanted - purse, has.bank))
  return { amount: purse + bank, bank, missing: wanted - purse - bank }
}

/** Where gold can go: to a holder that is there, or to a pile that can be laid anew. */
function destination(world: WorldReader, { holder, room }: Side): { room?: EntityId } | undefined {
  if (world.get(holder)) return {}
  return room !== undefined && world.get(room)?.kind === 'room' ? { room } : undefined
}

function giveBack(making: Making, from: Side, to: Side, wanted: number): void {
  const { world, reversal } = making
  const there = destination(world, to)
  if (!there) return making.cannot(`${coins(wanted)} of ${to.name}: nobody is there to get it back`)
  const { amount, bank, missing } = taking(world, from.holder, wanted)
  lament(making, from, missing, wanted)
  if (amount === 0) return
  const words = `${coins(amount)} go from ${from.name} back to ${to.name}${fromBank(bank)}`
  const ids = { from: from.holder, to: to.holder }
  making.does(words, goldReturned({ ...ids, amount, bank, missing, ...there, ...reversal }))
}

function unmake(making: Making, from: Side): void {
  const { amount, bank, missing } = taking(making.world, from.holder, from.coins)
  lament(making, from, missing, from.coins)
  if (amount === 0) return
  const words = `${coins(amount)} of ${from.name} leave the world${fromBank(bank)}`
  making.does(words, goldUnmade({ from: from.holder, amount, bank, missing, ...making.reversal }))
}

function makeAgain(making: Making, to: Side): void {
  const there = destination(making.world, to)
  if (!there) {
    return making.cannot(`${coins(to.coins)} of ${to.name}: nobody is there to get it back`)
  }
  const words = `${to.name} gets ${coins(to.coins)} that had left the world`
  making.does(words, goldRemade({ to: to.holder, amount: to.coins, ...there, ...making.reversal }))
}

function fromBank(bank: number): string {
  return bank > 0 ? ` (${bank} of them from the bank)` : ''
}

function lament(making: Making, from: Side, missing: number, wanted: number): void {
  if (missing === 0) return
  making.cannot(`${missing} of ${coins(wanted)} are missing: ${from.name} no longer has them`)
}
