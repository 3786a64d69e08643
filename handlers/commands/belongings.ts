/** Parting with things and gold, and reaching into containers: for drop, put, give, take, sell. */
import type { Being, Item } from '../../schema/entities.ts'
import { corpseProto } from '../../schema/events/death.ts'
import type { BeingId } from '../../schema/ids.ts'
import { capital, prototypeOf } from '../../schema/words.ts'
import { itemsAt, type WorldReader } from '../../schema/world.ts'
import { type Context, type Decision, reject } from '../decision.ts'
import { nameWithThe } from '../examine.ts'
import { carried, find, fits, type Refused, readNoun, refuse, unmeant, worn } from '../nouns.ts'
import { findPortions, type Portion } from '../portions.ts'

/** True when the item's prototype has the flag. */
export function hasFlag(world: WorldReader, item: Item, flag: string): boolean {
  // Corpses have no prototype; nobody may carry or sell one.
  if (item.proto === corpseProto) return flag === 'fixed' || flag === 'no-sell'
  const flags: readonly string[] = prototypeOf(world, item)?.flags ?? []
  return flags.includes(flag)
}

/** What the actor means to part with: carried things that are not bound to it. */
export function partWith(
  context: Context,
  phrase: string,
): { readonly kind: 'found'; readonly portions: readonly Portion[] } | Refused {
  const { world, actor } = context
  const found = findPortions(world, phrase, carried(world, actor.id), {
    none: (noun) =>
      readNoun(phrase).words.length === 0 ? 'You carry nothing.' : `You carry no ${noun}.`,
  })
  if (found.kind === 'refused') return inUse(context, phrase) ?? found
  const free = found.portions.filter(({ item }) => !hasFlag(world, item, 'no-drop'))
  const [bound] = found.portions
  if (free.length > 0 || !bound) return { kind: 'found', portions: free }
  return refuse(
    'bound',
    `You cannot bring yourself to part with ${nameWithThe(world, bound.item)}.`,
  )
}

/** A better refusal than "you carry none", for a thing that is worn. */
function inUse({ world, actor }: Context, phrase: string): Refused | null {
  if (readNoun(phrase).words.length === 0) return null
  const found = find(world, phrase, worn(world, actor.id), { none: () => '' })
  return found.kind === 'found'
    ? refuse('in-use', `You are using ${nameWithThe(world, found.entities[0])}. Take it off first.`)
    : null
}

/** An open container here or in the actor's hands, or why there is none. */
export function findContainer(
  { world, actor, room }: Context,
  phrase: string,
): { readonly kind: 'found'; readonly container: Item } | Refused {
  const candidates = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const corpse = corpseMeant(world, actor.id, phrase, candidates)
  if (corpse) return { kind: 'found', container: corpse }
  const found = find(world, phrase, candidates, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return found
  const [item] = found.entities
  if (item.proto === corpseProto && item.owner !== undefined && item.owner !== actor.id) {
    return refuse('not-yours', 'You leave the dead what is theirs.')
  }
  const holds = prototypeOf(world, item)?.type === 'container' || itemsAt(world, item.id).length > 0
  if (!holds && item.gold === undefined) {
    return refuse('no-container', `Nothing can be kept in ${nameWithThe(world, item)}.`)
  }
  if (item.closed) return refuse('closed', `${capital(nameWithThe(world, item))} is closed.`)
  return { kind: 'found', container: item }
}

/** Where several corpses lie, "corpse" means one with something in it, the actor's own before others. */
function corpseMeant(
  world: WorldReader,
  actor: BeingId,
  phrase: string,
  candidates: readonly Item[],
): Item | undefined {
  const { words, nth, all, count } = readNoun(phrase)
  if (nth !== undefined || all || count !== undefined || words.length === 0) return undefined
  const fitting = candidates.filter((item) => fits(world, item, words))
  if (fitting.some(({ proto }) => proto !== corpseProto)) return undefined
  const open = fitting.filter(({ owner }) => owner === undefined || owner === actor)
  const full = open.filter(({ id, gold = 0 }) => gold > 0 || itemsAt(world, id).length > 0)
  return full.find(({ owner }) => owner === actor) ?? full[0] ?? open[0]
}

/** How much gold is meant, or why the being cannot part with that much. */
export function goldAmount(being: Being, wanted: number | 'all'): number | Decision {
  const amount = wanted === 'all' ? being.gold : wanted
  const why = wanted === 'all' ? null : unmeant({ count: wanted })
  if (why) return why.decision
  if (being.gold <= 0) return reject('no-gold', 'You have no gold.')
  if (amount > being.gold) return reject('no-gold', `You have only ${being.gold} gold.`)
  return amount
}
