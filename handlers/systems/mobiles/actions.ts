/** Scripted actions of mobiles (`do:` in world files) as lines and events. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Item, Mobile } from '../../../schema/entities.ts'
import { vitalsChanged } from '../../../schema/events/effects.ts'
import { goldGiven, itemDestroyed, itemGiven } from '../../../schema/events/items.ts'
import { npcSpoke } from '../../../schema/events/npc.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import { roomNarrated } from '../../../schema/events/scenes.ts'
import { goldMinted } from '../../../schema/events/trade.ts'
import type { BeingId, HolderId, ItemId, PrototypeId } from '../../../schema/ids.ts'
import { itemsAt, type WorldReader } from '../../../schema/world.ts'
import type { Action, Quest } from '../../../schema/world-file.ts'
import { type Act, eventActs } from '../../define-system.ts'
import { applyEffect } from '../../rules/effects.ts'
import { startFight } from '../../rules/fight.ts'
import { makeItem } from '../../rules/making.ts'
import { line } from './sight.ts'

/** The mobile that acts, and the moment. */
export interface Stage {
  readonly world: WorldReader
  readonly mobile: Mobile
  readonly beat: number
  /** The being that the script answers; none for a script of an hour. */
  readonly causer?: Character | Mobile | undefined
  /** Ids for what is made; without it nothing can be made (no scripted action of an hour does). */
  readonly newId?: (prefix: string) => string
}

/** The acts of a script, in order. */
export function scriptedActs(stage: Stage, script: readonly Action[]): Act[] {
  return script.flatMap((action) => actsOf(stage, action))
}

type ActionOf<A extends Action['act']> = Extract<Action, { act: A }>
type Actor<A extends Action['act']> = (stage: Stage, action: ActionOf<A>) => Act[]

function works(
  { mobile }: Stage,
  door: { readonly act: string; readonly direction: string },
): Act[] {
  return [line(mobile, `${door.act} ${door.direction}`)]
}

/** What a mobile does by each action; those that need a causer do nothing without one. */
const actors: { readonly [A in Action['act']]: Actor<A> } = {
  say: (stage, { text }) => [line(stage.mobile, `say ${named(text, stage)}`)],
  emote: (stage, { text }) => [line(stage.mobile, `emote ${named(text, stage)}`)],
  tell: (stage, { text }) => forCauser(stage, (causer) => [toldAlone(stage, causer, text)]),
  narrate(stage, { text }) {
    const room = stage.mobile.place
    const told = { room, text: named(text, stage), occasion: 'scripted', by: 'rules' } as const
    return eventActs(roomNarrated(told))
  },
  give: (stage, { item }) => forCauser(stage, (causer) => handOver(stage, item, causer)),
  load(stage, { item }) {
    const made = makeFor(stage, item, stage.mobile.place)
    return made ? eventActs(made.event) : []
  },
  destroy({ world, mobile }, { item: proto }) {
    const item = carriedCopy(world, mobile, proto)
    if (!item) return []
    return eventActs(itemDestroyed({ item: item.id, reason: 'used up', actor: mobile.id }))
  },
  gold: (stage, { amount }) => forCauser(stage, (causer) => payOut(stage.mobile, causer, amount)),
  attack: (stage) => forCauser(stage, (causer) => startFight(stage.world, stage.mobile, causer)),
  flee: ({ mobile }) => [line(mobile, 'flee')],
  open: works,
  close: works,
  lock: works,
  unlock: works,
  move: ({ mobile }, { direction }) => [line(mobile, direction)],
  teleport: (stage, { room: to }) =>
    forCauser(stage, ({ id: actor, place: from }) =>
      stage.world.room(to) ? [beingTransported({ actor, from, to })] : [],
    ),
  effect: (stage, { effect, beats }) =>
    forCauser(stage, (causer) =>
      applyEffect(stage.world, causer, { effect, beats, by: stage.mobile.id }, stage.beat),
    ),
  heal: (stage, { amount }) =>
    forCauser(stage, ({ id: being, health: [now, most] }) => {
      const health = Math.min(amount, most - now)
      return health > 0 ? [vitalsChanged({ being, health, why: 'healer' })] : []
    }),
  social: ({ mobile, causer }, { social }) => [
    line(mobile, causer ? `${social} ${causer.name}` : social),
  ],
  // A quest is taken by asking for it: the giver only says so, the player decides.
  offer({ world, mobile }, { quest }) {
    const declared = world.definitions.get<Quest>('quest', quest)
    return declared ? [line(mobile, `say ${declared.offer ?? declared.brief}`)] : []
  },
}

function actsOf(stage: Stage, action: Action): Act[] {
  // TypeScript cannot know that what was found by an action's name takes actions of that name.
  const actor = actors[action.act] as Actor<Action['act']>
  return actor(stage, action)
}

function forCauser(
  { causer }: Stage,
  eventsOf: (causer: Character | Mobile) => readonly NewEvent[],
): Act[] {
  return causer ? eventActs(...eventsOf(causer)) : []
}

/** Fills in names: `{actor}` and `{target}` are the causer, `{npc}` is the mobile itself. */
export function named(
  text: string,
  { mobile, causer }: { readonly mobile: Mobile; readonly causer?: { name: string } | undefined },
): string {
  return text
    .replaceAll('{actor}', causer?.name ?? 'somebody')
    .replaceAll('{target}', causer?.name ?? 'somebody')
    .replaceAll('{npc}', mobile.name)
}

function toldAlone(stage: Stage, causer: { readonly id: BeingId }, text: string): NewEvent {
  const { mobile } = stage
  return npcSpoke({
    npc: mobile.id,
    room: mobile.place,
    say: named(text, stage).slice(0, 600),
    to: causer.id,
    private: true,
    by: 'rules',
  })
}

function carriedCopy(world: WorldReader, mobile: Mobile, proto: PrototypeId): Item | undefined {
  return itemsAt(world, mobile.id).find((item) => item.proto === proto)
}

function makeFor({ world, mobile, newId }: Stage, proto: PrototypeId, place: HolderId) {
  return newId && makeItem({ world, newId }, { proto, place, reason: `script ${mobile.proto}` })
}

/** Hands over a carried copy, or one made for it. */
function handOver(stage: Stage, proto: PrototypeId, to: Character | Mobile): NewEvent[] {
  const { world, mobile } = stage
  if (to.place !== mobile.place) return []
  const given = (item: ItemId) => itemGiven({ actor: mobile.id, item, target: to.id })
  const carried = carriedCopy(world, mobile, proto)
  if (carried) return [given(carried.id)]
  const made = makeFor(stage, proto, mobile.id)
  return made ? [made.event, given(made.id)] : []
}

/** Pays from the mobile's purse; what is missing there is minted. */
function payOut(mobile: Mobile, to: Character | Mobile, amount: number): NewEvent[] {
  if (amount <= 0) return []
  const own = Math.min(mobile.gold, amount)
  const missing = amount - own
  return [
    ...(missing > 0 ? [goldMinted({ to: mobile.id, amount: missing, reason: 'script' })] : []),
    goldGiven({ actor: mobile.id, target: to.id, amount }),
  ]
}
