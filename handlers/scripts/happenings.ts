/** Events as scripts call them: what happened, where, by whom and to whom. */
import { createEventTable, type NewEvent, onEvent } from '../../schema/define-event.ts'
import { blowStruck, fightStarted } from '../../schema/events/combat.ts'
import { itemUsed } from '../../schema/events/consume.ts'
import { characterDied, mobileKilled } from '../../schema/events/death.ts'
import { skillUsed } from '../../schema/events/effects.ts'
import {
  containerChanged,
  goldGiven,
  itemDropped,
  itemGiven,
  itemLoaded,
  itemPut,
  itemRemoved,
  itemTaken,
  itemWorn,
} from '../../schema/events/items.ts'
import { characterMoved, doorChanged } from '../../schema/events/movement.ts'
import { zoneReset } from '../../schema/events/npc.ts'
import { beingTransported } from '../../schema/events/posture.ts'
import { characterEntered } from '../../schema/events/presence.ts'
import {
  questAbandoned,
  questBegun,
  questCompleted,
  questProgressed,
} from '../../schema/events/quests.ts'
import { socialPerformed, speechUttered } from '../../schema/events/speech.ts'
import { mobileLoaded } from '../../schema/events/world.ts'
import type { BeingId, ItemId, PrototypeId, RoomId } from '../../schema/ids.ts'
import { beingIn, roomOf, type WorldReader } from '../../schema/world.ts'
import type { Occasion } from '../../schema/world-file.ts'

export interface Happening {
  readonly on: Occasion
  readonly room: RoomId
  /** The being that did it; nobody for what the world does. */
  readonly by?: BeingId | undefined
  /** The being to whom it was done; everybody in the room when absent. */
  readonly to?: BeingId | undefined
  /** The prototype of a mobile that is gone. */
  readonly proto?: PrototypeId | undefined
  /** The thing that it was done with, of which only its own scripts hear. */
  readonly item?: ItemId | undefined
  readonly words?: string | undefined
  readonly social?: string | undefined
  readonly way?: string | undefined
  readonly amount?: number | undefined
  readonly quest?: string | undefined
  /** The zone, where it happens in no room. */
  readonly zone?: string | undefined
}

const acts = { opened: 'opens', closed: 'closes', locked: 'locks', unlocked: 'unlocks' } as const

const table = createEventTable<WorldReader, readonly Happening[]>([
  onEvent(characterMoved, (_world, { actor: by, from, to, direction: way }) => [
    { on: 'enters', room: to, by, way },
    { on: 'leaves', room: from, by, way },
  ]),
  onEvent(beingTransported, (_world, { actor: by, from, to }) => [
    { on: 'enters', room: to, by },
    { on: 'leaves', room: from, by },
  ]),
  onEvent(characterEntered, (_world, { character: by, room }) => [
    { on: 'enters', room, by },
    { on: 'arrives', room, by },
  ]),
  onEvent(itemGiven, (world, { actor, item, target }) =>
    by(world, actor, { on: 'gives', item, to: target }),
  ),
  onEvent(goldGiven, (world, { actor, target, amount }) =>
    by(world, actor, { on: 'gives', to: target, amount }),
  ),
  onEvent(speechUttered, (_world, { actor, room, how, words, target: to }) => {
    if (how === 'emote') return [{ on: 'emotes', room, by: actor, words }]
    return how === 'tell' ? [] : [{ on: 'says', room, by: actor, words, to }]
  }),
  onEvent(socialPerformed, (_world, { actor, room, social, target: to }) => [
    { on: 'emotes', room, by: actor, social, to },
  ]),
  onEvent(fightStarted, (world, { actor, target }) =>
    by(world, actor, { on: 'attacked', to: target }),
  ),
  onEvent(blowStruck, (world, { actor, target, damage: amount }) => {
    if (amount <= 0) return []
    return [
      ...by(world, actor, { on: 'hurt', to: target, amount }),
      ...by(world, actor, { on: 'below', to: target, amount }),
    ]
  }),
  onEvent(characterDied, (_world, { character, room, killer: to }) => [
    { on: 'kills', room, by: character, to },
  ]),
  onEvent(mobileKilled, (_world, { mobile: to, proto, room, killer }) => [
    { on: 'dies', room, by: killer, to, proto },
  ]),
  onEvent(itemTaken, (_world, { actor, item, room }) => [{ on: 'takes', room, by: actor, item }]),
  onEvent(itemDropped, (_world, { actor, item, room }) => [{ on: 'drops', room, by: actor, item }]),
  onEvent(itemPut, (world, { actor, item }) => by(world, actor, { on: 'puts', item })),
  onEvent(itemWorn, (world, { actor, item }) => by(world, actor, { on: 'wears', item })),
  onEvent(itemRemoved, (world, { actor, item }) => by(world, actor, { on: 'removes', item })),
  onEvent(itemUsed, (_world, { actor, item, room }) => [{ on: 'uses', room, by: actor, item }]),
  onEvent(containerChanged, (world, { actor, item, act }) =>
    by(world, actor, { on: acts[act], item }),
  ),
  onEvent(doorChanged, (_world, { actor, room, direction: way, act }) =>
    actor ? [{ on: acts[act], room, by: actor, way }] : [],
  ),
  onEvent(skillUsed, (_world, { actor, skill, room, target: to }) => [
    { on: 'skill', room, by: actor, words: skill, to },
  ]),
  onEvent(questBegun, (world, { character, quest }) =>
    by(world, character, { on: 'taken', quest }),
  ),
  onEvent(questProgressed, (world, { character, quest }) =>
    by(world, character, { on: 'step', quest }),
  ),
  onEvent(questCompleted, (world, { character, quest }) =>
    by(world, character, { on: 'done', quest }),
  ),
  onEvent(questAbandoned, (world, { character, quest }) =>
    by(world, character, { on: 'dropped', quest }),
  ),
  onEvent(mobileLoaded, (_world, { mobile, room }) => [{ on: 'loads', room, to: mobile }]),
  onEvent(itemLoaded, (world, { item }) => {
    const room = roomOf(world, item)?.id
    return room ? [{ on: 'loads', room, item }] : []
  }),
  onEvent(zoneReset, (_world, { zone }) => [{ on: 'reset', room: '', zone }]),
])

/** What somebody did in the room where it is. */
function by(
  world: WorldReader,
  actor: BeingId,
  what: Omit<Happening, 'room' | 'by'>,
): readonly Happening[] {
  const room = beingIn(world, actor)?.place
  return room ? [{ ...what, room, by: actor }] : []
}

export const happeningTypes = table.types

/** What an event is to scripts: nothing, one thing, or several. */
export function happeningsOf(world: WorldReader, event: NewEvent): readonly Happening[] {
  return table.read(world, event) ?? []
}
