import { ownOf } from '../own.ts'
import type { Action } from './action.ts'
import { declarationOf } from './behaviours.ts'
import type { Check, Checker } from './checker.ts'
import type { AppliedEffect } from './common.ts'
import type { BehaviourCheck } from './define-behaviour.ts'
import type { MobilePrototype } from './mobile.ts'

/** Items name only effects, skills and items that exist. */
export function checkItems(checker: Checker): void {
  for (const item of Object.values(checker.world.items)) {
    const check = checker.of('items', item.id)
    check.need('items', item.container?.key, ['container', 'key'])
    check.need('items', item.light?.refuel, ['light', 'refuel'])
    check.need('skills', item.weapon?.skill, ['weapon', 'skill'])
    checkEffects(check.at('effects'), item.effects)
    const use = item.consumable
    if (use === undefined) continue
    check.need('items', use.leaves, ['consumable', 'leaves'])
    check.need('skills', use.casts, ['consumable', 'casts'])
    check.need('skills', use.teaches, ['consumable', 'teaches'])
    checkEffects(check.at('consumable', 'effects'), use.effects)
    check.needAll('effects', use.cures, ['consumable', 'cures'])
  }
}

/** Every effect of a list exists. */
export function checkEffects(check: Check, effects: readonly AppliedEffect[]): void {
  for (const [index, { effect }] of effects.entries()) {
    check.need('effects', effect, [index, 'effect'])
  }
}

/** Mobiles name only what exists, and can do what their behaviours promise. */
export function checkMobiles(checker: Checker): void {
  for (const mobile of Object.values(checker.world.mobiles)) {
    const check = checker.of('mobiles', mobile.id)
    check.need('factions', mobile.faction, ['faction'])
    for (const [index, behaviour] of mobile.behaviours.entries()) {
      const on = behaviourCheck(check.at('behaviours', index), mobile)
      declarationOf(behaviour.kind)?.check?.(behaviour, on)
    }
    for (const [index, talk] of mobile.talk.entries()) {
      checkActions(check.at('talk', index, 'do'), talk.do)
    }
    for (const [index, reaction] of mobile.reactions.entries()) {
      const part = check.at('reactions', index)
      part.need('items', reaction.item, ['item'])
      part.need('socials', reaction.social, ['social'])
      checkActions(part.at('do'), reaction.do)
    }
    for (const [index, { item }] of (mobile.shop?.sells ?? []).entries()) {
      check.need('items', item, ['shop', 'sells', index, 'item'])
    }
    for (const [index, { skill }] of mobile.teaches.entries()) {
      check.need('skills', skill, ['teaches', index, 'skill'])
    }
  }
}

function behaviourCheck(check: Check, mobile: MobilePrototype): BehaviourCheck {
  return {
    ...check,
    mobile,
    exitsOf(id) {
      const room = ownOf(check.world.rooms, id)
      return room && Object.values(room.exits).map(({ to }) => to)
    },
  }
}

/** Every action names only what exists. */
export function checkActions(check: Check, actions: readonly Action[]): void {
  for (const [index, action] of actions.entries()) {
    if ('item' in action) check.need('items', action.item, [index])
    if ('room' in action) check.need('rooms', action.room, [index])
    if ('effect' in action) check.need('effects', action.effect, [index])
    if ('social' in action) check.need('socials', action.social, [index])
    if ('quest' in action) check.need('quests', action.quest, [index])
  }
}
