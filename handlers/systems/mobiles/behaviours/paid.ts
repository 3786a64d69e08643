/** What mobiles do for coin: they are paid, and they answer whoever asked. */
import { goldGiven } from '../../../../schema/events/items.ts'
import { npcSpoke } from '../../../../schema/events/npc.ts'
import { type Act, eventActs } from '../../../define-system.ts'
import type { Asked } from './rule.ts'

/** The speaker hands over the price; nothing changes hands for a price of 0. */
export function pays({ speaker, mobile }: Asked, price: number): Act[] {
  if (price <= 0) return []
  return eventActs(goldGiven({ actor: speaker.id, target: mobile.id, amount: price }))
}

export function says({ mobile, speaker, private: aside, request }: Asked, text: string): Act[] {
  return eventActs(
    npcSpoke({
      npc: mobile.id,
      room: mobile.place,
      say: text,
      to: speaker.id,
      private: aside,
      by: 'rules',
      ...(request ? { request } : {}),
    }),
  )
}
