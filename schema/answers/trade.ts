/** Private answers of shops and banks. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'
import { capital, counted } from '../words.ts'

export interface WaresView {
  keeper: { id: string; name: string }
  wares: { id: string; name: string; price: number; count: number }[]
}

export const waresListed = defineAnswer<WaresView>('wares-listed', ({ keeper, wares }) => {
  const name = capital(escapeMarkup(keeper.name))
  if (wares.length === 0) return `{npc}${name}{/} has nothing left to sell.`
  const lines = wares.map((ware, index) => {
    const left = ware.count > 1 ? ` (${ware.count} left)` : ''
    return `  ${index + 1}. {item}${escapeMarkup(ware.name)}{/}, ${ware.price} gold${left}`
  })
  return [`{npc}${name}{/} sells:`, ...lines].join('\n')
})

export interface OfferView {
  keeper: { id: string; name: string }
  item: { id: string; name: string }
  price: number
}

export const valueTold = defineAnswer<OfferView>(
  'value-told',
  ({ keeper, item, price }) =>
    `{npc}${capital(escapeMarkup(keeper.name))}{/} would give you ${counted(price, 'gold coin')} for {item}${escapeMarkup(item.name)}{/}.`,
)

export const balanceTold = defineAnswer<{ bank: number; gold: number }>(
  'balance-told',
  ({ bank, gold }) =>
    `The bank keeps ${counted(bank, 'gold coin')} for you, and you carry ${gold}.`,
)
