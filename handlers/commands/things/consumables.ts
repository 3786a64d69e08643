/** Using things up: which thing is meant, and what comes of one use. */

import type { NewEvent } from '../../../schema/define-event.ts'
import type { Item } from '../../../schema/entities.ts'
import { itemUsed } from '../../../schema/events/consume.ts'
import { skillLearned } from '../../../schema/events/growth.ts'
import { itemDestroyed, itemSplit } from '../../../schema/events/items.ts'
import { ownOf } from '../../../schema/own.ts'
import { prototypeOf } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import type { Consumable, ItemPrototype, ItemType, Skill } from '../../../schema/world-file.ts'
import { appliedTo, outcomeOf, provoked } from '../../abilities/outcome.ts'
import { type Aim, aim } from '../../abilities/target.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { nameWithThe } from '../../examine.ts'
import { carried, find, type Refused, refuse } from '../../nouns.ts'
import { endEffect } from '../../rules/effects.ts'
import { changeOf } from '../../rules/gauges.ts'
import { itemEvents } from '../../rules/making.ts'

type How = 'eat' | 'drink' | 'quaff' | 'recite' | 'use'

const typesFor: Readonly<Record<How, readonly ItemType[]>> = {
  eat: ['food'],
  drink: ['drink', 'potion'],
  quaff: ['potion', 'drink'],
  recite: ['scroll'],
  use: ['food', 'drink', 'potion', 'scroll', 'tool', 'other', 'book', 'treasure'],
}

const usual: Readonly<Record<How, { self: string; others: string }>> = {
  eat: { self: 'You eat {item}.', others: '{actor} eats {item}.' },
  drink: { self: 'You drink from {item}.', others: '{actor} drinks from {item}.' },
  quaff: { self: 'You drink {item}.', others: '{actor} drinks {item}.' },
  recite: { self: 'You read out {item}.', others: '{actor} reads out {item}.' },
  use: { self: 'You use {item}.', others: '{actor} uses {item}.' },
}

interface Chosen {
  readonly kind: 'chosen'
  readonly item: Item
  readonly prototype: ItemPrototype
  readonly consumable: Consumable
}

function choose(context: Context, phrase: string, how: How): Chosen | Refused {
  const { world, actor, room } = context
  // One may also use what lies in the room, even what is fixed there.
  const candidates = [...carried(world, actor.id), ...itemsAt(world, room.id)]
  const fitting = candidates.filter((item) => prototypeOf(world, item)?.consumable !== undefined)
  const words = { none: (noun: string) => `You have no ${noun}.` }
  const best = find(world, phrase, fitting, words)
  const found = best.kind === 'found' ? best : find(world, phrase, candidates, words)
  if (found.kind === 'refused') return best.kind === 'refused' && fitting.length > 0 ? best : found
  const [item] = found.entities
  const prototype = prototypeOf(world, item)
  const consumable = prototype?.consumable
  if (!prototype) return refuse('not-here', `You have no ${phrase}.`)
  if (!consumable || !typesFor[how].includes(prototype.type)) {
    return refuse('cannot-use', `You cannot ${how} ${nameWithThe(world, item)}.`)
  }
  return { kind: 'chosen', item, prototype, consumable }
}

/** Uses up what `phrase` means; `at` is whom a spell in it is aimed at, if anybody. */
export function consume(context: Context, how: How, phrase: string, at = ''): Decision {
  const { actor, world } = context
  // "drink from the flask", "eat of the loaf"
  const chosen = choose(context, phrase.replace(/^(from|of) /i, ''), how)
  if (chosen.kind === 'refused') return chosen.decision
  const { prototype, consumable } = chosen
  if (actor.level < prototype.level) {
    return reject('too-low', `You have to reach level ${prototype.level} before you can use that.`)
  }
  const spell = consumable.casts && world.definitions.get<Skill>('skill', consumable.casts)
  const aimed = spell ? aim(context, spell, at) : undefined
  if (aimed?.kind === 'refused') return aimed.decision
  return accept([
    ...useOne(context, chosen, how),
    ...benefits(context, consumable),
    ...(spell && aimed ? cast(context, spell, aimed) : []),
    ...lesson(context, consumable),
  ])
}

/** One use of one piece. The last use destroys it, and it may leave something behind. */
function useOne(context: Context, { item, consumable }: Chosen, how: How): NewEvent[] {
  const { actor, room, newId } = context
  const left = Math.max(0, (item.left ?? consumable.uses) - 1)
  const single = item.count > 1 ? newId('i') : item.id
  const lines = consumable.messages ?? usual[how]
  const events: NewEvent[] = []
  if (item.count > 1) events.push(itemSplit({ item: item.id, into: single, count: 1 }))
  const { proto } = item
  events.push(itemUsed({ actor: actor.id, item: single, proto, room: room.id, how, left, lines }))
  if (left > 0) return events
  events.push(itemDestroyed({ item: single, reason: 'used up', actor: actor.id }))
  return [...events, ...leftBehind(context, consumable, item.place)]
}

function leftBehind({ world, newId }: Context, { leaves }: Consumable, place: string): NewEvent[] {
  return leaves ? itemEvents({ world, newId }, { proto: leaves, place, reason: 'left over' }) : []
}

function benefits(context: Context, consumable: Consumable): NewEvent[] {
  const { world, actor } = context
  const changed = changeOf(world, actor, consumable.restores, { why: 'food' })
  return [
    ...(changed ? [changed] : []),
    ...consumable.cures.flatMap((id) => endEffect(world, actor, id, 'cured')),
    ...appliedTo(context, actor, consumable.effects),
  ]
}

function cast(context: Context, spell: Skill, at: Aim): NewEvent[] {
  const being = at.being
  if (!being) return []
  return [...(spell.hostile ? provoked(context, being) : []), ...outcomeOf(context, spell, being)]
}

function lesson({ world, actor }: Context, { teaches }: Consumable): NewEvent[] {
  const skill = teaches && world.definitions.get<Skill>('skill', teaches)
  if (!skill || actor.kind !== 'character') return []
  const to = Math.min(100, (ownOf(actor.skills, skill.id) ?? 0) + 10)
  return [skillLearned({ actor: actor.id, skill: skill.id, name: skill.name, to })]
}
