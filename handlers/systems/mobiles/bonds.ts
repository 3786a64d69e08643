/** What characters do moves what mobiles with a persona feel for them, and how these feel. */
import { createEventTable, type NewEvent, onEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import type { DeedCode } from '../../../schema/events/bonds.ts'
import { promiseEnded, toldTo } from '../../../schema/events/bonds.ts'
import { fightStarted } from '../../../schema/events/combat.ts'
import { conflictMoved } from '../../../schema/events/conflict.ts'
import { mobileKilled } from '../../../schema/events/death.ts'
import { goldGiven, itemGiven, itemTaken } from '../../../schema/events/items.ts'
import { questCompleted } from '../../../schema/events/quests.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import type { BeingId, CharacterId, ItemId, PrototypeId, RoomId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { keywordsOf, mobilePrototype, prototypeOf } from '../../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { Conflict, Quest } from '../../../schema/world-file.ts'
import { eventActs, type Reaction, type SystemContext } from '../../define-system.ts'
import { actOf, plainLine } from '../../minds/questions.ts'
import { allMet } from '../../rules/acquaintance.ts'
import { feelingFor, moved } from '../../rules/bonds.ts'
import { startFight } from '../../rules/fight.ts'
import { type Cause, moodMoved } from '../../rules/mood.ts'

type Context = Pick<SystemContext, 'world' | 'now'>

/** A deed of a character towards a kind of mobile, with the mood that it leaves in those who are here. */
interface Deed {
  readonly npc: PrototypeId
  readonly code: DeedCode
  readonly warmth?: number
  readonly mood?: readonly [points: number, cause: Cause]
}

const events = createEventTable<Context, NewEvent[]>([
  onEvent(itemGiven, (context, { actor, item, target }) => {
    const mobile = personaOf(context.world, target)
    return mobile ? gift(context, actor, mobile, item) : []
  }),
  onEvent(goldGiven, (context, { actor, target, amount }) => {
    const mobile = personaOf(context.world, target)
    if (!mobile || isPaidFor(context, actor, mobile)) return []
    return felt(context, actor, giftOf(mobile.proto, amount))
  }),
  onEvent(itemTaken, (context, { actor, item, from }) => theft(context, actor, item, from)),
  onEvent(questCompleted, (context, { character, quest }) => {
    const giver = context.world.definitions.get<Quest>('quest', quest)?.giver
    return giver ? felt(context, character, { npc: giver, code: 'quest', mood: [25, 'quest'] }) : []
  }),
  onEvent(fightStarted, (context, { actor, target }) => [
    ...blow(context, actor, target),
    ...friendsHelp(context, actor, target),
  ]),
  onEvent(mobileKilled, (context, { killer, proto, room }) => slain(context, killer, proto, room)),
  onEvent(conflictMoved, (context, { actor, conflict, party, choice }) =>
    stood(context, actor, { conflict, party, choice }),
  ),
  onEvent(speechUttered, (context, { actor, target, how, words }) =>
    target && how !== 'emote' ? spokenTo(context, actor, { target, words }) : [],
  ),
])

export const mobileBonds: Reaction = {
  name: 'npc-bonds',
  on: events.types,
  react: (context, event) => eventActs(...(events.read(context, event) ?? [])),
}

function personaOf(world: WorldReader, id: BeingId): Mobile | undefined {
  const mobile = world.get(id)
  if (mobile?.kind !== 'mobile') return undefined
  return mobilePrototype(world, mobile.proto)?.persona ? mobile : undefined
}

/** Coin for a bed, a cure or a lesson that was just ordered is no present. */
function isPaidFor({ world, now }: Context, actor: BeingId, { proto }: Mobile): boolean {
  return Object.entries(allMet(world, actor)).some(
    ([memo, beat]) => beat === now.beat && memo.startsWith(`taken ${proto} `),
  )
}

/** What a deed brings about: the bond, and the mood of the copies that are in the room of the character. */
function felt({ world, now }: Context, actor: BeingId, deed: Deed): NewEvent[] {
  const character = world.get(actor)
  if (character?.kind !== 'character' || !mobilePrototype(world, deed.npc)?.persona) return []
  const { npc, code, warmth, mood } = deed
  const bond = moved(world, now, {
    npc,
    character,
    code,
    ...(warmth === undefined ? {} : { warmth }),
  })
  if (bond.length === 0 || !mood) return bond
  const here = mobilesAt(world, character.place).filter(({ proto }) => proto === npc)
  return [...bond, ...here.flatMap((one) => moodMoved(one, now.beat, mood[0], mood[1]))]
}

const giftMost = 20

function giftOf(npc: PrototypeId, value: number, times = 1): Deed {
  const warmth = times * Math.max(1, Math.min(giftMost, Math.floor(2 * Math.sqrt(value))))
  return { npc, code: 'gift', warmth, mood: [10 * times, 'gift'] }
}

function gift(context: Context, actor: BeingId, mobile: Mobile, id: ItemId): NewEvent[] {
  const { world } = context
  const item = world.get(id)
  const prototype = item?.kind === 'item' ? prototypeOf(world, item) : undefined
  if (item?.kind !== 'item' || !prototype) return []
  const { likes = [], wants = [] } = mobilePrototype(world, mobile.proto)?.persona ?? {}
  const words = keywordsOf(world, item)
  const isLiked =
    likes.some((like) => words.includes(like.toLowerCase())) ||
    wants.some((want) => want.item === item.proto)
  const deed = giftOf(mobile.proto, prototype.value * item.count, isLiked ? 2 : 1)
  return [...felt(context, actor, deed), ...promised(context, actor as CharacterId, mobile, words)]
}

/** A promise is kept by what is handed over. */
function promised(
  context: Context,
  actor: CharacterId,
  { proto }: Mobile,
  words: readonly string[],
) {
  const told = toldTo(context.world, actor, proto)
  const at = told.findIndex(
    ({ kind, text }) =>
      kind === 'promise' && words.some((word) => text.toLowerCase().includes(word)),
  )
  if (at < 0) return []
  return [
    promiseEnded({ character: actor, npc: proto, at }),
    ...felt(context, actor, { npc: proto, code: 'kept-promise' }),
  ]
}

/** What lies in a shop, or in what stands there, belongs to whoever keeps it and sees it go. */
function theft(context: Context, actor: BeingId, id: ItemId, from: string): NewEvent[] {
  const { world } = context
  const character = world.get(actor)
  const item = world.get(id)
  if (character?.kind !== 'character' || item?.kind !== 'item' || item.owner) return []
  if (from === character.place || world.get(from)?.kind !== 'item') return []
  const holder = world.get(from)
  if (holder?.kind !== 'item' || holder.place !== character.place || holder.proto === 'corpse')
    return []
  return keepersHere(world, character.place).flatMap(({ proto: npc }) =>
    felt(context, actor, { npc, code: 'stole', mood: [-30, 'insult'] }),
  )
}

function keepersHere(world: WorldReader, room: RoomId): Mobile[] {
  return mobilesAt(world, room).filter((one) => {
    const prototype = mobilePrototype(world, one.proto)
    return one.position !== 'sleeping' && prototype?.persona && prototype.shop
  })
}

function blow(context: Context, actor: BeingId, target: BeingId): NewEvent[] {
  const mobile = personaOf(context.world, target)
  if (mobile)
    return felt(context, actor, { npc: mobile.proto, code: 'struck', mood: [-50, 'struck'] })
  const foe = context.world.get(target)
  const friend =
    foe?.kind === 'mobile' && foe.fighting ? personaOf(context.world, foe.fighting) : undefined
  return friend ? felt(context, actor, { npc: friend.proto, code: 'helped' }) : []
}

const helpsFrom = 50

/** A mobile that likes a character does not look on while something attacks it. */
function friendsHelp({ world, now }: Context, actor: BeingId, target: BeingId): NewEvent[] {
  const character = world.get(target)
  if (world.get(actor)?.kind !== 'mobile' || character?.kind !== 'character') return []
  const friend = mobilesAt(world, character.place).find(
    (one) =>
      one.id !== actor &&
      one.position === 'standing' &&
      isBrave(world, one) &&
      feelingFor(world, one.proto, character, now.beat).warmth >= helpsFrom,
  )
  return friend ? startFight(world, friend, actor) : []
}

function isBrave(world: WorldReader, { proto }: Mobile): boolean {
  const prototype = mobilePrototype(world, proto)
  return prototype?.persona !== undefined && !prototype.flags.includes('wimpy')
}

/** Whoever dies remembers it, and so do those of its faction who saw it. */
function slain(context: Context, killer: BeingId | undefined, proto: PrototypeId, room: RoomId) {
  if (killer === undefined) return []
  const { world } = context
  const faction = mobilePrototype(world, proto)?.faction
  const friends = mobilesAt(world, room).filter(
    (one) =>
      one.proto !== proto && faction && mobilePrototype(world, one.proto)?.faction === faction,
  )
  const kinds = new Set(friends.map((one) => one.proto))
  return [
    ...felt(context, killer, { npc: proto, code: 'struck', warmth: -60 }),
    ...[...kinds].flatMap((npc) =>
      felt(context, killer, { npc, code: 'killed-friend', mood: [-40, 'death'] }),
    ),
  ]
}

function stood(
  context: Context,
  actor: BeingId,
  hand: { readonly conflict: string; readonly party: string | undefined; readonly choice: string },
): NewEvent[] {
  const declared = context.world.definitions.get<Conflict>('conflict', hand.conflict)
  const chosen = ownOf(declared?.choices ?? {}, hand.choice)?.chosen ?? 0
  if (!declared || hand.party === undefined || chosen === 0) return []
  return declared.parties.flatMap(({ id, mobile: npc }) => {
    if (!npc) return []
    const isFor = (id === hand.party) === chosen > 0
    return felt(context, actor, { npc, code: isFor ? 'stood-with' : 'stood-against' })
  })
}

function spokenTo(
  context: Context,
  actor: BeingId,
  { target, words }: { readonly target: BeingId; readonly words: string },
): NewEvent[] {
  const mobile = personaOf(context.world, target)
  const speaker = context.world.get(actor)
  if (!mobile || speaker?.kind !== 'character') return []
  return wordsFelt(context, speaker, mobile, words)
}

/** Thanks and insults count for a little, up to a bound for each day. */
export function wordsFelt(
  context: Context,
  speaker: Character,
  mobile: Mobile,
  words: string,
): NewEvent[] {
  const act = actOf(plainLine(words, keywordsOf(context.world, mobile)))
  if (act !== 'thanks' && act !== 'insult') return []
  const mood = act === 'thanks' ? ([5, 'thanks'] as const) : ([-15, 'insult'] as const)
  return felt(context, speaker.id, { npc: mobile.proto, code: act, mood })
}
