/** The rooms a character has seen, where they lie, and the ways between them. */
import { directionSteps } from '../../../../schema/directions.ts'
import type { DoorState, RoomState } from '../state-parts.ts'

export type Place = {
  readonly id: string
  readonly zone: string
  readonly title: string
  readonly exits: readonly {
    readonly dir: string
    readonly to: string
    readonly door?: DoorState
  }[]
  readonly at: Spot
  readonly zoneName?: string
  readonly terrain?: string
  /** What the player has written on the map here. */
  readonly mark?: string
}
export type Spot = readonly [x: number, y: number, z: number]
export type Atlas = ReadonlyMap<string, Place>
export type Step = { readonly dir: string; readonly to: string }

/** Rooms remembered; the ones seen longest ago are forgotten first. */
const placesMost = 3_000
/** Letters of a mark. */
export const markMost = 24

/** The atlas with `room` in it, seen just now; a room without coordinates lies beside a known one. */
export function withRoom(atlas: Atlas, room: RoomState): Atlas {
  const next = new Map(atlas)
  const known = atlas.get(room.id)
  next.delete(room.id)
  const exits = room.exits.map(({ dir, to, door }) => ({ dir, to, ...(door ? { door } : {}) }))
  next.set(room.id, {
    id: room.id,
    zone: room.zone,
    title: room.title,
    exits,
    at: room.coords ?? known?.at ?? guessedSpot(atlas, room),
    ...(room.zoneName ? { zoneName: room.zoneName } : {}),
    ...(room.terrain ? { terrain: room.terrain } : {}),
    ...(known?.mark ? { mark: known.mark } : {}),
  })
  for (const oldest of next.keys()) {
    if (next.size <= placesMost) break
    next.delete(oldest)
  }
  return next
}

/** The atlas with the player's own words at a place; empty words take them away. */
export function withMark(atlas: Atlas, id: string, words: string): Atlas {
  const place = atlas.get(id)
  if (!place) return atlas
  const { mark: _, ...bare } = place
  const mark = words.trim().slice(0, markMost)
  return new Map(atlas).set(id, mark === '' ? bare : { ...bare, mark })
}

function guessedSpot(atlas: Atlas, room: RoomState): Spot {
  for (const place of atlas.values()) {
    const exit = place.exits.find(({ to }) => to === room.id)
    const offset = exit && directionOffset(exit.dir)
    if (offset) return add(place.at, offset, 1)
  }
  for (const exit of room.exits) {
    const neighbour = atlas.get(exit.to)
    const offset = directionOffset(exit.dir)
    if (neighbour && offset) return add(neighbour.at, offset, -1)
  }
  return [0, 0, 0]
}

const add = (a: Spot, b: Spot, times: number): Spot => [
  a[0] + b[0] * times,
  a[1] + b[1] * times,
  a[2] + b[2] * times,
]

/** How far a line leads on the map in a direction, or nothing for a direction without one. */
export const directionOffset = (dir: string): Spot | undefined =>
  (directionSteps as Readonly<Record<string, Spot>>)[dir]

/** The shortest known way, through rooms seen; undefined if there is none. */
export function route(atlas: Atlas, from: string, to: string): readonly Step[] | undefined {
  const cameBy = new Map<string, { readonly from: string; readonly step: Step }>()
  const open = [from]
  for (let at = 0; at < open.length; at++) {
    const here = open[at] ?? ''
    if (here === to) return wayBack(cameBy, from, to)
    for (const { dir, to: next, door } of atlas.get(here)?.exits ?? []) {
      if (next === from || cameBy.has(next) || door === 'locked') continue
      cameBy.set(next, { from: here, step: { dir, to: next } })
      open.push(next)
    }
  }
  return undefined
}

function wayBack(
  cameBy: ReadonlyMap<string, { readonly from: string; readonly step: Step }>,
  from: string,
  to: string,
): readonly Step[] {
  const steps: Step[] = []
  for (let here = to; here !== from; ) {
    const came = cameBy.get(here)
    if (!came) break
    steps.unshift(came.step)
    here = came.from
  }
  return steps
}

/** The places of one level, of every zone: their coordinates are those of one land. */
export const levelOf = (atlas: Atlas, z: number): readonly Place[] =>
  [...atlas.values()].filter((place) => place.at[2] === z)

/** The levels seen, lowest first. */
export const levelsOf = (atlas: Atlas): readonly number[] =>
  [...new Set([...atlas.values()].map((place) => place.at[2]))].toSorted((a, b) => a - b)

export type ZoneLabel = { readonly name: string; readonly at: Spot }

/** The name of each zone, above the middle of what is known of it among `places`. */
export function zoneLabels(places: readonly Place[]): readonly ZoneLabel[] {
  const zones = Map.groupBy(
    places.filter(({ zoneName }) => zoneName),
    ({ zone }) => zone,
  )
  return [...zones.values()].map((within) => {
    const xs = within.map(({ at }) => at[0])
    const [x, top] = [
      (Math.min(...xs) + Math.max(...xs)) / 2,
      Math.max(...within.map(({ at }) => at[1])),
    ]
    return { name: within[0]?.zoneName ?? '', at: [x, top, within[0]?.at[2] ?? 0] }
  })
}

/** The atlas from its stored form; anything that does not look like one is an empty atlas. */
export function readAtlas(stored: unknown): Atlas {
  if (!Array.isArray(stored)) return new Map()
  return new Map(stored.filter(isPlace).map((place) => [place.id, place]))
}

function isPlace(value: unknown): value is Place {
  const place = value as Partial<Place> | null
  return (
    typeof place?.id === 'string' &&
    typeof place.title === 'string' &&
    Array.isArray(place.exits) &&
    Array.isArray(place.at) &&
    place.at.length === 3
  )
}
