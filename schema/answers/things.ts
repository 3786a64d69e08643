/** Descriptions and lists of things, as private answers. */

import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'
import { ownOf } from '../own.ts'
import type { RoomView } from './room.ts'

/** A description that the rule composed; `text` carries markup, with every foreign word escaped. */
export const described = defineAnswer<{ text: string }>('described', (data) => data.text)

/** What somebody carries and wears: the `items` state of the protocol. */
export interface ItemsView {
  inventory: { id: string; name: string; count: number; type?: string; lit?: true }[]
  worn: { id: string; name: string; slot: string }[]
}

export const inventoryListed = defineAnswer<ItemsView>('inventory-listed', (items) => {
  if (items.inventory.length === 0) return 'You carry nothing.'
  const lines = items.inventory.map((item) => {
    const count = item.count > 1 ? ` (${item.count})` : ''
    return `  {item}${escapeMarkup(item.name)}{/}${count}${item.lit ? ', burning' : ''}`
  })
  return ['You carry:', ...lines].join('\n')
})

/** Where a thing in a slot is; a slot that is not listed here is told by its own name. */
const slotWords: Readonly<Record<string, string>> = {
  head: 'on your head',
  neck: 'around your neck',
  body: 'on your body',
  about: 'about your shoulders',
  arms: 'on your arms',
  hands: 'on your hands',
  finger: 'on a finger',
  waist: 'around your waist',
  legs: 'on your legs',
  feet: 'on your feet',
  back: 'on your back',
  wield: 'wielded',
  shield: 'as a shield',
  held: 'in your hand',
}

/** "on your head": where something in `slot` is worn. */
export function slotPlace(slot: string): string {
  return ownOf(slotWords, slot) ?? slot
}

export const equipmentListed = defineAnswer<ItemsView>('equipment-listed', (items) => {
  if (items.worn.length === 0) return 'You wear nothing and hold nothing.'
  const lines = items.worn.map(
    (item) => `  {item}${escapeMarkup(item.name)}{/} (${slotPlace(item.slot)})`,
  )
  return ['You use:', ...lines].join('\n')
})

/** The ways out with what one sees of the places behind them. */
export interface ExitsView {
  exits: (RoomView['exits'][number] & { title?: string })[]
}

export const exitsListed = defineAnswer<ExitsView>('exits-listed', ({ exits }) => {
  if (exits.length === 0) return 'There is no way out that you can see.'
  const lines = exits.map((exit) => {
    const shut = exit.door && exit.door !== 'open'
    const behind = shut ? `${exit.doorName ?? 'a door'} (${exit.door})` : (exit.title ?? '')
    return behind ? `  {exit}${exit.dir}{/}: ${escapeMarkup(behind)}` : `  {exit}${exit.dir}{/}`
  })
  return ['You can see these ways out:', ...lines].join('\n')
})
