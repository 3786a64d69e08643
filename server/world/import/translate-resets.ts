import type { Direction } from '../../../schema/directions.ts'
import { ownOf } from '../../../schema/own.ts'
import type { AreaReset, AreaShop, AreaZone } from './area-model.ts'
import { wearPositions } from './classic-flags.ts'
import { tableOf } from './dialects.ts'
import { slotOf } from './translate-items.ts'
import type { Translation } from './translation.ts'

type FollowUp = Record<string, unknown>
type Step = { readonly body: Record<string, unknown>; readonly below: FollowUp[] }

/** The state a classic loader carries from command to command. */
type Program = {
  readonly translation: Translation
  readonly steps: Step[]
  readonly notes: string[]
  /** Copies loaded on the ground so far, by vnum: ROM limits them by room, we by the world. */
  readonly loaded: Map<number, number>
  mobile: Step | undefined
  /** The shops of keepers, and the one that the last mobile keeps. */
  readonly shops: ReadonlyMap<number, AreaShop>
  keeper: AreaShop | undefined
  load: { readonly step: Step; readonly vnum: number } | undefined
}

/** No more copies than this are ever asked for; it stands for "no limit". */
const noLimit = 10_000

const doorStates = ['open', 'closed', 'locked'] as const

/**
 * A zone's reset program: one ordered list, in which what belongs to a mobile or a container
 * stands below it. Commands that cannot be kept are dropped with a report and noted.
 */
export function translateResets(
  translation: Translation,
  zone: AreaZone,
  shops: ReadonlyMap<number, AreaShop>,
) {
  const program: Program = {
    ...{ translation, shops, steps: [], notes: [], loaded: new Map() },
    keeper: undefined,
    mobile: undefined,
    load: undefined,
  }
  for (const reset of zone.resets) {
    translation.counts.resets += 1
    const problem = (ownOf(commands, reset.letter) ?? unsupported)(program, reset)
    if (problem === undefined) translation.reporter.mapped('zone command', reset.at)
    else {
      translation.reporter.dropped(`zone command: ${problem}`, reset.at)
      program.notes.push(`reset not kept: ${reset.text}`)
    }
  }
  return { resets: program.steps.map(writtenStep), notes: program.notes }
}

/** The key of world files under which follow-ups stand. */
const followUpKey = 'then'

function writtenStep({ body, below }: Step): Record<string, unknown> {
  return below.length === 0 ? body : { ...body, [followUpKey]: below }
}

function addStep(program: Program, body: Record<string, unknown>): Step {
  const step: Step = { body, below: [] }
  program.steps.push(step)
  return step
}

/** Adds to the program; what it returns is why the command had to be dropped. */
type Command = (program: Program, reset: AreaReset) => string | undefined

const commands: Readonly<Record<string, Command>> = {
  M: addMobile,
  O: addLoad,
  G: addGift,
  E: addEquipment,
  P: addPut,
  D: addDoor,
  R: addRemoval,
}

function unsupported(_program: Program, { letter }: AreaReset): string {
  return `${letter} has no counterpart`
}

function addMobile(program: Program, reset: AreaReset): string | undefined {
  const [mobVnum = -1, max = 0, roomVnum = -1] = reset.args
  const mobile = program.translation.mobileId(mobVnum)
  const room = program.translation.roomId(roomVnum)
  program.mobile = undefined
  program.load = undefined
  program.keeper = program.shops.get(mobVnum)
  if (mobile === undefined) return 'mobile is not part of the import'
  if (room === undefined) return 'room is not part of the import'
  if (max < 1) return 'never loads, its limit is 0'
  const limit = atMost(max)
  program.mobile = addStep(program, { do: 'mobile', mobile, room, max: limit, ...condition(reset) })
  return undefined
}

function addLoad(program: Program, reset: AreaReset): string | undefined {
  const { translation } = program
  // Merc and ROM keep one copy in each room; the k-th command may make the k-th copy.
  const byRoom = tableOf(translation.dialect).container !== 'circle'
  const [itemVnum = -1, max = 0, roomVnum = -1] = reset.args
  const item = program.translation.itemId(itemVnum)
  const room = program.translation.roomId(roomVnum)
  program.load = undefined
  if (item === undefined) return 'object is not part of the import'
  if (room === undefined) return 'room is not part of the import'
  const count = (program.loaded.get(itemVnum) ?? 0) + 1
  program.loaded.set(itemVnum, count)
  if (byRoom) translation.reporter.approximated('limit of an object by room', reset.at)
  else if (max < 1) return 'never loads, its limit is 0'
  const limit = atMost(byRoom ? count : max)
  const step = addStep(program, { do: 'load', item, room, max: limit, ...condition(reset) })
  program.load = { step, vnum: itemVnum }
  return undefined
}

