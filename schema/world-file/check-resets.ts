import { type Checker, need, type Report, reportOn } from './checker.ts'
import type { Reset, ResetFollowUp } from './reset.ts'

type Path = (string | number)[]

/** Reset programs name only what exists, and put things where they fit. */
export function checkResets(checker: Checker): void {
  for (const [zone, program] of Object.entries(checker.world.resets)) {
    const report = reportOn(checker, 'resets', zone)
    program.forEach((command, index) => {
      checkCommand(checker, report, command, [index])
    })
  }
}

function checkCommand(checker: Checker, report: Report, command: Reset, path: Path): void {
  if ('room' in command) need(checker, report, 'rooms', command.room, [...path, 'room'])
  if ('item' in command) need(checker, report, 'items', command.item, [...path, 'item'])
  if (command.do === 'mobile') {
    need(checker, report, 'mobiles', command.mobile, [...path, 'mobile'])
  }
  if (command.do === 'put') checkContainer(checker, report, command.in, [...path, 'in'])
  if (command.do === 'door') {
    const room = checker.world.rooms[command.room]
    if (room !== undefined && room.exits[command.direction]?.door === undefined) {
      report(path, `expected a door ${command.direction} of ${command.room}`)
    }
  }
  if (command.do !== 'load' && command.do !== 'mobile') return
  const previous = command.do === 'load' ? command.item : undefined
  command.then.forEach((step, index) => {
    checkFollowUp(checker, report, step, previous, [...path, 'then', index])
  })
}

function checkFollowUp(
  checker: Checker,
  report: Report,
  step: ResetFollowUp,
  parent: string | undefined,
  path: Path,
): void {
  need(checker, report, 'items', step.item, [...path, 'item'])
  if (step.do === 'put') {
    const into = step.in === 'previous' ? parent : step.in
    if (into !== undefined) checkContainer(checker, report, into, [...path, 'in'])
    return
  }
  if (parent !== undefined) report(path, `expected "put" below "load", found "${step.do}"`)
  if (step.do !== 'equip') return
  const item = checker.world.items[step.item]
  if (item !== undefined && item.slot !== step.slot) {
    report([...path, 'slot'], `expected the slot of ${step.item}: ${item.slot ?? 'it has none'}`)
  }
}

function checkContainer(checker: Checker, report: Report, id: string, path: Path): void {
  if (id === 'previous') return
  need(checker, report, 'items', id, path)
  const item = checker.world.items[id]
  if (item !== undefined && item.container === undefined) {
    report(path, `expected a container, but ${id} has no block "container"`)
  }
}
