import { historyShown } from '../../../schema/answers/building.ts'
import { copiesOf } from '../../../schema/copies.ts'
import { definitionId } from '../../../schema/definitions.ts'
import type { Item, Mobile } from '../../../schema/entities.ts'
import { historyOf } from '../../../schema/events/building.ts'
import { itemName } from '../../../schema/words.ts'
import { itemsAt, mobilesAt } from '../../../schema/world.ts'
import { answer, type Context, type Decision } from '../../decision.ts'
import { carried, find } from '../../nouns.ts'
import { builderCommand } from './builders.ts'
import { buildableFrom, completeId } from './definitions.ts'

export const provenance = builderCommand({
  verb: 'provenance',
  aliases: ['lore'],
  arguments: [{ name: 'what', kind: 'rest', optional: true }],
  brief: 'Read the history of this room, or of a thing or mobile here, or of a declaration.',
  examples: ['provenance', 'provenance lantern', 'provenance item oil-can'],
  decide(context, args) {
    const { room } = context
    const phrase = args.what?.trim() ?? ''
    if (!phrase) return told(context, room.id, room.title, [`room ${room.id}`])
    return ofDefinition(context, phrase) ?? ofThing(context, phrase)
  },
})

/** The history of a definition, for a phrase like "item oil-can"; null when it names none. */
function ofDefinition(context: Context, phrase: string): Decision | null {
  const { world, room } = context
  const [kind = '', id = ''] = phrase.split(/\s+/)
  const of = buildableFrom(kind)
  const full = of && id ? completeId(of, id, room.zone) : null
  if (!of || !full || world.definitions.get(of, full) === undefined) return null
  return told(context, definitionId(of, full), full, [
    `${copiesOf(world, full)} copies in the world`,
  ])
}

function ofThing(context: Context, phrase: string): Decision {
  const { world, room, actor } = context
  const near: (Item | Mobile)[] = [
    ...carried(world, actor.id),
    ...itemsAt(world, room.id),
    ...mobilesAt(world, room.id),
  ]
  const found = find(world, phrase, near, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return found.decision
  const [thing] = found.entities
  const item = thing.kind === 'item'
  const about = definitionId(item ? 'item' : 'mobile', thing.proto)
  return told(context, about, item ? itemName(world, thing) : thing.name, [
    `${thing.id}, a copy of ${thing.proto}`,
    item ? `made in tick ${thing.made}` : `came by ${thing.origin ?? 'a builder'}`,
  ])
}

function told({ world }: Context, about: string, name: string, facts: string[]): Decision {
  const lines = historyOf(world, about).map(({ tick, by, summary }) => ({ tick, by, summary }))
  return answer(historyShown({ about: name, lines, facts }))
}
