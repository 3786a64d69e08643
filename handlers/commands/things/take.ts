import type { NewEvent } from '../../../schema/define-event.ts'
import type { Item } from '../../../schema/entities.ts'
import { goldTaken, itemTaken } from '../../../schema/events/items.ts'
import { canSee } from '../../../schema/light.ts'
import { capital } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { beingsIn, fits, isHidden, readNoun, unmeant } from '../../nouns.ts'
import { findPortions, goldIn, isInside, isPile, moving, type Portion } from '../../portions.ts'
import { bearable } from '../../rules/burden.ts'
import { findContainer, hasFlag } from '../belongings.ts'

export const take = defineCommand({
  verb: 'take',
  aliases: ['get', 'pick', 'grab'],
  priority: 10,
  arguments: [
    { name: 'what', kind: 'thing' },
    { name: 'where', kind: 'thing', optional: true, after: ['from', 'in', 'out'] },
  ],
  help: {
    group: 'things',
    brief: 'Pick something up, or take it out of something.',
    examples: ['take lantern', 'get 2.coin', 'get all.coin from chest', 'get 5 gold from purse'],
  },
  decide(context, args) {
    const { what, where } = args
    if (where && !/^(floor|ground|here)$/i.test(where)) return takeOutOf(context, what, where)
    const full = where ? null : fullContainer(context, what)
    if (full) return takeFrom(context, 'all', full)
    const decision = takeFrom(context, what, null)
    const nothing =
      decision.kind === 'reject' && (decision.code === 'not-here' || decision.code === 'fixed')
    return (!where && nothing && takeWithoutFrom(context, what)) || decision
  },
})

function takeOutOf(context: Context, what: string, where: string): Decision {
  const found = findContainer(context, where)
  return found.kind === 'refused' ? found.decision : takeFrom(context, what, found.container)
}

/** "get all sack": everything in it, when there is one such container with something in it. */
function fullContainer(context: Context, phrase: string): Item | null {
  const [, name] = /^(?:all|everything) (\S+)$/i.exec(phrase) ?? []
  if (!name) return null
  const found = findContainer(context, name)
  if (found.kind === 'refused' || hasFlag(context.world, found.container, 'fixed')) return null
  const { world, actor, room } = context
  const words = readNoun(name).words
  const alike = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)].filter((item) =>
    fits(world, item, words),
  )
  return alike.length === 1 && itemsAt(world, found.container.id).length > 0
    ? found.container
    : null
}

/** "get all corpse": the last word names what things are taken out of, if it can hold any. */
function takeWithoutFrom(context: Context, phrase: string): Decision | null {
  const words = phrase.split(' ')
  if (words.length < 2 || words.includes('and') || phrase.includes(',')) return null
  const found = findContainer(context, words.at(-1) ?? '')
  if (found.kind === 'refused') return null
  return takeFrom(context, words.slice(0, -1).join(' '), found.container)
}

/** Takes what the phrase means out of a container, or from the floor. */
function takeFrom(context: Context, what: string, container: Item | null): Decision {
  const { world, room } = context
  if (!container && !canSee(world, context.actor, room)) return tooDark(what)
  const here = itemsAt(world, container?.id ?? room.id)
  const gold = goldIn(what, world, here)
  if (gold !== null) return takeGold(context, gold, container ? [container] : here.filter(isPile))
  const everything = readNoun(what).all
  const candidates = everything ? here.filter((item) => !isHidden(world, item)) : here
  const loose = everything && isAll(what) ? container : null
  const found = findPortions(world, what, candidates, {
    none: (noun) => nothingThere(context, noun, what, container),
  })
  if (found.kind === 'found') return takeThings(context, found.portions, container, loose)
  return loose?.gold ? takeGold(context, 'all', [loose]) : found.decision
}

/** What lies in the dark is found by nobody; into what one knows, hands find their way. */
function tooDark(what: string): Decision {
  return reject(
    'dark',
    `It is too dark to find ${isAll(what) ? 'anything' : 'that'}. You need a light: “light lantern”, if you carry one.`,
  )
}

/** Takes the portions that can be moved and borne; with them the loose gold of a container. */
function takeThings(
  context: Context,
  portions: readonly Portion[],
  container: Item | null,
  loose: Item | null,
): Decision {
  const { world, actor, room } = context
  const from = container?.id ?? room.id
  const movable = portions.filter(({ item }) => !hasFlag(world, item, 'fixed'))
  if (movable.length === 0) return reject('fixed', 'That will not budge.')
  // What lies in one's own bag is carried already.
  const bag = container !== null && isInside(world, container.id, actor.id)
  const borne = bag ? movable : bearable(world, actor, movable)
  if (borne.length === 0) return reject('heavy', 'That is more than you can carry.')
  const events = moving(context, borne, (item) => {
    const known = world.get(item)
    if (known?.kind !== 'item' || !isPile(known)) {
      return itemTaken({ actor: actor.id, item, from, room: room.id })
    }
    return goldTaken({ actor: actor.id, from: item, amount: known.gold ?? 0 })
  })
  if (loose?.gold) events.push(goldTaken({ actor: actor.id, from: loose.id, amount: loose.gold }))
  return accept(events)
}

/** True for a phrase that names no thing, such as "all". */
function isAll(what: string): boolean {
  return readNoun(what).words.length === 0
}

/** Takes an amount of gold out of several things, one after the other, until it is complete. */
function takeGold({ actor }: Context, amount: number | 'all', sources: readonly Item[]): Decision {
  let wanted = amount === 'all' ? Number.MAX_SAFE_INTEGER : amount
  const why = amount === 'all' ? null : unmeant({ count: amount })
  if (why) return why.decision
  const events: NewEvent[] = []
  for (const source of sources) {
    const taken = Math.min(wanted, source.gold ?? 0)
    if (taken === 0) continue
    events.push(goldTaken({ actor: actor.id, from: source.id, amount: taken }))
    wanted -= taken
  }
  if (events.length === 0) return reject('no-gold', 'You see no gold there.')
  if (amount !== 'all' && wanted > 0) return reject('no-gold', 'There is not that much gold.')
  return accept(events)
}

function nothingThere(
  context: Context,
  noun: string,
  what: string,
  container: Item | null,
): string {
  const { world, actor, room } = context
  if (isAll(what)) return container ? 'It is empty.' : 'There is nothing here to take.'
  const { words } = readNoun(what)
  if (!container && words.length > 0) {
    if (itemsAt(world, actor.id).some((item) => fits(world, item, words))) {
      return 'You already have that.'
    }
    const [being] = beingsIn(world, room.id, actor.id).filter((one) => fits(world, one, words))
    if (being) return `${capital(being.name)} would not like that.`
  }
  return `You see no ${noun} ${container ? 'in there' : 'here'}.`
}
