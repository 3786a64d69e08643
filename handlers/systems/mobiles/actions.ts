/** Scripted actions of mobiles (`do:` in world files) as lines and events. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Item, Mobile } from '../../../schema/entities.ts'
import { vitalsChanged } from '../../../schema/events/effects.ts'
import { goldGiven, itemDestroyed, itemGiven } from '../../../schema/events/items.ts'
import { npcSpoke } from '../../../schema/events/npc.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { roomNarrated } from '../../../schema/events/scenes.ts'
import { goldMinted } from '../../../schema/events/trade.ts'
import type { HolderId, PrototypeId } from '../../../schema/ids.ts'
import { itemsAt, type WorldReader } from '../../../schema/world.ts'
import type { Action } from '../../../schema/world-file.ts'
import type { Act } from '../../define-system.ts'
import { applyEffect } from '../../rules/effects.ts'
import { startFight } from '../../rules/fight.ts'
import { makeItem } from '../../rules/making.ts'

/** Who acts, and where. */
export interface Stage {
  readonly world: WorldReader
  readonly mobile: Mobile
  readonly beat: number
  /** Ids for what is made; without it nothing can be made (no scripted action of an hour does). */
  readonly newId?: (prefix: string) => string
}

/** The acts of a script, in order; `causer` is whoever it answers. */
export function scriptedActs(
  stage: Stage,
  script: readonly Action[],
  causer: Character | Mobile | undefined,
): Act[] {
  return script.flatMap((action) => actsOf(stage, action, causer))
}

function actsOf(stage: Stage, action: Action, causer: Character | Mobile | undefined): Act[] {
  const { world, mobile } = stage
  const line = (text: string): Act[] => [{ kind: 'line', actor: mobile.id, line: text }]
  const events = (...made: readonly NewEvent[]): Act[] =>
    made.length > 0 ? [{ kind: 'events', events: made }] : []
  switch (action.act) {
    case 'say':
      return line(`say ${named(action.text, mobile, causer)}`)
    case 'emote':
      return line(`emote ${named(action.text, mobile, causer)}`)
    case 'tell':
      return causer ? events(toldAlone(mobile, causer, named(action.text, mobile, causer))) : []
    case 'narrate': {
      const text = named(action.text, mobile, causer)
      return events(roomNarrated({ room: mobile.place, text, occasion: 'scripted', by: 'rules' }))
    }
    case 'give':
      return causer ? events(...handOver(stage, action.item, causer)) : []
    case 'load': {
      const made = makeFor(stage, action.item, mobile.place)
      return made ? events(made.event) : []
    }
    case 'destroy': {
      const item = carriedCopy(world, mobile, action.item)
      return item
        ? events(itemDestroyed({ item: item.id, reason: 'used up', actor: mobile.id }))
        : []
    }
    case 'gold':
      return causer ? events(...payOut(mobile, causer, action.amount)) : []
    case 'attack':
      return causer ? events(...startFight(world, mobile, causer)) : []
    case 'flee':
      return line('flee')
    case 'open':
    case 'close':
    case 'lock':
    case 'unlock':
      return line(`${action.act} ${action.direction}`)
    case 'move':
      return line(action.direction)
    case 'teleport': {
      if (!causer || !world.room(action.room)) return []
      const to = action.room
      return events(beingTransported({ actor: causer.id, from: causer.place, to }))
    }
    case 'effect': {
      const { effect, beats } = action
      return causer
        ? events(...applyEffect(world, causer, { effect, beats, by: mobile.id }, stage.beat))
        : []
    }
    case 'heal': {
      const missing = causer ? causer.health[1] - causer.health[0] : 0
      const health = Math.min(action.amount, missing)
      return causer && health > 0
        ? events(vitalsChanged({ being: causer.id, health, why: 'healer' }))
        : []
    }
    case 'social':
      return line(causer ? `${action.social} ${causer.name}` : action.social)
    case 'offer':
      // A quest is taken by asking for it: the giver only says so, the player decides.
      return offer(stage, action.quest, line)
  }
}

function offer(stage: Stage, quest: string, line: (text: string) => Act[]): Act[] {
  const declared = stage.world.definitions.get<{ offer?: string; brief: string }>('quest', quest)
  return declared ? line(`say ${declared.offer ?? declared.brief}`) : []
}

/** `{actor}` is whoever caused it, `{npc}` the mobile itself. */
export function named(text: string, mobile: Mobile, causer: { name: string } | undefined): string {
  return text
    .replaceAll('{actor}', causer?.name ?? 'somebody')
    .replaceAll('{target}', causer?.name ?? 'somebody')
    .replaceAll('{npc}', mobile.name)
}

function toldAlone(mobile: Mobile, causer: { id: string }, text: string): NewEvent {
  return npcSpoke({
    npc: mobile.id,
    room: mobile.place,
    say: text.slice(0, 600),
    to: causer.id,
    private: true,
    by: 'rules',
  })
}

function carriedCopy(world: WorldReader, mobile: Mobile, proto: string): Item | undefined {
  return itemsAt(world, mobile.id).find((item) => item.proto === proto)
}

function makeFor({ world, mobile, newId }: Stage, proto: PrototypeId, place: HolderId) {
  return newId && makeItem({ world, newId }, { proto, place, reason: `script ${mobile.proto}` })
}

/** Hands over a carried copy, or one made for it. */
function handOver(stage: Stage, proto: string, to: Character | Mobile): NewEvent[] {
  const { world, mobile } = stage
  if (to.place !== mobile.place) return []
  const given = (item: string) => itemGiven({ actor: mobile.id, item, target: to.id })
  const carried = carriedCopy(world, mobile, proto)
  if (carried) return [given(carried.id)]
  const made = makeFor(stage, proto, mobile.id)
  return made ? [made.event, given(made.id)] : []
}

/** Pays from the mobile's purse, and from the world's for what is missing. */
function payOut(mobile: Mobile, to: Character | Mobile, amount: number): NewEvent[] {
  if (amount <= 0) return []
  const own = Math.min(mobile.gold, amount)
  const missing = amount - own
  return [
    ...(missing > 0 ? [goldMinted({ to: mobile.id, amount: missing, reason: 'script' })] : []),
    goldGiven({ actor: mobile.id, target: to.id, amount }),
  ]
}
