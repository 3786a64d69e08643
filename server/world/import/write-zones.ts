import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { ownOf } from '../../../schema/own.ts'
import type { WorldDocument } from '../../../schema/world-file.ts'
import {
  readDefinition,
  sharedSections,
  worldFileSchema,
  zoneSections,
} from '../../../schema/world-file.ts'

type Plain = Record<string, unknown>

/**
 * Writes files into `dir`, which is made if it is missing. Each is written beside its place and then
 * put there, so that none is ever half; with the first that cannot be written the others stay away.
 */
export async function writeFiles(
  dir: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<void> {
  await mkdir(dir, { recursive: true })
  const fresh = files.map(({ path, text }) => ({ path, text, beside: `${path}.new` }))
  try {
    for (const { beside, text } of fresh) await writeFile(beside, text)
    for (const { beside, path } of fresh) await rename(beside, path)
  } finally {
    await Promise.all(fresh.map(({ beside }) => rm(beside, { force: true })))
  }
}

/** The YAML of one zone; reading it gives the same document again. */
export function toWorldFile(document: WorldDocument): string {
  const zoneId = document.zone?.id ?? ''
  const file: Plain = {}
  if (document.world !== undefined) file['world'] = document.world
  if (document.zone !== undefined) file['zone'] = without(document.zone, zoneDefaults())
  for (const section of sharedSections) {
    const entries = Object.entries(document[section]).map(([id, { id: _id, ...body }]) => [
      id,
      body,
    ])
    if (entries.length > 0) file[section] = Object.fromEntries(entries)
  }
  for (const section of zoneSections) {
    const defaults = sectionDefaults[section]
    const entries = Object.entries(document[section]).map(([id, definition]) => {
      const { id: _id, zone: _zone, ...body } = definition as Plain
      return [id.slice(zoneId.length + 1), plainExits(without(body, defaults))]
    })
    if (entries.length > 0) file[section] = Object.fromEntries(entries)
  }
  if (document.resets.length > 0) file['resets'] = document.resets.map(plainReset)
  return stringify(shortened(file, `${zoneId}.`), { lineWidth: 100, aliasDuplicateObjects: false })
}

/** What the schema fills in by itself need not be written. */
const sectionDefaults: Readonly<Record<(typeof zoneSections)[number], Plain>> = {
  rooms: defaultsOf('rooms', { title: 'x', description: 'x' }),
  items: defaultsOf('items', { name: 'x', description: 'x', type: 'other' }),
  mobiles: defaultsOf('mobiles', { name: 'x', description: 'x', ground: 'x', health: 1 }),
  quests: {},
  conflicts: {},
  scripts: defaultsOf('scripts', { on: 'enters', do: '' }),
}

function defaultsOf(section: 'rooms' | 'items' | 'mobiles' | 'scripts', least: Plain): Plain {
  const read = readDefinition(section, 'zone.x', least)
  if (!read.ok) throw new Error(`the least ${section} are not valid: ${read.problems.join('; ')}`)
  const named = new Set(['id', 'zone', 'keywords', 'ground', ...Object.keys(least)])
  return Object.fromEntries(Object.entries(read.value).filter(([key]) => !named.has(key)))
}

function zoneDefaults(): Plain {
  const {
    id: _id,
    name: _name,
    ...defaults
  } = worldFileSchema.parse({
    zone: { id: 'x', name: 'x' },
  }).zone as Plain
  return defaults
}

function without(body: Plain, defaults: Plain): Plain {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([key, value]) => !(key in defaults) || !isEqual(value, ownOf(defaults, key)),
    ),
  )
}

/** Exits without what the schema fills in: `{to: r7}` for the plain way. */
function plainExits(body: Plain): Plain {
  if (body['exits'] === undefined) return body
  const exits = Object.entries(body['exits'] as Record<string, Plain>).map(([direction, exit]) => {
    const { door, ...rest } = exit
    const plain = without(rest, { hidden: false, oneWay: false })
    if (door === undefined) return [direction, plain]
    return [direction, { ...plain, door: without(door as Plain, { pickproof: false }) }]
  })
  return { ...body, exits: Object.fromEntries(exits) }
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

const resetDefaults: Plain = { max: 1, chance: 100, ifPrevious: false, count: 1 }

/** The key under which the follow-ups of a reset stand. */
const followUpKey = 'then'

/** `{load: lantern}` instead of `{do: 'load', item: 'lantern'}`, defaults left out. */
function plainReset(reset: object): Plain {
  const { do: verb, direction, [followUpKey]: below, ...rest } = reset as Plain
  const subject = verb === 'mobile' ? 'mobile' : verb === 'door' ? 'room' : 'item'
  const { [subject]: main, ...others } = rest
  const steps = (below ?? []) as object[]
  return {
    [String(verb)]: main,
    ...(direction === undefined ? {} : { dir: direction }),
    ...without(others, resetDefaults),
    ...(steps.length === 0 ? {} : { [followUpKey]: steps.map(plainReset) }),
  }
}

/** Fields that hold ids of rooms, items or mobiles: local names suffice inside the zone. */
const referenceFields = new Set([
  'to',
  'key',
  'item',
  'room',
  'mobile',
  'in',
  'load',
  'put',
  'equip',
  'give',
  'door',
  'remove',
  'refuel',
  'leaves',
])

/** Fields below which everything is text, whatever it is called. */
const textFields = new Set(['details', 'notes', 'lines', 'messages'])

function shortened(value: unknown, prefix: string, field = ''): unknown {
  if (typeof value === 'string') {
    return referenceFields.has(field) && value.startsWith(prefix)
      ? value.slice(prefix.length)
      : value
  }
  if (textFields.has(field)) return value
  if (Array.isArray(value)) return value.map((item) => shortened(item, prefix, field))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, item]) => [key, shortened(item, prefix, key)]))
}
