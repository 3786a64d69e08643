/**
 * Zone resets: the ordered program builders know. `max` counts the copies in the whole world, a step
 * may depend on the one before it, and what players own is never touched.
 */
import type { NewEvent } from '../../schema/define-event.ts'
import { type Direction, opposites } from '../../schema/directions.ts'
import type { Item, Mobile } from '../../schema/entities.ts'
import { itemDestroyed, itemLoaded } from '../../schema/events/items.ts'
import { doorChanged } from '../../schema/events/movement.ts'
import { mobileLoaded } from '../../schema/events/world.ts'
import type { WorldReader } from '../../schema/world.ts'
import type {
  ItemPrototype,
  MobilePrototype,
  Reset,
  ResetFollowUp,
} from '../../schema/world-file.ts'
import type { Dice } from '../decision.ts'

export interface ResetContext {
  readonly world: WorldReader
  readonly dice: Dice
  newId(prefix: string): string
  /** How many copies of a prototype the world holds. */
  count(proto: string): number
}

/** The events of one run of a zone's program. They are applied together, so counts are kept along. */
export function resetEvents(
  context: ResetContext,
  zone: string,
  program: readonly Reset[],
): NewEvent[] {
  const run: Run = {
    ...context,
    zone,
    rooms: roomsOf(program),
    made: new Map(),
    loaded: new Map(),
    events: [],
  }
  let did = true
  for (const [index, step] of program.entries()) {
    if (step.ifPrevious && !did) continue
    did = runStep(run, step, index)
  }
  return run.events
}

interface Run extends ResetContext {
  readonly zone: string
  readonly rooms: readonly string[]
  /** Copies made in this run, by prototype. */
  readonly made: Map<string, number>
  /** The newest copy of each prototype made in this run. */
  readonly loaded: Map<string, string>
  readonly events: NewEvent[]
}

function runStep(run: Run, step: Reset, index: number): boolean {
  switch (step.do) {
    case 'load': {
      if (!allowed(run, step.item, step.max, step.chance)) return false
      let last = ''
      for (let copy = 0; copy < step.count; copy += 1) {
        last = loadItem(run, step.item, step.room) ?? last
      }
      if (last) for (const inner of step.then) follow(run, inner, last)
      return last !== ''
    }
    case 'mobile': {
      if (!allowed(run, step.mobile, step.max, step.chance)) return false
      const mobile = loadMobile(run, step.mobile, step.room, `${run.zone}#${index}`)
      if (mobile) for (const inner of step.then) follow(run, inner, mobile)
      return mobile !== undefined
    }
    case 'put': {
      if (!allowed(run, step.item, step.max, step.chance)) return false
      const into = step.in === 'previous' ? lastOf(run) : containerOf(run, step.in)
      if (!into) return false
      for (let copy = 0; copy < step.count; copy += 1) loadItem(run, step.item, into)
      return true
    }
    case 'door':
      return setDoor(run, step.room, step.direction, step.state)
    case 'remove': {
      if (!run.world.room(step.room)) return false
      const lying = run.world
        .contents(step.room)
        .filter(
          (entity): entity is Item =>
            entity.kind === 'item' && entity.proto === step.item && entity.owner === undefined,
        )
      for (const item of lying) run.events.push(itemDestroyed({ item: item.id, reason: 'reset' }))
      return lying.length > 0
    }
  }
}

function allowed(run: Run, proto: string, max: number, chance: number): boolean {
  const copies = run.count(proto) + (run.made.get(proto) ?? 0)
  return copies < max && (chance >= 100 || run.dice.chance(chance))
}

function follow(run: Run, step: ResetFollowUp, holder: string): void {
  if (!allowed(run, step.item, step.max, step.chance)) return
  if (step.do === 'equip') loadItem(run, step.item, holder, step.slot)
  else if (step.do === 'give') loadItem(run, step.item, holder)
  else for (let copy = 0; copy < step.count; copy += 1) loadItem(run, step.item, holder)
}

function lastOf(run: Run): string | undefined {
  return [...run.loaded.values()].at(-1)
}

/**
 * The copy of a container that a step means: made just now, or standing where the program puts
 * things. What players carry is never looked into.
 */
function containerOf(run: Run, proto: string): string | undefined {
  const fresh = run.loaded.get(proto)
  if (fresh) return fresh
  for (const room of run.rooms) {
    if (!run.world.room(room)) continue
    const standing = run.world
      .contents(room)
      .find((entity) => entity.kind === 'item' && entity.proto === proto && !entity.owner)
    if (standing) return standing.id
  }
  return undefined
}

/** Rooms the program names as places of things, in its order. */
function roomsOf(program: readonly Reset[]): string[] {
  const named = program.flatMap((step) =>
    step.do === 'load' || step.do === 'mobile' || step.do === 'remove' ? [step.room] : [],
  )
  return [...new Set(named)]
}

function loadItem(run: Run, proto: string, place: string, worn?: string): string | undefined {
  const prototype = run.world.definitions.get<ItemPrototype>('item', proto)
  if (!prototype) return undefined
  const item = run.newId('i')
  run.events.push(
    itemLoaded({
      item,
      proto,
      place,
      reason: `reset ${run.zone}`,
      state: initialState(prototype),
      ...(worn ? { worn } : {}),
    }),
  )
  run.made.set(proto, (run.made.get(proto) ?? 0) + 1)
  run.loaded.delete(proto)
  run.loaded.set(proto, item)
  return item
}

/** The changing part of a fresh copy. */
export function initialState(prototype: ItemPrototype): Record<string, unknown> {
  return {
    ...(prototype.container?.closed ? { closed: true } : {}),
    ...(prototype.container?.locked ? { closed: true, locked: true } : {}),
    ...(prototype.light && prototype.light.fuelBeats > 0
      ? { fuel: prototype.light.fuelBeats }
      : {}),
    ...(prototype.consumable ? { left: prototype.consumable.uses } : {}),
  }
}

function loadMobile(run: Run, proto: string, room: string, origin: string): string | undefined {
  const prototype = run.world.definitions.get<MobilePrototype>('mobile', proto)
  if (!prototype) return undefined
  const mobile = run.newId('m')
  const state = mobileState(prototype, run.dice)
  run.events.push(mobileLoaded({ mobile, proto, room, origin, state }))
  run.made.set(proto, (run.made.get(proto) ?? 0) + 1)
  return mobile
}

/** The changing part of a fresh mobile. */
export function mobileState(prototype: MobilePrototype, dice: Dice): Record<string, unknown> {
  const [least, most] = prototype.gold
  const state: Omit<Mobile, 'id' | 'kind' | 'place' | 'proto'> = {
    name: prototype.name,
    level: prototype.level,
    health: [prototype.health, prototype.health],
    stamina: [prototype.stamina, prototype.stamina],
    lucidity: [100, 100],
    gold: most > 0 ? dice.between(least, most) : 0,
    position: 'standing',
    effects: [],
  }
  return { ...state }
}

function setDoor(run: Run, roomId: string, direction: Direction, state: string): boolean {
  const room = run.world.room(roomId)
  const exit = room?.exits[direction]
  if (!exit?.door || exit.door.state === state) return false
  const beyond = run.world.room(exit.to)
  const back = opposites[direction]
  const twoSided = beyond?.exits[back]?.to === roomId && beyond.exits[back]?.door !== undefined
  const act = state === 'open' ? 'opened' : state === 'locked' ? 'locked' : 'closed'
  run.events.push(
    doorChanged({
      room: roomId,
      direction,
      ...(twoSided ? { beyond: exit.to, back } : {}),
      act,
    }),
  )
  return true
}
