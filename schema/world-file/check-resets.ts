import { ownOf } from '../own.ts'
import type { Check, Checker } from './checker.ts'
import type { Reset, ResetFollowUp } from './reset.ts'

/** Reset programs name only what exists, and put things where they fit. */
export function checkResets(checker: Checker): void {
  for (const [zone, program] of Object.entries(checker.world.resets)) {
    const check = checker.of('resets', zone)
    for (const [index, command] of program.entries()) checkCommand(check.at(index), command)
  }
}

function checkCommand(check: Check, command: Reset): void {
  if ('room' in command) check.need('rooms', command.room, ['room'])
  if ('item' in command) check.need('items', command.item, ['item'])
  if (command.do === 'mobile') check.need('mobiles', command.mobile, ['mobile'])
  if (command.do === 'put') checkContainer(check.at('in'), command.in)
  if (command.do === 'door') {
    const room = ownOf(check.world.rooms, command.room)
    if (room !== undefined && room.exits[command.direction]?.door === undefined) {
      check.report([], `expected a door ${command.direction} of ${command.room}`)
    }
  }
  if (command.do !== 'load' && command.do !== 'mobile') return
  const previous = command.do === 'load' ? command.item : undefined
  for (const [index, step] of command.then.entries()) {
    checkFollowUp(check.at('then', index), step, previous)
  }
}

function checkFollowUp(check: Check, step: ResetFollowUp, parent: string | undefined): void {
  check.need('items', step.item, ['item'])
  if (step.do === 'put') {
    const into = step.in === 'previous' ? parent : step.in
    if (into !== undefined) checkContainer(check.at('in'), into)
    return
  }
  if (parent !== undefined) check.report([], `expected "put" below "load", found "${step.do}"`)
  if (step.do !== 'equip') return
  const item = ownOf(check.world.items, step.item)
  if (item !== undefined && item.slot !== step.slot) {
    check.report(['slot'], `expected the slot of ${step.item}: ${item.slot ?? 'it has none'}`)
  }
}

function checkContainer(check: Check, id: string): void {
  if (id === 'previous') return
  check.need('items', id, [])
  const item = ownOf(check.world.items, id)
  if (item !== undefined && item.container === undefined) {
    check.report([], `expected a container, but ${id} has no block "container"`)
  }
}
