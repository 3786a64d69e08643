/** Definitions in the hands of builders: kinds, ids, and which one is meant. */

import { type BuiltKind, builtKinds, worldwide } from '../../../schema/world-file/built-kinds.ts'
import type { Context } from '../../decision.ts'
import { type Refused, refuse } from '../../nouns.ts'

/** Kinds of definitions that builders may make and edit by name. */
export type Buildable = Exclude<BuiltKind, 'room' | 'resets'>

/** The kind a builder means; builders also say `npc` and `object`. */
export function buildableFrom(word: string): Buildable | undefined {
  const lower = word.toLowerCase()
  if (lower === 'npc' || lower === 'mob') return 'mobile'
  if (lower === 'object' || lower === 'obj') return 'item'
  return isBuildable(lower) ? lower : undefined
}

function isBuildable(word: string): word is Buildable {
  return word !== 'room' && word !== 'resets' && builtKinds.includes(word as BuiltKind)
}

/** A complete id from what a builder typed: without a dot it belongs to `zone`; null when it cannot be one. */
export function completeId(of: Buildable, typed: string, zone: string): string | null {
  const id = typed.toLowerCase()
  if (worldwide.has(of)) return /^[a-z0-9][a-z0-9-]{0,63}$/.test(id) ? id : null
  const full = id.includes('.') ? id : `${zone}.${id}`
  return /^[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/.test(full) && full.length <= 90 ? full : null
}

/** The definition that a line of a builder is about. */
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
  if (!of)
    return refuse(
      'bad-kind',
      'Say item, mobile, quest, conflict, script, social, faction, article or zone.',
    )
  const id = completeId(of, args.id, room.zone)
  if (!id) return refuse('bad-id', 'An id is of lower-case letters, digits and hyphens.')
  const zone = id.includes('.') ? id.slice(0, id.indexOf('.')) : room.zone
  if (of !== 'zone' && zone !== room.zone) return refuse('other-zone', `Go to ${zone} first.`)
  return { kind: 'wanted', of, id }
}
