/** Wearing, wielding and holding: which thing goes where, and what is in the way. */
import { slotPlace } from '../../../schema/answers/things.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Item } from '../../../schema/entities.ts'
import { itemWorn } from '../../../schema/events/items.ts'
import { prototypeOf } from '../../../schema/words.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { WearSlot } from '../../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { nameWithThe } from '../../examine.ts'
import { carried, find, readNoun, worn } from '../../nouns.ts'
import { moving } from '../../portions.ts'
import { hasFlag } from '../belongings.ts'

type Way = 'wear' | 'wield' | 'hold'

/** How many things fit in a slot where it is more than one. */
const capacities: Readonly<Partial<Record<WearSlot, number>>> = { finger: 2 }

/** The slot an item goes to when used that way, or null when it cannot be. */
function slotFor(world: WorldReader, item: Item, way: Way): WearSlot | null {
  const prototype = prototypeOf(world, item)
  if (!prototype || hasFlag(world, item, 'fixed')) return null
  const slot = prototype.slot ?? slotOfType(prototype.type)
  if (way === 'hold') return slot === 'wield' || slot === 'shield' ? slot : 'held'
  if (way === 'wield') return slot === 'wield' ? slot : null
  return slot
}

function slotOfType(type: string): WearSlot | null {
  if (type === 'weapon') return 'wield'
  return type === 'light' ? 'held' : null
}

/** Why the slot cannot take one more thing, or null when it can. */
function occupied(
  world: WorldReader,
  item: Item,
  slot: WearSlot,
  used: readonly Item[],
): string | null {
  const there = used.filter((one) => one.worn === slot)
  const [first] = there
  if (first && there.length >= (capacities[slot] ?? 1)) {
    return `You already use ${nameWithThe(world, first)} ${slotPlace(slot)}.`
  }
  const needsBoth = hasFlag(world, item, 'two-handed')
  const inTheWay = used.find((one) =>
    needsBoth
      ? one.worn === 'shield' || one.worn === 'held' || one.worn === 'wield'
      : (slot === 'shield' || slot === 'held') && hasFlag(world, one, 'two-handed'),
  )
  return inTheWay ? `You need both hands, and you use ${nameWithThe(world, inTheWay)}.` : null
}

/** Wears, wields or holds what `phrase` means among the things the actor carries. */
export function putOn(context: Context, phrase: string, way: Way): Decision {
  const { world, actor } = context
  const found = find(world, phrase, carried(world, actor.id), {
    none: (noun) => notCarried(context, noun, phrase),
  })
  if (found.kind === 'refused') return found.decision
  const used = worn(world, actor.id)
  const events: NewEvent[] = []
  let why = ''
  for (const item of found.entities) {
    const slot = slotFor(world, item, way)
    const hindrance = slot
      ? (beyondLevel(context, item) ?? occupied(world, item, slot, used))
      : cannot(world, item, way)
    if (!slot || hindrance) {
      why ||= hindrance ?? ''
      continue
    }
    used.push({ ...item, worn: slot })
    events.push(
      ...moving(context, [{ item, count: 1 }], (id) =>
        itemWorn({ actor: actor.id, item: id, slot }),
      ),
    )
  }
  return events.length > 0 ? accept(events) : reject('cannot-use', why)
}

/** Why somebody of this level cannot use the thing yet, or null. */
function beyondLevel({ world, actor }: Context, item: Item): string | null {
  const level = prototypeOf(world, item)?.level ?? 0
  if (actor.kind === 'mobile' || actor.level >= level) return null
  return `You have to reach level ${level} before you can use ${nameWithThe(world, item)}.`
}

function cannot(world: WorldReader, item: Item, way: Way): string {
  return `You cannot ${way} ${nameWithThe(world, item)}.`
}

function notCarried({ world, actor }: Context, noun: string, phrase: string): string {
  if (readNoun(phrase).words.length === 0) return 'You carry nothing.'
  const found = find(world, phrase, worn(world, actor.id), { none: () => '' })
  return found.kind === 'found' ? 'You are using it already.' : `You carry no ${noun}.`
}
