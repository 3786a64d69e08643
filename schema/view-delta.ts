/**
 * What has changed in a part of a view, and how a client puts it together again (PROTOCOL 6.1). Tick,
 * page and tests share this, so that the two directions cannot drift apart.
 */
import { ownOf } from './own.ts'

export type ViewData = Readonly<Record<string, unknown>>
type Entry = Record<string, unknown>

export interface ViewDelta {
  readonly set?: Record<string, unknown> | undefined
  readonly put?: Record<string, Entry[]> | undefined
  readonly drop?: Record<string, string[]> | undefined
}

/** Lists whose entries are known by a field of theirs; every other list is sent whole. */
const keys: Readonly<Record<string, string>> = { people: 'id', items: 'id', exits: 'dir' }

/**
 * The difference that makes `after` of `before`; null when there is none, `whole` when it cannot be
 * told as one: a field is gone, and JSON has no word for that.
 */
export function deltaOf(before: ViewData, after: ViewData): ViewDelta | 'whole' | null {
  const set: Record<string, unknown> = {}
  const put: Record<string, Entry[]> = {}
  const drop: Record<string, string[]> = {}
  for (const field of Object.keys(before)) if (!Object.hasOwn(after, field)) return 'whole'
  for (const [field, now] of Object.entries(after)) {
    const old = ownOf(before, field)
    if (isSame(old, now)) continue
    const changes = Array.isArray(old) && Array.isArray(now) ? listDelta(field, old, now) : null
    if (!changes) set[field] = now
    else {
      if (changes.put.length > 0) put[field] = changes.put
      if (changes.drop.length > 0) drop[field] = changes.drop
    }
  }
  const parts = { set, put, drop }
  const told = Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0)
  return told.length === 0 ? null : Object.fromEntries(told)
}

function idOf(entry: Entry, key: string): string {
  return String(ownOf(entry, key))
}

interface ListDelta {
  readonly put: Entry[]
  readonly drop: string[]
}

/** Null where a list has no keys, or where its entries would come out in another order. */
function listDelta(field: string, old: readonly Entry[], now: readonly Entry[]): ListDelta | null {
  const key = ownOf(keys, field)
  if (!key) return null
  const known = new Map(old.map((entry) => [idOf(entry, key), entry]))
  const present = new Set(now.map((entry) => idOf(entry, key)))
  const put = now.filter((entry) => !isSame(known.get(idOf(entry, key)), entry))
  const drop = [...known.keys()].filter((id) => !present.has(id))
  const after = withEntries(old, { key, put, drop })
  const isRight =
    after.length === now.length &&
    after.every((entry, at) => entry === now[at] || isSame(entry, now[at]))
  return isRight ? { put, drop } : null
}

function withEntries(
  list: readonly Entry[],
  { key, put, drop }: ListDelta & { readonly key: string },
): readonly Entry[] {
  const next = new Map(list.map((entry) => [idOf(entry, key), entry]))
  for (const id of drop) next.delete(id)
  for (const entry of put) next.set(idOf(entry, key), entry)
  return [...next.values()]
}

/** The part after a delta. An entry that is known keeps its place; a new one goes to the end. */
export function withDelta(part: ViewData, { set, put, drop }: ViewDelta): ViewData {
  const next: Record<string, unknown> = { ...part, ...set }
  for (const field of new Set([...Object.keys(drop ?? {}), ...Object.keys(put ?? {})])) {
    const list = ownOf(next, field)
    next[field] = withEntries(Array.isArray(list) ? list : [], {
      key: ownOf(keys, field) ?? 'id',
      put: ownOf(put ?? {}, field) ?? [],
      drop: ownOf(drop ?? {}, field) ?? [],
    })
  }
  return next
}

/**
 * The part with its lists in the order in which a client has them that applied every delta since
 * `before`: what it knows stays where it is, what is new comes last.
 */
export function arranged(before: ViewData, after: ViewData): ViewData {
  const next: Record<string, unknown> = { ...after }
  for (const [field, key] of Object.entries(keys)) {
    const old = ownOf(before, field)
    const now = ownOf(after, field)
    if (!Array.isArray(old) || !Array.isArray(now) || key === 'dir') continue
    const place = new Map(old.map((entry: Entry, at) => [idOf(entry, key), at]))
    const at = (entry: Entry) => place.get(idOf(entry, key)) ?? old.length
    next[field] = [...now].sort((one: Entry, other: Entry) => at(one) - at(other))
  }
  return next
}

/** Equal as JSON. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false
    return one.every((value, at) => isSame(value, other[at]))
  }
  if (Array.isArray(other)) return false
  const fields = Object.entries(one)
  if (fields.length !== Object.keys(other).length) return false
  return fields.every(([field, value]) => isSame(value, ownOf(other as ViewData, field)))
}
