/**
 * The parts of the view as far as the page reads them. The protocol leaves the exact shape of some
 * parts open, so a reader here takes every form that it can understand.
 */
import type { CharView } from '../../../schema/answers/people.ts'
import type { RoomView } from '../../../schema/answers/room.ts'

export type Vital = Readonly<CharView['vitals']['health']>
export type Exit = Readonly<Pick<RoomView['exits'][number], 'dir' | 'to' | 'door'>>
export type DoorState = NonNullable<Exit['door']>
export type Person = Readonly<Pick<RoomView['people'][number], 'id' | 'name' | 'kind'>> & {
  /** How it stands in the description of the room. */
  readonly line?: string
}
export type Thing = Readonly<
  Pick<RoomView['items'][number], 'id' | 'name'> &
    Partial<Pick<RoomView['items'][number], 'count' | 'line'>>
>
export type RoomState = Readonly<
  Pick<RoomView, 'id' | 'zone' | 'title' | 'description' | 'coords' | 'terrain' | 'zoneName'>
> & {
  readonly exits: readonly Exit[]
  readonly people: readonly Person[]
  readonly items: readonly Thing[]
}
export type CharState = Readonly<
  Pick<
    CharView,
    | 'id'
    | 'name'
    | 'level'
    | 'gold'
    | 'position'
    | 'opponent'
    | 'toNextLevel'
    | 'origin'
    | 'arriving'
  > & {
    vitals: Readonly<Record<string, Vital>>
    affects: readonly unknown[]
  }
>
export type Worn = Thing & { readonly slot: string }
export type Belongings = { readonly carried: readonly Thing[]; readonly worn: readonly Worn[] }
export type Fellow = {
  readonly name: string
  readonly leader: boolean
  readonly vitals: Readonly<Record<string, Vital>>
}
export type QuestView = {
  readonly id: string
  readonly name: string
  readonly step: string
  readonly done: boolean
  readonly steps: readonly QuestStep[]
}
export type QuestStep = { readonly text: string; readonly count: number; readonly of: number }
export type ConflictView = {
  readonly id: string
  readonly name: string
  readonly phase: string
  readonly tension?: number
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A list that stands alone or under the first of the given names. */
function listIn(data: unknown, ...names: string[]): readonly unknown[] {
  if (Array.isArray(data)) return data
  const fields = fieldsOf(data)
  return names.map((name) => fields[name]).find(Array.isArray) ?? []
}

function thing(value: unknown): Thing | undefined {
  const { id, name, count } = fieldsOf(value)
  if (typeof name !== 'string') return undefined
  return { id: words(id) || name, name, ...(typeof count === 'number' ? { count } : {}) }
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined

/** Carried and worn things: lists, or worn things by slot. */
export function readBelongings(data: unknown): Belongings {
  const all = listIn(data, 'carried', 'inventory', 'items')
  const { worn, equipment } = fieldsOf(data)
  const bySlot = worn ?? equipment
  const wornList = Array.isArray(bySlot)
    ? bySlot
    : Object.entries(fieldsOf(bySlot)).map(([slot, item]) => ({ ...fieldsOf(item), slot }))
  const slotOf = (value: unknown) => words(fieldsOf(value)['slot'])
  return {
    carried: all
      .filter((item) => !slotOf(item))
      .map(thing)
      .filter(isThere),
    worn: [...wornList, ...all.filter(slotOf)]
      .map((item): Worn | undefined => {
        const known = thing(item)
        return known && { ...known, slot: slotOf(item) }
      })
      .filter(isThere),
  }
}

export function readFellows(data: unknown): readonly Fellow[] {
  const leader = fieldsOf(data)['leader']
  return listIn(data, 'members', 'people').map((member) => {
    const fields = fieldsOf(member)
    const name = words(fields['name'])
    const leads = fields['leader'] === true || (leader !== undefined && leader === fields['id'])
    return { name, leader: leads || leader === name, vitals: readVitals(fields['vitals']) }
  })
}

/** Vitals as pairs of now and most; anything else is left out. */
export function readVitals(value: unknown): Readonly<Record<string, Vital>> {
  const pairs = Object.entries(fieldsOf(value)).filter(
    (entry): entry is [string, [number, number]] =>
      Array.isArray(entry[1]) && entry[1].length === 2 && entry[1].every(Number.isFinite),
  )
  return Object.fromEntries(pairs)
}

/** A quest in a list, or the one a `quest-progressed` event tells of. */
export function readQuest(value: unknown): QuestView | undefined {
  const fields = fieldsOf(value)
  const name = words(fields['name']) || words(fields['title']) || words(fields['quest'])
  if (!name) return undefined
  const step = words(fields['step']) || words(fields['text']) || words(fields['brief'])
  const done =
    fields['done'] === true || fields['completed'] === true || fields['status'] === 'completed'
  return {
    id: words(fields['id']) || words(fields['quest']) || name,
    name,
    step,
    done,
    steps: listIn(fields['steps']).map(readStep),
  }
}

function readStep(value: unknown): QuestStep {
  const { text, count, of } = fieldsOf(value)
  return { text: words(text), count: Number(count) || 0, of: Number(of) || 1 }
}

export const readQuests = (data: unknown): readonly QuestView[] =>
  listIn(data, 'quests').map(readQuest).filter(isThere)

/** A conflict in a list, or the one a `conflict-moved` event tells of. */
export function readConflict(value: unknown): ConflictView | undefined {
  const fields = fieldsOf(value)
  const name = words(fields['name']) || words(fields['conflict'])
  if (!name) return undefined
  const { tension } = fields
  return {
    id: words(fields['id']) || words(fields['conflict']) || name,
    name,
    phase: words(fields['phase']),
    ...(typeof tension === 'number' ? { tension } : {}),
  }
}

export const readConflicts = (data: unknown): readonly ConflictView[] =>
  listIn(data, 'conflicts').map(readConflict).filter(isThere)

/** The list with `changed` in its old place, or at the end. */
export function upserted<T extends { readonly id: string }>(
  list: readonly T[],
  changed: T,
): readonly T[] {
  const at = list.findIndex((item) => item.id === changed.id)
  return at < 0 ? [...list, changed] : list.with(at, changed)
}
