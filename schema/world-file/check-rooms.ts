import { type Direction, directionSteps, opposites } from '../directions.ts'
import { ownOf } from '../own.ts'
import type { Check, Checker } from './checker.ts'
import type { Exit, Room } from './room.ts'

/** Exits lead somewhere and back, doors agree on both sides, coordinates agree with exits. */
export function checkRooms(checker: Checker): void {
  for (const room of Object.values(checker.world.rooms)) {
    const check = checker.of('rooms', room.id)
    for (const [direction, exit] of Object.entries(room.exits)) {
      checkExit(check.at('exits', direction), room, direction as Direction, exit)
    }
  }
  checkCoordinates(checker)
}

function checkExit(check: Check, room: Room, direction: Direction, exit: Exit): void {
  check.need('rooms', exit.to, ['to'])
  const key = exit.door?.key
  if (key !== undefined) checkKey(check.at('door', 'key'), key)
  const target = ownOf(check.world.rooms, exit.to)
  if (target === undefined || exit.oneWay) return
  if (!Object.values(target.exits).some((back) => back.to === room.id)) {
    check.report([], `expected a way back from ${exit.to}, or "oneWay: true" here`)
    return
  }
  const back = target.exits[opposites[direction]]
  if (back?.to === room.id) checkDoorSides(check.at('door'), exit.door, back.door)
  checkBearing(check, room, target, direction)
}

function checkKey(check: Check, key: string): void {
  check.need('items', key, [])
  const item = ownOf(check.world.items, key)
  if (item !== undefined && item.type !== 'key') {
    check.report([], `expected an item of type key, but ${key} is of type ${item.type}`)
  }
}

function checkDoorSides(check: Check, here: Exit['door'], there: Exit['door']): void {
  if (here === undefined) return
  if (there === undefined) check.report([], 'expected the same door on the other side')
  else if (
    here.state !== there.state ||
    here.key !== there.key ||
    here.pickproof !== there.pickproof
  ) {
    check.report([], 'expected state, key and pickproof to be equal on both sides')
  }
}

function checkBearing(check: Check, room: Room, target: Room, direction: Direction): void {
  if (room.coords === undefined || target.coords === undefined) return
  const there = target.coords
  const steps = room.coords.map((from, axis) => Math.sign((there[axis] ?? 0) - from))
  if (directionSteps[direction].every((step, axis) => step === steps[axis])) return
  const where = `[${there.join(', ')}]`
  check.report([], `expected ${target.id} to lie ${direction} of here, but its coords are ${where}`)
}

function checkCoordinates(checker: Checker): void {
  const taken = new Map<string, string>()
  for (const room of Object.values(checker.world.rooms)) {
    if (room.coords === undefined) continue
    const place = room.coords.join(',')
    const other = taken.get(place)
    if (other === undefined) taken.set(place, room.id)
    else {
      const message = `expected coordinates of its own, but ${other} has the same ones`
      checker.of('rooms', room.id).report(['coords'], message)
    }
  }
}
