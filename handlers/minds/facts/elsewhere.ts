/** What a line asks about that is not here: people, places and things, where they are and how to get there. */
import type { Mobile } from '../../../schema/entities.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import { capital, keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { Faction, ItemPrototype, MobilePrototype } from '../../../schema/world-file.ts'
import { contentOf, tokensOf } from '../meaning.ts'
import { type Place, placesAround, wayInWords } from '../way.ts'
import { type Asking, fact, firstSentence, inSentence } from './asking.ts'

/** Lines that may need to know more than what is at hand: the map is made for them alone. */
const asksAround =
  /\b(?:where|way|ways|how|far|get|go|find|find|lead|reach|who|whose|know|met|seen|think|trust|about|buy|sells?|sleep|rest|eat|drink|heal|healed|healer|learn|train|bank|inn|shop|what|is|any|work|ask)\b/

export function elsewhereFacts(asking: Asking): Fact[] {
  const { words, world, room, mobile } = asking
  if (!asksAround.test(words.toLowerCase())) return []
  const sought = contentOf(words, keywordsOf(world, mobile))
  const places = placesAround(world, room)
  return [
    ...providerFacts(asking, places),
    ...personFacts(asking, places, sought),
    ...placeFacts(asking, places, sought),
    ...thingFacts(asking, places, sought),
    ...factionFacts(world, sought),
    ...knowerFacts(asking, places, sought),
  ]
}

/** The place in words: "here", or the way to it. */
function whereIs(place: Place): string {
  return place.steps === 0 ? 'right here' : wayInWords(place)
}

const stems = (word: string): string =>
  word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word

function shared(sought: readonly string[], known: ReadonlySet<string>): number {
  return sought.filter((word) => known.has(stems(word))).length
}

/** Stems by what they were read off: declarations and rooms are replaced and never changed. */
const stemsByOwner = new WeakMap<object, ReadonlySet<string>>()

function stemsOf(owner: object, words: () => Iterable<string>): ReadonlySet<string> {
  const known = stemsByOwner.get(owner)
  if (known) return known
  const made = new Set(Array.from(words(), stems))
  stemsByOwner.set(owner, made)
  return made
}

type Wanted = readonly [
  id: string,
  fits: (prototype: MobilePrototype, world: WorldReader) => boolean,
]

const has = (kind: string) => (prototype: MobilePrototype) =>
  prototype.behaviours.some((one) => one.kind === kind)

/** What people look for without knowing who has it. */
const providers: readonly Wanted[] = [
  ['bed', has('innkeeper')],
  ['food', (one, world) => sellsKind(one, world, ['food', 'drink'])],
  ['heal', has('healer')],
  ['learn', (one) => one.teaches.length > 0],
  ['bank', has('banker')],
  ['shop', (one) => one.shop !== undefined],
]

function sellsKind(
  { shop }: MobilePrototype,
  world: WorldReader,
  kinds: readonly string[],
): boolean {
  return (shop?.sells ?? []).some(({ item }) =>
    kinds.includes(world.definitions.get<ItemPrototype>('item', item)?.type ?? ''),
  )
}

function providerFacts({ world, mobile }: Asking, places: readonly Place[]): Fact[] {
  const open = new Map(providers)
  const facts: Fact[] = []
  for (const place of places) {
    if (open.size === 0) break
    for (const other of mobilesAt(world, place.room.id)) {
      const prototype = mobilePrototype(world, other.proto)
      if (!prototype || other.id === mobile.id) continue
      for (const [what, fits] of open) {
        if (!fits(prototype, world)) continue
        open.delete(what)
        facts.push(
          fact(`near:${what}`, `${other.name}, ${atPlace(place)}`, { own: whereIs(place) }),
        )
      }
    }
  }
  return facts
}

const atPlace = ({ room }: Place) => `at ${inSentence(room.title)}`

/** Somebody who is out of reach is still known by name. */
function knownByName({ world, mobile }: Asking, sought: readonly string[]): Fact[] {
  return found(world.definitions.all<MobilePrototype>('mobile'), sought)
    .filter(({ key, data }) => data.persona && key !== mobile.proto)
    .slice(0, 1)
    .map(({ key, data }) =>
      fact(`person:${key}`, `${data.name} is somewhere. ${firstSentence(data.description)}`, {
        about: data.keywords,
      }),
    )
}

const personsMax = 3

function personFacts(asking: Asking, places: readonly Place[], sought: readonly string[]): Fact[] {
  const { world, mobile } = asking

  if (sought.length === 0) return []
  const met: { other: Mobile; place: Place; score: number }[] = []
  const seen = new Set<string>()
  for (const place of places) {
    for (const other of mobilesAt(world, place.room.id)) {
      if (other.id === mobile.id || seen.has(other.proto)) continue
      if (mobilePrototype(world, other.proto)?.flags.includes('invisible')) continue
      const score = shared(
        sought,
        stemsOf(keywordsOf(world, other), () => keywordsOf(world, other)),
      )
      if (score === 0) continue
      seen.add(other.proto)
      met.push({ other, place, score })
    }
  }
  if (met.length === 0) return knownByName(asking, sought)
  return met
    .toSorted((a, b) => b.score - a.score || a.place.steps - b.place.steps)
    .slice(0, personsMax)
    .map(({ other, place }) => {
      const prototype = mobilePrototype(world, other.proto)
      const look = prototype ? firstSentence(prototype.description) : ''
      return fact(`person:${other.proto}`, `${other.name} is ${whereIs(place)}. ${look}`, {
        own: whereIs(place),
        about: keywordsOf(world, other).slice(),
      })
    })
}

