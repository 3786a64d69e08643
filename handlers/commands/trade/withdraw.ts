import type { Character } from '../../../schema/entities.ts'
import { goldWithdrawn } from '../../../schema/events/trade.ts'
import { accept, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { unmeant } from '../../nouns.ts'
import { amountIn, atBank } from './banks.ts'

export const withdraw = defineCommand({
  verb: 'withdraw',
  arguments: [{ name: 'amount', kind: 'rest' }],
  help: {
    group: 'trade',
    brief: 'Take gold out of the bank.',
    examples: ['withdraw 20', 'withdraw all'],
  },
  decide: (context, args) => atBank(context, (actor) => takeOut(actor, args.amount)),
})

function takeOut(actor: Character, phrase: string): Decision {
  const wanted = amountIn(phrase)
  if (wanted === null) return reject('how-much', 'How much gold? Try “withdraw 10”.')
  const kept = actor.bank ?? 0
  const sum = wanted === 'all' ? kept : wanted
  const why = unmeant({ count: wanted === 'all' ? undefined : wanted })
  if (why) return why.decision
  if (kept === 0) return reject('no-gold', 'The bank keeps no gold for you.')
  if (sum > kept) return reject('no-gold', `The bank keeps only ${kept} gold for you.`)
  return accept(goldWithdrawn({ actor: actor.id, amount: sum }))
}
