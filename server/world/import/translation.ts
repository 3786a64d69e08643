import type { Direction } from '../../../schema/directions.ts'
import type { AreaItem, AreaLibrary, AreaRoom, AreaScript, AreaZone } from './area-model.ts'
import type { Flag, Place } from './area-values.ts'
import { directionFinder } from './classic-directions.ts'
import type { Texts } from './classic-text.ts'
import { createTexts, slug, withoutColours } from './classic-text.ts'
import type { Damage } from './damage.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'
import type { ImportCounts, LostExit, Reporter } from './report.ts'
import { emptyCounts } from './report.ts'
import type { CoverageCounter } from './script-coverage.ts'
import { countCoverage } from './script-coverage.ts'

/** What every translator needs: the zone and the id of each record, and where to report. */
export type Translation = {
  readonly library: AreaLibrary
  readonly dialect: Dialect
  readonly reporter: Reporter
  readonly counts: ImportCounts
  readonly texts: Texts
  /** What became of scripts. */
  readonly coverage: CoverageCounter
  /** Scripts by their numbers. */
  readonly scripts: ReadonlyMap<number, AreaScript>
  /** The rooms where resets put a mobile. */
  roomsOf(mobile: number): readonly AreaRoom[]
  /** Exits to rooms that are not part of the import. */
  readonly lostExits: LostExit[]
  /** The direction of an exit; undefined for one that nobody can go here. */
  direction(direction: Flag): Direction | undefined
  readonly rooms: ReadonlyMap<number, AreaRoom>
  readonly items: ReadonlyMap<number, AreaItem>
  /** Complete id of a record, `undefined` when it is not part of the import. */
  roomId(vnum: number): string | undefined
  itemId(vnum: number): string | undefined
  mobileId(vnum: number): string | undefined
  /** Vnums of items that open a door or a container. */
  readonly keys: ReadonlySet<number>
  /** The zone a record belongs to and that zone's id. */
  zoneOf(record: Vnumbered): ZoneName
  readonly zoneNames: readonly ZoneName[]
  /** `value` within bounds; a value outside of them is reported as an approximation. */
  bounded(what: string, at: Place, value: number, limits: readonly [number, number]): number
}

export type ZoneName = { readonly zone: AreaZone; readonly id: string }
type Vnumbered = { readonly vnum: number; readonly at: Place }

/** Local ids: the letter of the kind and the vnum, by which builders of classic areas know it. */
export function localId(kind: 'room' | 'item' | 'mobile', vnum: number): string {
  return `${kind.charAt(0)}${vnum}`
}

/** Prepares a library for translation. Adds a zone for each file of rooms that no zone covers. */
export function prepareTranslation(
  library: AreaLibrary,
  reporter: Reporter,
  prefix = '',
): Translation {
  const zoneOf = createZoneFinder(library, reporter, prefix)
  const idsOf = (kind: 'room' | 'item' | 'mobile', records: readonly Vnumbered[]) => {
    const ids = new Map<number, string>()
    for (const record of records) {
      ids.set(record.vnum, `${zoneOf(record).id}.${localId(kind, record.vnum)}`)
    }
    // ROM writes 0 for "none"; CircleMUD worlds do have a room 0, and exits lead there.
    const { hasZero } = tableOf(library.dialect)
    return (vnum: number) => (vnum > 0 || hasZero ? ids.get(vnum) : undefined)
  }
  return {
    library,
    dialect: library.dialect,
    reporter,
    counts: emptyCounts(),
    lostExits: [],
    coverage: countCoverage(),
    scripts: new Map(library.scripts.map((script) => [script.vnum, script])),
    roomsOf: roomFinder(library),
    texts: createTexts(library.dialect, reporter),
    direction: directionFinder(library.dialect, library.rooms),
    rooms: new Map(library.rooms.map((room) => [room.vnum, room])),
    items: new Map(library.items.map((item) => [item.vnum, item])),
    roomId: idsOf('room', library.rooms),
    itemId: idsOf('item', library.items),
    mobileId: idsOf('mobile', library.mobiles),
    keys: keysOf(library),
    zoneOf,
    zoneNames: zoneOf.names,
    bounded: boundedFor(reporter),
  }
}

/** Takes out records that stand twice in the library; the second one is the damage. */
export function withoutDuplicates(library: AreaLibrary): Damage[] {
  const kinds: readonly (readonly [string, Vnumbered[]])[] = [
    ['room', library.rooms],
    ['mobile', library.mobiles],
    ['object', library.items],
    ...(ownsRanges(library.dialect) ? ([['zone', library.zones]] as const) : []),
  ]
  return kinds.flatMap(([what, records]) => {
    const first = new Map<number, Vnumbered>()
    const damage = records.flatMap((record): Damage[] => {
      const other = first.get(record.vnum)
      first.set(record.vnum, other ?? record)
      if (other === undefined) return []
      const place = `${other.at.file}:${other.at.line}`
      return [
        { ...record.at, message: `${what} ${record.vnum} is defined twice, first at ${place}` },
      ]
    })
    if (damage.length > 0) records.splice(0, records.length, ...first.values())
    return damage
  })
}

