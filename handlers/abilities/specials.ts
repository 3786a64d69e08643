/** What skills do besides changing gauges and effects: events, or why it cannot be done. */
import { described } from '../../schema/answers/things.ts'
import type { View } from '../../schema/define-answer.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { byDirection, type Direction, towards } from '../../schema/directions.ts'
import type { Item, Room } from '../../schema/entities.ts'
import { fightStarted, weaponLost } from '../../schema/events/combat.ts'
import { containerChanged, itemLoaded } from '../../schema/events/items.ts'
import { beingTransported } from '../../schema/events/posture.ts'
import { escapeMarkup } from '../../schema/markup.ts'
import { list } from '../../schema/words.ts'
import { itemsAt, roomsOf } from '../../schema/world.ts'
import type { ItemPrototype, Skill, SkillSpecial, WorldSettings } from '../../schema/world-file.ts'
import type { Context } from '../decision.ts'
import {
  beingsIn,
  fits,
  isHidden,
  type Refused,
  readNoun,
  refuse,
  unmeant,
  worn,
} from '../nouns.ts'
import { doorEvent, stateOf } from '../openables.ts'
import { breakEffects } from '../rules/effects.ts'
import { initialState } from '../rules/making.ts'
import { lookAround } from '../scene.ts'
import type { Aim } from './target.ts'

/** What a skill does besides its effects, and what the actor sees of it. */
export interface Special {
  readonly kind: 'special'
  readonly events: readonly NewEvent[]
  readonly view?: (world: Context['world']) => View
}

const plain = (...events: NewEvent[]): Special => ({ kind: 'special', events })

const specials: Readonly<Record<SkillSpecial, (context: Context, at: Aim) => Special | Refused>> = {
  recall,
  unlock,
  reveal,
  forage,
  rescue,
  disarm,
  track,
  identify,
  hide,
}

/** What the special of a skill does, asked before the skill costs anything. */
export function specialOf(context: Context, { effect }: Skill, at: Aim): Special | Refused {
  return effect.special ? specials[effect.special](context, at) : plain()
}

function hide({ actor }: Context): Special | Refused {
  return actor.fighting
    ? refuse('fighting', 'You can hardly hide from somebody who is hitting you.')
    : plain()
}

function recall({ world, actor, room }: Context): Special | Refused {
  const settings = world.definitions.get<Partial<WorldSettings>>('world', 'world')
  const to = settings?.recall ?? settings?.start
  if (room.flags.includes('no-teleport') || !to || !world.room(to)) {
    return refuse('no-teleport', 'Something about this place holds you fast.')
  }
  if (to === room.id) return refuse('here', 'You are there already.')
  const moved = beingTransported({ actor: actor.id, from: room.id, to })
  return {
    kind: 'special',
    events: [moved],
    view: (after) => lookAround(after, { ...actor, place: to }),
  }
}

function unlock(context: Context, { openable }: Aim): Special | Refused {
  if (!openable || stateOf(openable) !== 'locked') {
    return refuse('not-locked', 'There is no lock to pick there.')
  }
  const lock = openable.kind === 'door' ? openable.door : openable.container
  if (lock.pickproof) return refuse('pickproof', 'That lock is beyond any pick.')
  if (openable.kind === 'door') return plain(doorEvent(context, openable, 'unlocked'))
  const { actor } = context
  return plain(containerChanged({ actor: actor.id, item: openable.item.id, act: 'unlocked' }))
}

/** Names hidden ways and things to the actor; hidden people are visible to everybody from now on. */
function reveal({ world, actor, room }: Context): Special {
  const ways = byDirection(room.exits)
    .filter(([, exit]) => exit.hidden && exit.door?.state !== 'open')
    .map(([way, exit]) => `${exit.door?.name ?? 'a way'} ${towards(way)}`)
  const things = itemsAt(world, room.id)
    .filter((item) => isHidden(world, item))
    .map((item) => item.name ?? world.definitions.get<ItemPrototype>('item', item.proto)?.name)
  const found = [...ways, ...things].filter((name) => name !== undefined)
  const text =
    found.length > 0
      ? `You notice ${escapeMarkup(list(found))}.`
      : 'There is nothing here but what you see.'
  const events = beingsIn(world, room.id, actor.id).flatMap((one) =>
    breakEffects(world, one, 'hidden'),
  )
  return { kind: 'special', events, view: () => described({ text }) }
}

