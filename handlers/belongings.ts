/** Letting go of things and getting hold of containers: shared by drop, put, give and take. */
import type { Item } from '../schema/entities.ts'
import { corpseProto } from '../schema/events/death.ts'
import { prototypeOf } from '../schema/words.ts'
import { itemsAt, type WorldReader } from '../schema/world.ts'
import { type Context, reject } from './decision.ts'
import { nameWithThe } from './examine.ts'
import { carried, find, fits, type Refused, readNoun, refuse, worn } from './nouns.ts'
import { findPortions, type Portion } from './portions.ts'

export function hasFlag(world: WorldReader, item: Item, flag: string): boolean {
  // Corpses have no prototype, and nobody carries one about or sells it.
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

/** A better answer than "you carry none": the thing is worn. */
function inUse({ world, actor }: Context, phrase: string): Refused | null {
  if (readNoun(phrase).words.length === 0) return null
  const found = find(world, phrase, worn(world, actor.id), { none: () => '' })
  const [item] = found.kind === 'found' ? found.entities : []
  return item
    ? refuse('in-use', `You are using ${nameWithThe(world, item)}. Take it off first.`)
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
  if (!item) return refuse('not-here', `You see no ${phrase} here.`)
  if (item.proto === corpseProto && item.owner !== undefined && item.owner !== actor.id) {
    return refuse('not-yours', 'You leave the dead what is theirs.')
  }
  const holds = prototypeOf(world, item)?.type === 'container' || itemsAt(world, item.id).length > 0
  if (!holds && item.gold === undefined) {
    return refuse('no-container', `Nothing can be kept in ${nameWithThe(world, item)}.`)
  }
  if (item.closed) {
    return { kind: 'refused', decision: reject('closed', `${capitalThe(world, item)} is closed.`) }
  }
  return { kind: 'found', container: item }
}

/** After a fight several bodies lie about; who says "corpse" means one in which there is something. */
function corpseMeant(
  world: WorldReader,
  actor: string,
  phrase: string,
  candidates: readonly Item[],
): Item | undefined {
  const { words, nth, all } = readNoun(phrase)
  if (nth > 0 || all || words.length === 0) return undefined
  const fitting = candidates.filter((item) => fits(world, item, words))
  if (fitting.some(({ proto }) => proto !== corpseProto)) return undefined
  const open = fitting.filter(({ owner }) => owner === undefined || owner === actor)
  const full = open.filter(({ id, gold = 0 }) => gold > 0 || itemsAt(world, id).length > 0)
  return full.find(({ owner }) => owner === actor) ?? full[0] ?? open[0]
}

function capitalThe(world: WorldReader, item: Item): string {
  const name = nameWithThe(world, item)
  return name.charAt(0).toUpperCase() + name.slice(1)
}
