/** Giving gold back, as far as it is still there. */
import { goldRemade, goldReturned, goldToTake, goldUnmade } from '../../schema/events/reversal.ts'
import type { HolderId, RoomId } from '../../schema/ids.ts'
import { counted } from '../../schema/words.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Effect } from './effects.ts'
import type { Planner } from './planner.ts'

type GoldEffect = Extract<Effect, { of: 'gold' }>
interface Side extends Pick<GoldEffect, 'holder' | 'name' | 'room'> {
  coins: number
}

const coins = (amount: number) => counted(amount, 'gold coin')

/** Those who gained give back to those who lost; the event minted or burnt what is left over. */
export function settleGold(planner: Planner, effects: readonly GoldEffect[]): void {
  const side = (sign: 1 | -1): Side[] =>
    effects
      .filter(({ change }) => Math.sign(change) === sign)
      .map(({ change, ...one }) => ({ ...one, coins: Math.abs(change) }))
  const [gainers, losers] = [side(1), side(-1)]
  for (const loser of losers) {
    for (const gainer of gainers) {
      const amount = Math.min(loser.coins, gainer.coins)
      if (amount === 0) continue
      giveBack(planner, gainer, loser, amount)
      loser.coins -= amount
      gainer.coins -= amount
    }
  }
  for (const one of losers) if (one.coins > 0) makeAgain(planner, one)
  for (const one of gainers) if (one.coins > 0) unmake(planner, one)
}

/** How a holder pays a sum: how much it has, how much of that comes from the bank, what is missing. */
function taking(world: WorldReader, holder: HolderId, wanted: number) {
  const has = goldToTake(world, holder)
  // A holder with less than nothing, as a damaged world may have, counts as one with nothing.
  const purse = Math.max(0, Math.min(wanted, has.purse))
  const bank = Math.max(0, Math.min(wanted - purse, has.bank))
  return { amount: purse + bank, bank, missing: wanted - purse - bank }
}

/** Where gold can go: to a holder that exists, or to a pile that can be made again in its room. */
function destination(world: WorldReader, { holder, room }: Side): { room?: RoomId } | undefined {
  if (world.get(holder)) return {}
  return room !== undefined && world.get(room)?.kind === 'room' ? { room } : undefined
}

function giveBack(planner: Planner, from: Side, to: Side, wanted: number): void {
  const { world, reversal } = planner
  const there = destination(world, to)
  if (!there)
    return planner.cannot(`${coins(wanted)} of ${to.name}: nobody is there to get it back`)
  const { amount, bank, missing } = taking(world, from.holder, wanted)
  reportMissing(planner, from, missing, wanted)
  if (amount === 0) return
  const words = `${coins(amount)} go from ${from.name} back to ${to.name}${fromBank(bank)}`
  const ids = { from: from.holder, to: to.holder }
  planner.does(words, goldReturned({ ...ids, amount, bank, missing, ...there, ...reversal }))
}

function unmake(planner: Planner, from: Side): void {
  const { amount, bank, missing } = taking(planner.world, from.holder, from.coins)
  reportMissing(planner, from, missing, from.coins)
  if (amount === 0) return
  const words = `${coins(amount)} of ${from.name} leave the world${fromBank(bank)}`
  planner.does(words, goldUnmade({ from: from.holder, amount, bank, missing, ...planner.reversal }))
}

function makeAgain(planner: Planner, to: Side): void {
  const there = destination(planner.world, to)
  if (!there) {
    return planner.cannot(`${coins(to.coins)} of ${to.name}: nobody is there to get it back`)
  }
  const words = `${to.name} gets ${coins(to.coins)} that had left the world`
  planner.does(
    words,
    goldRemade({ to: to.holder, amount: to.coins, ...there, ...planner.reversal }),
  )
}

function fromBank(bank: number): string {
  return bank > 0 ? ` (${bank} of them from the bank)` : ''
}

function reportMissing(planner: Planner, from: Side, missing: number, wanted: number): void {
  if (missing === 0) return
  planner.cannot(`${missing} of ${coins(wanted)} are missing: ${from.name} no longer has them`)
}
