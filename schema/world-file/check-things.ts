import type { Action } from './action.ts'
import { type Checker, need, type Report, reportOn } from './checker.ts'
import type { AppliedEffect } from './common.ts'
import type { Behaviour, MobilePrototype } from './mobile.ts'

type Path = (string | number)[]

/** Items name only effects, skills and items that exist. */
export function checkItems(checker: Checker): void {
  for (const item of Object.values(checker.world.items)) {
    const report = reportOn(checker, 'items', item.id)
    need(checker, report, 'items', item.container?.key, ['container', 'key'])
    need(checker, report, 'items', item.light?.refuel, ['light', 'refuel'])
    need(checker, report, 'skills', item.weapon?.skill, ['weapon', 'skill'])
    checkEffects(checker, report, item.effects, ['effects'])
    const use = item.consumable
    if (use === undefined) continue
    need(checker, report, 'items', use.leaves, ['consumable', 'leaves'])
    need(checker, report, 'skills', use.casts, ['consumable', 'casts'])
    need(checker, report, 'skills', use.teaches, ['consumable', 'teaches'])
    checkEffects(checker, report, use.effects, ['consumable', 'effects'])
    use.cures.forEach((effect, index) => {
      need(checker, report, 'effects', effect, ['consumable', 'cures', index])
    })
  }
}

/** Every effect of a list exists. */
export function checkEffects(
  checker: Checker,
  report: Report,
  effects: readonly AppliedEffect[],
  path: Path,
): void {
  effects.forEach((applied, index) => {
    need(checker, report, 'effects', applied.effect, [...path, index, 'effect'])
  })
}

/** Mobiles name only what exists, and can do what their behaviours promise. */
export function checkMobiles(checker: Checker): void {
  for (const mobile of Object.values(checker.world.mobiles)) {
    const report = reportOn(checker, 'mobiles', mobile.id)
    need(checker, report, 'factions', mobile.faction, ['faction'])
    mobile.behaviours.forEach((behaviour, index) => {
      checkBehaviour(checker, report, mobile, behaviour, ['behaviours', index])
    })
    mobile.talk.forEach((talk, index) => {
      checkActions(checker, report, talk.do, ['talk', index, 'do'])
    })
    mobile.reactions.forEach((reaction, index) => {
      const path = ['reactions', index]
      need(checker, report, 'items', reaction.item, [...path, 'item'])
      need(checker, report, 'socials', reaction.social, [...path, 'social'])
      checkActions(checker, report, reaction.do, [...path, 'do'])
    })
    mobile.shop?.sells.forEach((ware, index) => {
      need(checker, report, 'items', ware.item, ['shop', 'sells', index, 'item'])
    })
    mobile.teaches.forEach((lesson, index) => {
      need(checker, report, 'skills', lesson.skill, ['teaches', index, 'skill'])
    })
  }
}

function checkBehaviour(
  checker: Checker,
  report: Report,
  mobile: MobilePrototype,
  behaviour: Behaviour,
  path: Path,
): void {
  const rooms = (ids: readonly string[], key: string) =>
    ids.forEach((id, index) => {
      need(checker, report, 'rooms', id, [...path, key, index])
    })
  const factions = (ids: readonly string[], key: string) =>
    ids.forEach((id, index) => {
      need(checker, report, 'factions', id, [...path, key, index])
    })
  if (behaviour.kind === 'wander') rooms(behaviour.within, 'within')
  if (behaviour.kind === 'schedule') {
    const stops = behaviour.plan.map((entry) => entry.room)
    rooms(stops, 'plan')
  }
  if (behaviour.kind === 'patrol') {
    rooms(behaviour.path, 'path')
    checkPatrol(checker, report, behaviour.path, path)
  }
  if (behaviour.kind === 'guard') {
    need(checker, report, 'items', behaviour.unless.item, [...path, 'unless', 'item'])
    need(checker, report, 'quests', behaviour.unless.quest, [...path, 'unless', 'quest'])
    need(checker, report, 'factions', behaviour.unless.faction, [...path, 'unless', 'faction'])
    factions(behaviour.protects, 'protects')
  }
  if (behaviour.kind === 'aggressive') factions(behaviour.factions, 'factions')
  if (behaviour.kind === 'shopkeeper' && mobile.shop === undefined) {
    report(path, 'expected a block "shop" for a shopkeeper')
  }
  if (behaviour.kind === 'trainer' && mobile.teaches.length === 0) {
    report(path, 'expected "teaches" for a trainer')
  }
}

function checkPatrol(
  { world }: Checker,
  report: Report,
  rooms: readonly string[],
  path: Path,
): void {
  rooms.forEach((id, index) => {
    const next = rooms[(index + 1) % rooms.length]
    const room = world.rooms[id]
    if (room === undefined || next === undefined || next === id) return
    if (Object.values(room.exits).some((exit) => exit.to === next)) return
    report([...path, 'path', index], `expected an exit from ${id} to the next stop ${next}`)
  })
}

/** Every action names only what exists. */
function checkActions(
  checker: Checker,
  report: Report,
  actions: readonly Action[],
  path: Path,
): void {
  actions.forEach((action, index) => {
    const at = [...path, index]
    if ('item' in action) need(checker, report, 'items', action.item, at)
    if ('room' in action) need(checker, report, 'rooms', action.room, at)
    if ('effect' in action) need(checker, report, 'effects', action.effect, at)
    if ('social' in action) need(checker, report, 'socials', action.social, at)
    if ('quest' in action) need(checker, report, 'quests', action.quest, at)
  })
}