/** CircleMUD zones own a range of vnums, areas of `.are` files the records of their file. */
function ownsRanges(dialect: Dialect): boolean {
  return tableOf(dialect).container === 'circle'
}

/** Takes out the records that stand where the damage is. */
export function withoutRecords(library: AreaLibrary, damage: readonly Damage[]): void {
  const places = new Set(damage.map(({ file, line }) => `${file}:${line}`))
  for (const records of [library.rooms, library.mobiles, library.items] as Vnumbered[][]) {
    const sound = records.filter(({ at }) => !places.has(`${at.file}:${at.line}`))
    if (sound.length < records.length) records.splice(0, records.length, ...sound)
  }
}

type ZoneFinder = ((record: Vnumbered) => ZoneName) & { names: ZoneName[] }

/**
 * CircleMUD zones own a range of vnums, ROM areas the records of their file. What nobody owns gets
 * a zone of its own for each file, so that no room is lost.
 */
function createZoneFinder(library: AreaLibrary, reporter: Reporter, prefix: string): ZoneFinder {
  const taken = new Set<string>()
  const idOf = (zone: AreaZone) => freshId(zone, library.dialect, { taken, prefix })
  const names = library.zones.map((zone) => ({ zone, id: idOf(zone) }))
  const byFile = new Map(names.map((name) => [name.zone.at.file, name]))
  const byRange = [...names].sort((a, b) => a.zone.bottom - b.zone.bottom)

  function find(record: Vnumbered): ZoneName {
    const known = ownsRanges(library.dialect)
      ? covering(byRange, record)
      : byFile.get(record.at.file)
    const orphanage = known ?? byFile.get(stem(record.at.file))
    if (orphanage !== undefined) return orphanage
    reporter.approximated('records outside every zone, put into a zone of their own', record.at)
    const zone = zoneForFile(record)
    library.zones.push(zone)
    const name = { zone, id: idOf(zone) }
    names.push(name)
    byFile.set(stem(record.at.file), name)
    return name
  }
  return Object.assign(find, { names })
}

function covering(byRange: readonly ZoneName[], { vnum }: Vnumbered): ZoneName | undefined {
  let low = 0
  let high = byRange.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((byRange[middle]?.zone.bottom ?? 0) <= vnum) low = middle + 1
    else high = middle
  }
  const found = byRange[low - 1]
  return found !== undefined && vnum <= found.zone.top ? found : undefined
}

type Taken = { readonly taken: Set<string>; readonly prefix: string }

function freshId(zone: AreaZone, dialect: Dialect, { taken, prefix }: Taken): string {
  const wished = `${prefix}${slug(withoutColours(zone.name, dialect)) || `zone-${zone.vnum}`}`
  let id = wished
  for (let n = zone.vnum; taken.has(id); n += 1) id = `${wished}-${n}`
  taken.add(id)
  return id
}

function stem(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.[a-z]+$/, '')
}

function zoneForFile(record: Vnumbered): AreaZone {
  const name = stem(record.at.file)
  const range = { bottom: record.vnum, top: record.vnum, resetMinutes: 15, resetMode: 0 }
  return { at: record.at, vnum: record.vnum, name, builders: '', ...range, resets: [], notes: [] }
}

/** Where the resets of all zones put each mobile. */
function roomFinder(library: AreaLibrary): (mobile: number) => readonly AreaRoom[] {
  const rooms = new Map(library.rooms.map((room) => [room.vnum, room]))
  const found = new Map<number, AreaRoom[]>()
  for (const { letter, args } of library.zones.flatMap(({ resets }) => resets)) {
    const [mobile = -1, , vnum = -1] = args
    const room = letter === 'M' ? rooms.get(vnum) : undefined
    if (room !== undefined) found.set(mobile, [...(found.get(mobile) ?? []), room])
  }
  return (mobile) => found.get(mobile) ?? []
}

function keysOf(library: AreaLibrary): Set<number> {
  const ofDoors = library.rooms.flatMap((room) => room.exits.map((exit) => exit.key))
  const ofContainers = library.items.map(({ type, values }) =>
    type === 'container' ? Number(values[2]) : 0,
  )
  return new Set([...ofDoors, ...ofContainers].filter((vnum) => vnum > 0))
}

type Bounded = Translation['bounded']

function boundedFor(reporter: Reporter): Bounded {
  return (what, at, value, [min, max]) => {
    const kept = Math.min(max, Math.max(min, Math.round(value)))
    if (kept !== value) reporter.approximated(`${what} brought within limits`, at)
    return kept
  }
}
