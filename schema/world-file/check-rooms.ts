import { type Direction, opposites } from '../directions.ts'
import { type Checker, need, type Report, reportOn } from './checker.ts'
import type { Exit, Room } from './room.ts'

/** Exits lead somewhere and back, doors agree on both sides, coordinates agree with exits. */
export function checkRooms(checker: Checker): void {
  for (const room of Object.values(checker.world.rooms)) {
    const report = reportOn(checker, 'rooms', room.id)
    for (const [direction, exit] of Object.entries(room.exits)) {
      checkExit(checker, report, room, direction as Direction, exit)
    }
  }
  checkCoordinates(checker)
}

function checkExit(
  checker: Checker,
  report: Report,
  room: Room,
  direction: Direction,
  exit: Exit,
): void {
  const path = ['exits', direction]
  need(checker, report, 'rooms', exit.to, [...path, 'to'])
  const key = exit.door?.key
  if (key !== undefined) checkKey(checker, report, key, [...path, 'door', 'key'])
  const target = checker.world.rooms[exit.to]
  if (target === undefined || exit.oneWay) return
  if (!Object.values(target.exits).some((back) => back.to === room.id)) {
    report(path, `expected a way back from ${exit.to}, or "oneWay: true" here`)
    return
  }
  const back = target.exits[opposites[direction]]
  if (back?.to === room.id) checkDoorSides(report, path, exit, back)
  checkBearing(report, path, room, target, direction)
}

function checkKey(checker: Checker, report: Report, key: string, path: (string | number)[]): void {
  need(checker, report, 'items', key, path)
  const item = checker.world.items[key]
  if (item !== undefined && item.type !== 'key') {
    report(path, `expected an item of type key, but ${key} is of type ${item.type}`)
  }
}

function checkDoorSides(report: Report, path: string[], exit: Exit, back: Exit): void {
  const [here, there] = [exit.door, back.door]
  if (here === undefined && there === undefined) return
  if (here === undefined || there === undefined) {
    if (here !== undefined) report([...path, 'door'], 'expected the same door on the other side')
    return
  }
  if (here.state !== there.state || here.key !== there.key || here.pickproof !== there.pickproof) {
    report([...path, 'door'], 'expected state, key and pickproof to be equal on both sides')
  }
}

const bearings: Readonly<Record<Direction, readonly [number, number, number]>> = {
  north: [0, 1, 0],
  south: [0, -1, 0],
  east: [1, 0, 0],
  west: [-1, 0, 0],
  up: [0, 0, 1],
  down: [0, 0, -1],
  northeast: [1, 1, 0],
  northwest: [-1, 1, 0],
  southeast: [1, -1, 0],
  southwest: [-1, -1, 0],
}

function checkBearing(
  report: Report,
  path: string[],
  room: Room,
  target: Room,
  direction: Direction,
): void {
  if (room.coords === undefined || target.coords === undefined) return
  const there = target.coords
  const steps = room.coords.map((from, axis) => Math.sign((there[axis] ?? 0) - from))
  if (bearings[direction].every((step, axis) => step === steps[axis])) return
  const where = `[${there.join(', ')}]`
  report(path, `expected ${target.id} to lie ${direction} of here, but its coords are ${where}`)
}

function checkCoordinates(checker: Checker): void {
  const taken = new Map<string, string>()
  for (const room of Object.values(checker.world.rooms)) {
    if (room.coords === undefined) continue
    const place = room.coords.join(',')
    const other = taken.get(place)
    if (other === undefined) taken.set(place, room.id)
    else {
      const report = reportOn(checker, 'rooms', room.id)
      report(['coords'], `expected coordinates of its own, but ${other} has the same ones`)
    }
  }
}
