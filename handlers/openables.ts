/** Doors and lids: what a phrase like "door", "north", "oak door" or "chest" means here. */
import {
  type Direction,
  directionFrom,
  directions,
  opposites,
  towards,
} from '../schema/directions.ts'
import type { Exit, Item } from '../schema/entities.ts'
import { bare, doorChanged } from '../schema/events/movement.ts'
import { itemName, prototypeOf } from '../schema/words.ts'
import { itemsAt, type WorldReader } from '../schema/world.ts'
import type { ItemPrototype } from '../schema/world-file.ts'
import { type Context, type Decision, reject } from './decision.ts'
import { find, question, type Refused, readNoun, refuse, unmeant } from './nouns.ts'

type Door = NonNullable<Exit['door']>

/** A door of this room, or a container with a lid. */
export type Openable =
  | {
      readonly kind: 'door'
      readonly direction: Direction
      readonly exit: Exit
      readonly door: Door
    }
  | {
      readonly kind: 'lid'
      readonly item: Item
      readonly container: NonNullable<ItemPrototype['container']>
    }

type Doorway = Extract<Openable, { kind: 'door' }>

/** The door or container that is meant, or what to say when none is or several are. */
export function findOpenable(context: Context, phrase: string): Openable | Refused {
  const why = unmeant(readNoun(phrase))
  if (why) return why
  const doors = doorsMeant(context, phrase)
  const [door] = doors
  if (doors.length > 1) {
    const names = doors.map((one) => `the ${bare(one.door.name)} ${towards(one.direction)}`)
    return refuse('which-one', question(names))
  }
  if (door) return door
  const { world, actor, room } = context
  const candidates = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const found = find(world, phrase, candidates, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return notEvenThere(context, phrase) ?? found
  const [item] = found.entities
  const container = prototypeOf(world, item)?.container
  if (!container?.closeable) return refuse('no-lid', 'That is not something to open or close.')
  return { kind: 'lid', item, container }
}

/** "open north" where there is a way but no door, or no way at all. */
function notEvenThere(context: Context, phrase: string): Refused | null {
  const way = exactDirection(phrase)
  if (!way) return null
  const exit = context.room.exits[way]
  return exit && !exit.hidden
    ? refuse('no-door', `There is no door ${towards(way)}.`)
    : refuse('no-exit', `There is no way ${towards(way)} from here.`)
}

function exactDirection(phrase: string): Direction | undefined {
  const word = phrase.toLowerCase()
  const way = directionFrom(word)
  // "d" and "down" are directions; "do" is more likely the beginning of "door".
  return way && (word === way || word.length <= 2) && word !== 'do' ? way : undefined
}

/** Doors of this room that fit the phrase, which may name the direction as well. */
function doorsMeant({ room }: Context, phrase: string): Doorway[] {
  const doors: Doorway[] = []
  for (const direction of directions) {
    const exit = room.exits[direction]
    if (exit?.door) doors.push({ kind: 'door', direction, exit, door: exit.door })
  }
  const way = exactDirection(phrase)
  if (way) return doors.filter((one) => one.direction === way && isSeen(one))
  const { words, nth } = readNoun(phrase)
  const named = words.filter((word) => word !== 'to' && word !== 'on')
  const ways = named.filter((word) => directions.some((direction) => direction === word))
  const rest = named.filter((word) => !ways.includes(word))
  if (rest.length === 0) return []
  const there = doors.filter((one) => ways.length === 0 || ways.includes(one.direction))
  const called = there.filter((one) => isCalled(one, rest))
  // A gate is a door too, where nothing else is called one.
  const meant = called.length > 0 || rest.join() !== 'door' ? called : there.filter(isSeen)
  return nth !== undefined ? meant.slice(nth - 1, nth) : meant
}

/** True when the words name the door. A hidden door must be called by a name of its own. */
function isCalled(one: Doorway, words: readonly string[]): boolean {
  const own = one.door.keywords ?? bare(one.door.name).toLowerCase().split(/\s+/)
  return isSeen(one)
    ? words.every((word) => own.some((keyword) => keyword.startsWith(word)))
    : words.every((word) => word !== 'door' && own.includes(word))
}

function isSeen(one: Doorway): boolean {
  return !one.exit.hidden || one.door.state === 'open'
}

/** "the oak door", "the iron chest": for sentences about it. */
export function nameOf(world: WorldReader, what: Openable): string {
  return what.kind === 'door'
    ? `the ${bare(what.door.name)}`
    : `the ${bare(itemName(world, what.item))}`
}

/** Its state; what is `locked` is closed as well. */
export function stateOf(what: Openable): 'open' | 'closed' | 'locked' {
  if (what.kind === 'door') return what.door.state
  if (what.item.locked) return 'locked'
  return what.item.closed ? 'closed' : 'open'
}

/** Why the actor cannot turn the lock, or null when it has the key in its hands. */
export function withoutKey(context: Context, what: Openable): Decision | null {
  const key = what.kind === 'door' ? what.door.key : what.container.key
  const name = nameOf(context.world, what)
  if (!key) return reject('no-lock', `You see no keyhole in ${name}.`)
  const held = itemsAt(context.world, context.actor.id).some((item) => item.proto === key)
  return held ? null : reject('no-key', `You do not have the key to ${name}.`)
}

/** The event that changes a door on both of its sides. */
export function doorEvent(
  { world, actor, room }: Context,
  { direction, exit }: Doorway,
  act: 'opened' | 'closed' | 'locked' | 'unlocked',
) {
  const beyond = world.room(exit.to)
  const back = opposites[direction]
  const same = beyond?.exits[back]?.to === room.id && beyond.exits[back]?.door !== undefined
  return doorChanged({
    actor: actor.id,
    room: room.id,
    direction,
    ...(beyond && same ? { beyond: beyond.id, back } : {}),
    act,
  })
}
