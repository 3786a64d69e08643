import { balanceTold } from '../../../schema/answers/trade.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { atBank } from './banks.ts'

export const balance = defineCommand({
  verb: 'balance',
  aliases: ['bank'],
  help: { group: 'trade', brief: 'Hear how much gold the bank keeps for you.' },
  decide: (context) =>
    atBank(context, ({ bank, gold }) => answer(balanceTold({ bank: bank ?? 0, gold }))),
})
