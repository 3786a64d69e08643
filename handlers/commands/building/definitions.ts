/** Definitions in the hands of builders: which one is meant, and recording a new one. */
import { definitionId } from '../../../schema/definitions.ts'
import { definitionSet } from '../../../schema/events/world.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { type Refused, refuse } from '../../nouns.ts'
import { change } from './change.ts'
import { type Buildable, buildableFrom, checked, completeId, type Json } from './define.ts'

export interface Wanted {
  readonly kind: 'wanted'
  readonly of: Buildable
  readonly id: string
}

/** The definition that a kind and an id mean, if it belongs to the zone the builder is in. */
export function wanted(
  { room }: Context,
  args: { readonly kind: string; readonly id: string },
): Wanted | Refused {
  const of = buildableFrom(args.kind)
  if (!of) return refuse('bad-kind', 'Say item, mobile, quest, conflict, social, faction or zone.')
  const id = completeId(of, args.id, room.zone)
  if (!id) return refuse('bad-id', 'An id is of lower-case letters, digits and hyphens.')
  const zone = id.includes('.') ? id.slice(0, id.indexOf('.')) : room.zone
  if (of !== 'zone' && zone !== room.zone) return refuse('other-zone', `Go to ${zone} first.`)
  return { kind: 'wanted', of, id }
}

/** Sets a definition, if it is one that a world file could have. */
export function define(
  context: Context,
  { of, id }: Wanted,
  value: Json,
  summary: string,
): Decision {
  const read = checked(of, id, value)
  if (!read.ok) return reject('bad-definition', `That does not fit: ${read.problem}`)
  const by = context.actor.id
  return change(context, definitionId(of, id), summary, [
    definitionSet({ of, key: id, data: read.value, by }),
  ])
}