const wild = new Set(['field', 'forest', 'hills', 'swamp', 'beach', 'road', 'mountain'])
/** The value of the best food that can be found, in coins. */
const forageValueMax = 4

function forage({ world, actor, room, dice, newId }: Context): Special | Refused {
  if (room.flags.includes('indoors') || !wild.has(room.terrain ?? 'city')) {
    return refuse('not-here', 'Nothing grows here that you would eat.')
  }
  const foods = world.definitions
    .all<ItemPrototype>('item')
    .map(({ data }) => data)
    .filter(({ type, value, flags }) => type === 'food' && value <= forageValueMax && !flags.length)
  const near = foods.filter(({ zone }) => zone === room.zone)
  const food = dice.pick(near.length > 0 ? near : foods)
  if (!food) return refuse('not-here', 'Nothing grows here that you would eat.')
  const item = newId('i')
  const state = initialState(food)
  const found = itemLoaded({ item, proto: food.id, place: actor.id, reason: 'foraged', state })
  const text = `You find ${escapeMarkup(food.name)}.`
  return { kind: 'special', events: [found], view: () => described({ text }) }
}

function rescue({ world, actor, room }: Context, { being }: Aim): Special | Refused {
  const foes = beingsIn(world, room.id, actor.id).filter((one) => one.fighting === being?.id)
  if (!being || foes.length === 0) return refuse('no-fight', 'Nobody is fighting them.')
  return plain(...foes.map((foe) => fightStarted({ actor: foe.id, target: actor.id })))
}

function disarm({ world, actor, room }: Context, { being }: Aim): Special | Refused {
  const weapon = being && worn(world, being.id).find((item) => item.worn === 'wield')
  if (!being || !weapon) return refuse('unarmed', 'They hold no weapon.')
  return plain(weaponLost({ actor: actor.id, target: being.id, item: weapon.id, room: room.id }))
}

function identify({ world }: Context, { item }: Aim): Special {
  return { kind: 'special', events: [], view: () => described({ text: factsOf(world, item) }) }
}

function factsOf(world: Context['world'], item: Item | undefined): string {
  const prototype = item && world.definitions.get<ItemPrototype>('item', item.proto)
  if (!prototype) return 'You learn nothing.'
  const facts = [`${prototype.type}, worth ${prototype.value} gold, ${prototype.weight} pounds`]
  if (prototype.level > 0) facts.push(`for level ${prototype.level} and above`)
  if (prototype.weapon) facts.push(`damage ${prototype.weapon.damage.slice(0, 2).join('d')}`)
  if (prototype.armour) facts.push(`protection ${prototype.armour.protection}`)
  for (const [name, by] of Object.entries(prototype.modifiers)) facts.push(`${name} ${by}`)
  return escapeMarkup(`${prototype.name}: ${facts.join(', ')}.`)
}

/** The longest trail that can be followed, in rooms; rooms that are not in memory end it. */
const trailMax = 12

function track({ world, actor, room }: Context, { phrase }: Aim): Special | Refused {
  if (room.flags.includes('no-track')) return refuse('no-track', 'The ground keeps its secrets.')
  const noun = readNoun(phrase)
  const why = unmeant(noun)
  if (why) return why
  const { words } = noun
  const isHere = (at: Room) =>
    beingsIn(world, at.id, actor.id).some((one) => fits(world, one, words))
  if (isHere(room)) return refuse('here', 'Look around: right here.')
  const way = trailTo(world, room, isHere)
  if (!way) return refuse('no-trail', 'You find no trail of anybody like that.')
  const text = `The trail leads ${towards(way)}.`
  return { kind: 'special', events: [], view: () => described({ text }) }
}

/** The first step of the shortest way to a room, by a breadth-first search. */
function trailTo(
  world: Context['world'],
  from: Room,
  isGoal: (room: Room) => boolean,
): Direction | undefined {
  const seen = new Set([from.id])
  let edge = byDirection(from.exits).map(([first, { to }]) => ({ first, to }))
  for (let depth = 0; depth < trailMax && edge.length > 0; depth += 1) {
    const next: typeof edge = []
    const rooms = new Map(
      roomsOf(
        world,
        edge.map(({ to }) => to),
      ).map((room) => [room.id, room]),
    )
    for (const { first, to } of edge) {
      const room = rooms.get(to)
      if (seen.has(to) || !room) continue
      seen.add(to)
      if (isGoal(room)) return first
      next.push(...Object.values(room.exits).map(({ to }) => ({ first, to })))
    }
    edge = next
  }
  return undefined
}