function addGift(program: Program, reset: AreaReset): string | undefined {
  const item = program.translation.itemId(reset.args[0] ?? -1)
  if (item === undefined) return 'object is not part of the import'
  const limit = followLimit(program, reset)
  if (limit < 1) return 'never loads, its limit is 0'
  if (program.mobile === undefined) return 'there is no mobile before it'
  // What a shop sells it has already; in the keeper's bag it would be for sale a second time.
  if (program.keeper?.products.includes(reset.args[0] ?? -1)) return undefined
  program.mobile.below.push({
    do: 'give',
    item,
    max: limit,
    ...follow(program.mobile.below, reset),
  })
  return undefined
}

function addEquipment(program: Program, reset: AreaReset): string | undefined {
  const { translation } = program
  const [itemVnum = -1, , position = -1] = reset.args
  const item = translation.itemId(itemVnum)
  if (item === undefined) return 'object is not part of the import'
  const limit = followLimit(program, reset)
  if (limit < 1) return 'never loads, its limit is 0'
  if (program.mobile === undefined) return 'there is no mobile before it'
  const common = { item, max: limit, ...follow(program.mobile.below, reset) }
  const slot = slotOf(translation, translation.items.get(itemVnum))
  if (slot === undefined) {
    translation.reporter.approximated('object that cannot be worn, given instead', reset.at)
    program.mobile.below.push({ do: 'give', ...common })
    return undefined
  }
  if (slot !== wearPositions[position]) {
    translation.reporter.approximated('object worn where it belongs', reset.at)
  }
  program.mobile.below.push({ do: 'equip', slot, ...common })
  return undefined
}

function addPut(program: Program, reset: AreaReset): string | undefined {
  const { translation, load } = program
  const [itemVnum = -1, , containerVnum = -1] = reset.args
  const item = translation.itemId(itemVnum)
  const container = translation.itemId(containerVnum)
  if (item === undefined || container === undefined) return 'object is not part of the import'
  if (translation.items.get(containerVnum)?.type !== 'container') return 'its target holds nothing'
  const limit = followLimit(program, reset)
  if (limit < 1) return 'never loads, its limit is 0'
  const put = { do: 'put', item, max: limit, ...copiesPut(translation, reset) }
  if (load?.vnum === containerVnum && reset.ifPrevious) {
    load.step.below.push({ ...put, in: 'previous', ...follow(load.step.below, reset) })
  } else if (program.mobile?.below.some((step) => step['item'] === container)) {
    program.mobile.below.push({ ...put, in: container, ...follow(program.mobile.below, reset) })
  } else addStep(program, { ...put, in: container, ...condition(reset) })
  return undefined
}

/** How many copies a P of ROM puts; the other dialects put one. */
function copiesPut({ dialect }: Translation, { args }: AreaReset): { count?: number } {
  const copies = args[3] ?? 1
  return tableOf(dialect).container !== 'circle' && copies > 1
    ? { count: Math.min(1000, copies) }
    : {}
}

function addDoor(program: Program, reset: AreaReset): string | undefined {
  const { translation } = program
  const [roomVnum = -1, number = -1, state = -1] = reset.args
  const room = translation.roomId(roomVnum)
  const direction = translation.direction(number)
  if (room === undefined) return 'room is not part of the import'
  if (direction === undefined) return 'there is no such direction'
  const named = doorStates[state]
  if (named === undefined) return 'there is no such door state'
  if (!hasDoor(translation, roomVnum, direction)) return 'there is no door'
  addStep(program, { do: 'door', room, direction, state: named, ...condition(reset) })
  return undefined
}

function hasDoor(translation: Translation, roomVnum: number, direction: Direction): boolean {
  const exits = translation.rooms.get(roomVnum)?.exits ?? []
  const exit = exits.find((found) => translation.direction(found.direction) === direction)
  return (
    exit !== undefined && exit.door !== undefined && translation.roomId(exit.target) !== undefined
  )
}

function addRemoval(program: Program, reset: AreaReset): string | undefined {
  if (tableOf(program.translation.dialect).container !== 'circle') {
    return 'shuffled exits have no counterpart'
  }
  const room = program.translation.roomId(reset.args[0] ?? -1)
  const item = program.translation.itemId(reset.args[1] ?? -1)
  if (room === undefined) return 'room is not part of the import'
  if (item === undefined) return 'object is not part of the import'
  addStep(program, { do: 'remove', item, room, ...condition(reset) })
  return undefined
}

function condition(reset: AreaReset): { ifPrevious?: true } {
  return reset.ifPrevious ? { ifPrevious: true } : {}
}

/** The first step below a parent runs only if the parent did; later ones may ask for more. */
function follow(before: readonly FollowUp[], reset: AreaReset): { ifPrevious?: true } {
  return before.length === 0 ? {} : condition(reset)
}

/**
 * The limit of a G, E or P. ROM writes -1 and 0 for none and old numbers above 50 for few; Merc and
 * its other children never look at it.
 */
function followLimit({ translation }: Program, reset: AreaReset): number {
  const max = reset.args[1] ?? 0
  if (tableOf(translation.dialect).container === 'circle') return atMost(max)
  if (translation.dialect !== 'rom') return noLimit
  if (max > 50) return 6
  return max <= 0 ? noLimit : max
}

function atMost(max: number): number {
  return Math.min(noLimit, max)
}
