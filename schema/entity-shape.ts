/**
 * Whether a stored value has the shape of an entity. Rules trust that shape, so a row that lost it is
 * found where it is read and not by the rule that trips over it.
 */
import type { Entity, EntityKind } from './entities.ts'
import { ownOf } from './own.ts'

type Check = (value: unknown) => boolean
type RequiredKeys<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? never : K
}[keyof T]
type ShapeOf<K extends EntityKind> = Record<
  Exclude<RequiredKeys<Extract<Entity, { kind: K }>>, 'id' | 'kind' | 'place'>,
  Check
>

const text: Check = (value) => typeof value === 'string'
const whole: Check = (value) => Number.isSafeInteger(value)
const list: Check = (value) => Array.isArray(value)
const tree: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const anything: Check = (value) => value !== undefined
const gauge: Check = (value) => Array.isArray(value) && value.length === 2 && value.every(whole)
const exits: Check = (value) =>
  isTree(value) && Object.values(value).every((exit) => isTree(exit) && text(ownOf(exit, 'to')))
const effects: Check = (value) =>
  Array.isArray(value) && value.every((one) => isTree(one) && text(ownOf(one, 'id')))

const being = {
  name: text,
  level: whole,
  health: gauge,
  stamina: gauge,
  lucidity: gauge,
  gold: whole,
  position: text,
  effects,
}

/** A check for every field that an entity of a kind must have: one that is forgotten does not compile. */
const shapes: { readonly [K in EntityKind]: ShapeOf<K> } = {
  room: { zone: text, title: text, description: text, exits, flags: list, details: tree },
  character: { ...being, role: text, experience: whole, bank: whole, skills: tree, quests: tree },
  mobile: { ...being, proto: text },
  item: { proto: text, count: whole, made: whole },
  session: { gateway: text, conn: text, via: text },
  definition: { of: text, key: text, data: anything },
  record: { of: text, data: anything },
}

function isTree(value: unknown): value is Record<string, unknown> {
  return tree(value)
}

/** What is wrong with a value that should be an entity; undefined when nothing is. */
export function shapeTrouble(value: unknown): string | undefined {
  if (!isTree(value)) return 'it is no object'
  const kind = ownOf(value, 'kind')
  const shape = typeof kind === 'string' ? ownOf<Record<string, Check>>(shapes, kind) : undefined
  if (!shape) return 'it is of no kind that there is'
  for (const [field, check] of Object.entries({ id: text, place: text, ...shape })) {
    if (!check(ownOf(value, field))) return `its field ${field} is not what a ${String(kind)} has`
  }
  return undefined
}
