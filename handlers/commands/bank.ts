/** The bank: `deposit`, `withdraw`, `balance`. */
import { balanceTold } from '../../schema/answers/trade.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { goldDeposited, goldWithdrawn } from '../../schema/events/trade.ts'
import { mobilePrototype } from '../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../schema/world.ts'
import { accept, answer, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { goldIn } from '../portions.ts'
import { goldAmount } from '../purse.ts'

const amount = { name: 'amount', kind: 'rest' } as const

export const bankCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'deposit',
    arguments: [amount],
    help: {
      group: 'trade',
      brief: 'Bring gold to the bank, where it is safe even from death.',
      examples: ['deposit 50', 'deposit all'],
    },
    decide: (context, args) =>
      atBank(context, (actor, banker) => deposit(context, actor, banker, args.amount ?? '')),
  }),
  defineCommand({
    verb: 'withdraw',
    arguments: [amount],
    help: {
      group: 'trade',
      brief: 'Take gold out of the bank.',
      examples: ['withdraw 20', 'withdraw all'],
    },
    decide: (context, args) => atBank(context, (actor) => withdraw(actor, args.amount ?? '')),
  }),
  defineCommand({
    verb: 'balance',
    aliases: ['bank'],
    help: { group: 'trade', brief: 'Hear how much gold the bank keeps for you.' },
    decide: (context) =>
      atBank(context, ({ bank, gold }) => answer(balanceTold({ bank: bank ?? 0, gold }))),
  }),
]

/** Business that needs a bank: a room of that kind, or a banker who stands here. */
function atBank(
  { world, actor, room }: Context,
  business: (actor: Character, banker: Mobile | undefined) => Decision,
): Decision {
  const banker = mobilesAt(world, room.id).find((mobile) => feeOf(world, mobile) !== undefined)
  if (!banker && !room.flags.includes('bank')) return reject('no-bank', 'There is no bank here.')
  if (actor.kind !== 'character') return reject('no-bank', 'The bank does not know you.')
  return business(actor, banker)
}

/** The banker's fee in percent; undefined for anybody else. */
function feeOf(world: WorldReader, mobile: Mobile): number | undefined {
  const behaviours = mobilePrototype(world, mobile.proto)?.behaviours ?? []
  return behaviours.find((one) => one.kind === 'banker')?.feePercent
}

/** "50", "50 gold", "all": how much is meant, or null. */
function amountIn(phrase: string): number | 'all' | null {
  const words = phrase.toLowerCase().trim()
  if (words === 'all' || words === 'everything') return 'all'
  return /^\d{1,9}$/.test(words) ? Number(words) : goldIn(words)
}

function deposit(
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

function withdraw(actor: Character, phrase: string): Decision {
  const wanted = amountIn(phrase)
  if (wanted === null) return reject('how-much', 'How much gold? Try “withdraw 10”.')
  const kept = actor.bank ?? 0
  const sum = wanted === 'all' ? kept : wanted
  if (sum === 0) return reject('how-much', 'That would be nothing at all.')
  if (sum > kept) return reject('no-gold', `The bank keeps only ${kept} gold for you.`)
  return accept(goldWithdrawn({ actor: actor.id, amount: sum }))
}
