/** Definitions in the hands of builders: kinds, ids, which one is meant, checking and setting one. */
import { definitionId } from '../../../schema/definitions.ts'
import { definitionSet } from '../../../schema/events/world.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { zoneBody } from '../../../schema/world-file/room.ts'
import { readDefinition } from '../../../schema/world-file.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { type Refused, refuse } from '../../nouns.ts'
import { change } from './change.ts'
import type { Json } from './fields.ts'

/** Kinds of definitions that builders may make and edit, with the section of a world file each belongs to. */
export const buildable = {
  item: 'items',
  mobile: 'mobiles',
  quest: 'quests',
  conflict: 'conflicts',
  social: 'socials',
  faction: 'factions',
  zone: 'zones',
} as const
export type Buildable = keyof typeof buildable

/** The kind a builder means; builders also say `npc` and `object`. */
export function buildableFrom(word: string): Buildable | undefined {
  const lower = word.toLowerCase()
  if (lower === 'npc' || lower === 'mob') return 'mobile'
  if (lower === 'object' || lower === 'obj') return 'item'
  return isBuildable(lower) ? lower : undefined
}

function isBuildable(word: string): word is Buildable {
  return Object.hasOwn(buildable, word)
}

/** Kinds that belong to the whole world, so that their ids carry no zone. */
const worldwide: ReadonlySet<Buildable> = new Set(['social', 'faction', 'zone'])

/** A complete id from what a builder typed: without a dot it belongs to `zone`; null when it cannot be one. */
export function completeId(of: Buildable, typed: string, zone: string): string | null {
  const id = typed.toLowerCase()
  if (worldwide.has(of)) return /^[a-z0-9][a-z0-9-]{0,63}$/.test(id) ? id : null
  const full = id.includes('.') ? id : `${zone}.${id}`
  return /^[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$/.test(full) && full.length <= 90 ? full : null
}

/** The last part of an id, made from a name; empty when the name has no letter or digit. */
export function slug(name: string): string {
  const words =
    name
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? []
  return words
    .filter((word, index) => index > 0 || !/^(a|an|the)$/.test(word))
    .join('-')
    .slice(0, 40)
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
  if (!of) return refuse('bad-kind', 'Say item, mobile, quest, conflict, social, faction or zone.')
  const id = completeId(of, args.id, room.zone)
  if (!id) return refuse('bad-id', 'An id is of lower-case letters, digits and hyphens.')
  const zone = id.includes('.') ? id.slice(0, id.indexOf('.')) : room.zone
  if (of !== 'zone' && zone !== room.zone) return refuse('other-zone', `Go to ${zone} first.`)
  return { kind: 'wanted', of, id }
}

/** A copy of a definition that may be changed. */
export function editable(world: WorldReader, of: Buildable, id: string): Json | undefined {
  const known = world.definitions.get<Json>(of, id)
  return known === undefined ? undefined : structuredClone(known)
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

/** Checks a definition as the reader of world files does. */
export function checked(
  of: Buildable,
  id: string,
  value: Json,
): { ok: true; value: Json } | { ok: false; problem: string } {
  if (of === 'zone') return checkedZone(id, value)
  const read = readDefinition(buildable[of], id, value)
  if (read.ok) return { ok: true, value: { ...read.value } }
  return { ok: false, problem: read.problems[0] ?? 'it does not read as one' }
}

/** A zone is the head of a world file, not an entry of a section, so it has a schema of its own. */
function checkedZone(id: string, value: Json): ReturnType<typeof checked> {
  const read = zoneBody.safeParse({ ...value, id })
  if (read.success) return { ok: true, value: read.data }
  const [issue] = read.error.issues
  return { ok: false, problem: issue ? `${issue.path.join('.')}: ${issue.message}` : 'a zone' }
}
