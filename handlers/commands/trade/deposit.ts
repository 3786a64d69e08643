import type { Character, Mobile } from '../../../schema/entities.ts'
import { goldDeposited } from '../../../schema/events/trade.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { goldAmount } from '../belongings.ts'
import { amountIn, atBank, feeOf } from './banks.ts'

export const deposit = defineCommand({
  verb: 'deposit',
  arguments: [{ name: 'amount', kind: 'rest' }],
  help: {
    group: 'trade',
    brief: 'Bring gold to the bank, where it is safe even from death.',
    examples: ['deposit 50', 'deposit all'],
  },
  decide: (context, args) =>
    atBank(context, (actor, banker) => bring(context, actor, banker, args.amount)),
})

function bring(
  { world }: Context,
  actor: Character,
  banker: Mobile | undefined,
  phrase: string,
): Decision {
  const wanted = amountIn(phrase)
  if (wanted === null) return reject('how-much', 'How much gold? Try “deposit 10”.')
  const sum = goldAmount(actor, wanted)
  if (typeof sum !== 'number') return sum
  const fee = banker ? Math.floor((sum * (feeOf(world, banker) ?? 0)) / 100) : 0
  const to = banker ? { banker: banker.id } : {}
  return accept(goldDeposited({ actor: actor.id, ...to, amount: sum, fee }))
}