function placeFacts({ room }: Asking, places: readonly Place[], sought: readonly string[]): Fact[] {
  if (sought.length === 0) return []
  return places
    .filter((place) => place.room.id !== room.id)
    .map((place) => ({ place, score: placeScore(place, sought) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.place.steps - b.place.steps)
    .slice(0, 2)
    .map(({ place }) =>
      fact(
        `place:${place.room.id}`,
        `${place.room.title}: ${firstSentence(place.room.description)}`,
        {
          own: wayInWords(place),
          about: tokensOf(place.room.title).filter((word) => word.length > 2),
        },
      ),
    )
}

/** The title counts first; what is only in the text of a room is a last resort. */
function placeScore({ room }: Place, sought: readonly string[]): number {
  const inTitle = shared(
    sought,
    stemsOf(room.exits, () => tokensOf(room.title)),
  )
  if (inTitle > 0) return inTitle * 4 + (inTitle === sought.length ? 2 : 0)
  return shared(
    sought,
    stemsOf(room, () => tokensOf(room.description)),
  ) === sought.length
    ? 1
    : 0
}

interface Called {
  readonly keywords: readonly string[]
}
type Declared<T> = readonly { readonly key: string; readonly data: T }[]

/** Declarations by the words they are called by; the list is another one when any of them changes. */
const indexes = new WeakMap<object, ReadonlyMap<string, Declared<Called>>>()

function indexOf(all: Declared<Called>): ReadonlyMap<string, Declared<Called>> {
  const known = indexes.get(all)
  if (known) return known
  const made = new Map<string, { key: string; data: Called }[]>()
  for (const one of all) {
    for (const word of stemsOf(one.data, () => one.data.keywords)) {
      const others = made.get(word)
      if (others) others.push(one)
      else made.set(word, [one])
    }
  }
  indexes.set(all, made)
  return made
}

/** The declarations that are called by the words, best first. */
function found<T extends Called>(all: Declared<T>, sought: readonly string[]): Declared<T> {
  const index = indexOf(all)
  const hits = new Set(sought.flatMap((word) => index.get(stems(word)) ?? []))
  const scored = Array.from(hits, (one) => ({
    one: one as { key: string; data: T },
    score: shared(
      sought,
      stemsOf(one.data, () => one.data.keywords),
    ),
  }))
  return scored.toSorted((a, b) => b.score - a.score).map(({ one }) => one)
}

function thingFacts(
  { world }: Asking,
  places: readonly Place[],
  sought: readonly string[],
): Fact[] {
  const item = found(world.definitions.all<ItemPrototype>('item'), sought).find(
    ({ data: { flags } }) => !flags.includes('hidden') && !flags.includes('quest'),
  )
  if (!item) return []
  const seller = places
    .flatMap((place) => mobilesAt(world, place.room.id).map((other) => ({ place, other })))
    .find(({ other }) =>
      mobilePrototype(world, other.proto)?.shop?.sells.some((ware) => ware.item === item.key),
    )
  const { name, description, keywords } = item.data
  return [
    fact(`thing:${item.key}`, `${name}: ${firstSentence(description)}`, { about: keywords }),
    ...(seller
      ? [
          fact(`seller:${item.key}`, `${seller.other.name}, ${atPlace(seller.place)}`, {
            own: whereIs(seller.place),
            about: keywords,
          }),
        ]
      : []),
  ]
}

/** Somebody else who has something to say about it. */
function knowerFacts(
  { world, mobile }: Asking,
  places: readonly Place[],
  sought: readonly string[],
): Fact[] {
  if (sought.length === 0) return []
  for (const place of places) {
    for (const other of mobilesAt(world, place.room.id)) {
      const talk = mobilePrototype(world, other.proto)?.talk ?? []
      if (other.id === mobile.id || talk.length === 0) continue
      const knows = stemsOf(talk, () => talk.flatMap(({ keywords }) => keywords))
      if (shared(sought, knows) === 0) continue
      const where = place.steps === 0 ? '' : `${capital(wayInWords(place))}.`
      return [fact(`ask:${other.proto}`, other.name, where ? { own: where } : {})]
    }
  }
  return []
}

function factionFacts(world: WorldReader, sought: readonly string[]): Fact[] {
  return world.definitions
    .all<Faction>('faction')
    .filter(
      ({ data }) =>
        shared(
          sought,
          stemsOf(data, () => tokensOf(data.name)),
        ) > 0,
    )
    .slice(0, 1)
    .map(({ key, data }) =>
      fact(`faction:${key}`, `${data.name}: ${data.description}`, { about: tokensOf(data.name) }),
    )
}
