/**
 * Zone resets: the ordered program builders know. `max` counts the copies in the whole world, a step
 * may depend on the one before it, and what players own is never touched.
 */
import { copiesOf } from '../../schema/copies.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Item } from '../../schema/entities.ts'
import { itemDestroyed } from '../../schema/events/items.ts'
import { zoneReset } from '../../schema/events/npc.ts'
import type { BeingId, HolderId, ItemId, PrototypeId, ZoneId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Reset, ResetFollowUp } from '../../schema/world-file.ts'
import type { Dice } from '../decision.ts'
import { setDoor } from './doors.ts'
import { makeItem, makeMobile } from './making.ts'

export interface ResetContext {
  readonly world: WorldReader
  readonly dice: Dice
  newId(prefix: string): string
  /** How many copies of a prototype the world holds. */
  count(proto: PrototypeId): number
}

/** The events of one reset of a zone, with the mark that it happened. */
export function zoneResetEvents(
  context: Omit<ResetContext, 'count'>,
  /** `by` is the builder who asked for it; `occupied` says whether players are in the zone. */
  reset: { readonly zone: ZoneId; readonly occupied: boolean; readonly by?: BeingId },
): NewEvent[] {
  const { world, dice, newId } = context
  const { zone } = reset
  const program = world.definitions.get<{ program: Reset[] }>('resets', zone)?.program ?? []
  const count = (proto: PrototypeId) => copiesOf(world, proto)
  return [...resetEvents({ world, dice, newId, count }, zone, program), zoneReset(reset)]
}

/**
 * The events of one run of a zone's program. They are applied together, after the whole run, so the
 * run counts the copies that it makes.
 */
export function resetEvents(
  context: ResetContext,
  zone: ZoneId,
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
  readonly zone: ZoneId
  readonly rooms: readonly string[]
  /** Copies made in this run, by prototype. */
  readonly made: Map<string, number>
  /** The newest copy of each prototype made in this run, the newest of all last. */
  readonly loaded: Map<string, string>
  readonly events: NewEvent[]
}

/** Runs one step; true when it did something. */
function runStep(run: Run, step: Reset, index: number): boolean {
  switch (step.do) {
    case 'load':
      return loadAt(run, step)
    case 'mobile':
      return bringMobile(run, step, index)
    case 'put':
      return putInto(run, step)
    case 'door':
      return record(run, setDoor(run.world, step))
    case 'remove':
      return removeFrom(run, step)
    default: {
      const unreachable: never = step
      return unreachable
    }
  }
}

type Step<K extends Reset['do']> = Extract<Reset, { do: K }>

function loadAt(run: Run, step: Step<'load'>): boolean {
  if (!allowed(run, step.item, step)) return false
  let last: ItemId | undefined
  for (let copy = 0; copy < step.count; copy += 1) {
    last = loadItem(run, { proto: step.item, place: step.room }) ?? last
  }
  if (last !== undefined) for (const inner of step.then) follow(run, inner, last)
  return last !== undefined
}

function bringMobile(run: Run, step: Step<'mobile'>, index: number): boolean {
  const { mobile: proto, room } = step
  if (!allowed(run, proto, step)) return false
  const made = makeMobile(run, { proto, room, origin: `${run.zone}#${index}` })
  if (!made) return false
  run.events.push(made.event)
  countCopy(run, proto)
  for (const inner of step.then) follow(run, inner, made.id)
  return true
}

function putInto(run: Run, step: Step<'put'>): boolean {
  if (!allowed(run, step.item, step)) return false
  const into = step.in === 'previous' ? [...run.loaded.values()].at(-1) : containerOf(run, step.in)
  if (into === undefined) return false
  for (let copy = 0; copy < step.count; copy += 1) loadItem(run, { proto: step.item, place: into })
  return true
}

function removeFrom(run: Run, step: Step<'remove'>): boolean {
  if (!run.world.room(step.room)) return false
  const lying = run.world
    .contents(step.room)
    .filter(
      (entity): entity is Item =>
        entity.kind === 'item' && entity.proto === step.item && entity.owner === undefined,
    )
  return record(
    run,
    lying.map((item) => itemDestroyed({ item: item.id, reason: 'reset' })),
  )
}

function record(run: Run, events: readonly NewEvent[]): boolean {
  run.events.push(...events)
  return events.length > 0
}

/** Whether one more copy may be made: within the limit, and by the chance of the step. */
function allowed(
  run: Run,
  proto: PrototypeId,
  { max, chance }: { readonly max: number; readonly chance: number },
): boolean {
  const copies = run.count(proto) + (run.made.get(proto) ?? 0)
  return copies < max && (chance >= 100 || run.dice.chance(chance))
}

/** A step below another one: puts things into `holder`, which its parent has just made. */
function follow(run: Run, step: ResetFollowUp, holder: HolderId): void {
  const { item: proto } = step
  if (!allowed(run, proto, step)) return
  const copies = step.do === 'put' ? step.count : 1
  const worn = step.do === 'equip' ? step.slot : undefined
  for (let copy = 0; copy < copies; copy += 1) loadItem(run, { proto, place: holder, worn })
}

/**
 * The copy of a container that a step means: made just now, or standing where the program puts
 * things. What players carry is never looked into.
 */
function containerOf(run: Run, proto: PrototypeId): string | undefined {
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

function loadItem(
  run: Run,
  copy: {
    readonly proto: PrototypeId
    readonly place: HolderId
    readonly worn?: string | undefined
  },
): ItemId | undefined {
  const made = makeItem(run, { ...copy, reason: `reset ${run.zone}` })
  if (!made) return undefined
  const { proto } = copy
  run.events.push(made.event)
  countCopy(run, proto)
  run.loaded.delete(proto)
  run.loaded.set(proto, made.id)
  return made.id
}

function countCopy({ made }: Run, proto: PrototypeId): void {
  made.set(proto, (made.get(proto) ?? 0) + 1)
}
