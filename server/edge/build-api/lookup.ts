/** Finding things in the built world: lists, full text, where something is named, what is wrong. */

import { sectionOf, zoneOfBuilt } from '../../../schema/world-file/built.ts'
import { type BuiltKind, builtKinds } from '../../../schema/world-file/built-kinds.ts'
import { checkWorld, hintsOf, type Problem, type World } from '../../../schema/world-file.ts'
import { entriesOf } from './built-world.ts'

export interface Named {
  readonly of: BuiltKind
  readonly id: string
  readonly name: string
  readonly zone: string
}

/** A place where something was found. */
export interface Found extends Named {
  /** Path of the field. */
  readonly field: string
  /** The text around it. */
  readonly text: string
}

type Value = Readonly<Record<string, unknown>>

/** Everything that fits, in the order of kinds and ids. An empty zone or kind fits all. */
export function listed(
  world: World,
  { of, zone }: { of?: BuiltKind | undefined; zone?: string | undefined },
): Named[] {
  return (of ? [of] : builtKinds).flatMap((kind) =>
    Object.entries(entriesOf(world, kind))
      .map(([id, value]) => namedAs(kind, id, value))
      .filter((one) => !zone || one.zone === zone)
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
  )
}

function namedAs(of: BuiltKind, id: string, value: Value): Named {
  const { title, about, name = title ?? about } = value as Partial<Record<string, string>>
  return { of, id, name: name ?? id, zone: zoneOfBuilt(of, id) ?? '' }
}

const foundMax = 200
const aroundMax = 60

/** Every text that holds the words, whatever their case. */
export function searched(world: World, words: string): Found[] {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return []
  return found(world, (text) => {
    const at = text.toLowerCase().indexOf(wanted)
    if (at < 0) return null
    return text.slice(Math.max(0, at - aroundMax), at + wanted.length + aroundMax)
  })
}

/** Every field that holds the id of a thing: what would break without it. */
export function usesOf(world: World, id: string): Found[] {
  const isOwn = (one: Found) => one.id === id && one.field === 'id'
  return found(world, (text) => (text === id ? text : null)).filter((one) => !isOwn(one))
}

/** What to show of a text that fits; null for one that does not. */
type Look = (text: string) => string | null

function found(world: World, look: Look): Found[] {
  const hits: Found[] = []
  for (const of of builtKinds) {
    for (const [id, value] of Object.entries(entriesOf(world, of))) {
      const named = namedAs(of, id, value)
      for (const [field, text] of textsIn(value)) {
        const shown = look(text)
        if (shown !== null) hits.push({ ...named, field, text: shown })
        if (hits.length >= foundMax) return hits
      }
    }
  }
  return hits
}

/** Every text of a value with the path at which it stands; keys of records count as texts, too. */
function* textsIn(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value]
  if (value === null || typeof value !== 'object') return
  for (const [key, one] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key
    if (!Array.isArray(value)) yield [at, key]
    yield* textsIn(one, at)
  }
}

export interface Wrong {
  readonly of: BuiltKind
  readonly id: string
  readonly field: string
  readonly words: string
  /** `hint`: one may leave it, but a careful reader would look once more. */
  readonly weight: 'wrong' | 'hint'
}

/** Everything that the checks of world files find, of one zone or of all. */
export function wrongIn(world: World, zone?: string): Wrong[] {
  // The checks name files; here the file is what names the thing.
  const origins = Object.fromEntries(
    builtKinds.flatMap((of) =>
      Object.keys(entriesOf(world, of)).map((id) => [`${sections[of]}/${id}`, `${of} ${id}`]),
    ),
  )
  const named = { ...world, origins }
  const read = (weight: Wrong['weight']) => (problem: Problem) => wrongFrom(problem, weight)
  return [...checkWorld(named).map(read('wrong')), ...hintsOf(named).map(read('hint'))].flatMap(
    (one) => (one && (!zone || (zoneOfBuilt(one.of, one.id) ?? '') === zone) ? [one] : []),
  )
}

const sections: Readonly<Record<BuiltKind, string>> = {
  ...sectionOf,
  zone: 'zones',
  resets: 'zones',
}

function wrongFrom({ file, path, message }: Problem, weight: Wrong['weight']): Wrong | null {
  const [kind, id] = file.split(' ') as [BuiltKind | undefined, string | undefined]
  if (!kind || !id) return null
  const isResets = path[0] === 'resets'
  const own = isResets || path[0] === 'zone' ? path.slice(1) : path.slice(2)
  const field = (isResets ? ['program', ...own] : own).join('.')
  return { of: isResets ? 'resets' : kind, id, field, words: message, weight }
}
