/** Declarations in the hands of builders: reading, setting one field, and what a new one begins with. */
import type { WorldReader } from '../../../schema/world.ts'
import { zoneBody } from '../../../schema/world-file/room.ts'
import { readDefinition } from '../../../schema/world-file.ts'

export type Json = Record<string, unknown>

/** Kinds of declarations that builders may make and edit, with the section that validates each. */
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

/** The kind a builder means; people say `npc` and `object`, too. */
export function buildableFrom(word: string): Buildable | undefined {
  const lower = word.toLowerCase()
  if (lower === 'npc' || lower === 'mob') return 'mobile'
  if (lower === 'object' || lower === 'obj') return 'item'
  return Object.hasOwn(buildable, lower) ? (lower as Buildable) : undefined
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

/** What a new declaration begins with, before it is edited. */
export function beginning(of: Buildable, name: string): Json {
  switch (of) {
    case 'item':
      return { name, description: `You see ${name}.`, type: 'other' }
    case 'mobile':
      return {
        name,
        description: `You see ${name}.`,
        ground: `${capital(name)} is here.`,
        health: 20,
      }
    case 'quest':
      return {
        name,
        brief: `Something about ${name}.`,
        steps: [{ id: 'begin', text: 'Begin.', on: { event: 'character-moved', where: {} } }],
      }
    case 'social':
      return { noTarget: { self: `You ${name}.`, others: `{actor} ${name}s.` } }
    case 'faction':
      return { name, description: `People speak of ${name}.` }
    case 'zone':
      return { name }
    case 'conflict':
      return {}
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A quarrel between two sides, with choices and outcomes that can be edited afterwards. */
export function newConflict(name: string, room: string, sides: readonly [string, string]): Json {
  const choice = (help: string, rest: Json, self: string, others: string) => ({
    help,
    ...rest,
    messages: { self, others },
  })
  return {
    name,
    brief: `${sides[0]} and ${sides[1]} do not agree.`,
    rooms: [room],
    parties: sides.map((side, index) => ({
      id: slug(side) || `side-${index + 1}`,
      name: side,
      kind: 'faction',
      stance: `${side} will not give way.`,
    })),
    phases: {
      rising: { tension: 40 },
      climax: { tension: 60, progress: 40 },
      resolution: { progress: 80 },
      aftermath: { hours: 6 },
    },
    choices: {
      support: choice(
        'Stand with one side.',
        { chosen: 8, rivals: -4, tension: 6, progress: 8 },
        'You stand with {party}.',
        '{actor} stands with {party}.',
      ),
      oppose: choice(
        'Stand against one side.',
        { chosen: -8, rivals: 4, tension: 8, progress: 8 },
        'You stand against {party}.',
        '{actor} stands against {party}.',
      ),
      mediate: choice(
        'Look for a middle.',
        { needsParty: false, tension: -10, progress: 6 },
        'You look for words both sides can live with.',
        '{actor} looks for words both sides can live with.',
      ),
    },
    outcomes: [
      { id: 'settled', text: `${name}: it is settled.`, canon: `${name} came to an end.` },
    ],
    prose: {
      brewing: `There is talk about ${name}.`,
      rising: `Voices are raised about ${name}.`,
      climax: `Nobody talks of anything but ${name}.`,
      resolution: `It is over.`,
      aftermath: `People go back to their work.`,
    },
    placeholder: 'Something in the air has changed.',
  }
}

/** A name as the last part of an id. */
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

/** The declaration as a builder may edit it: a plain copy. */
export function editable(world: WorldReader, of: Buildable, id: string): Json | undefined {
  const known = world.definitions.get<Json>(of, id)
  return known === undefined ? undefined : structuredClone(known)
}

/** Sets `path` (`behaviours.0.chance`) in a copy; an undefined value removes it. Null: no such place. */
export function withField(value: Json, path: string, to: unknown): Json | null {
  const copy = structuredClone(value)
  const parts = path.split('.')
  const last = parts.pop()
  let at: unknown = copy
  for (const part of parts) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return null
    at = (at as Json)[part]
  }
  if (last === undefined || at === null || typeof at !== 'object') return null
  if (Array.isArray(at)) return setInList(at, last, to) ? copy : null
  // Assigning to a prototype's name would change nothing of the declaration, and much else.
  if (last === '__proto__' || last === 'constructor') return null
  if (to === undefined) delete (at as Json)[last]
  else (at as Json)[last] = to
  return copy
}

function setInList(list: unknown[], key: string, to: unknown): boolean {
  const index = key === 'new' ? list.length : Number(key)
  if (!Number.isInteger(index) || index < 0 || index > list.length) return false
  if (to === undefined) list.splice(index, 1)
  else list[index] = to
  return true
}

/** A value as typed: JSON where it reads as JSON, `none` for nothing, text otherwise. */
export function typedValue(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === 'none') return undefined
  if (/^[[{"]|^-?\d+$|^(true|false)$/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as unknown
    } catch {
      return trimmed
    }
  }
  return trimmed
}

/** Checks a declaration as the world files' reader does. */
export function checked(
  of: Buildable,
  id: string,
  value: Json,
): { ok: true; value: Json } | { ok: false; problem: string } {
  if (of === 'zone') return checkedZone(id, value)
  const read = readDefinition(buildable[of], id, value)
  if (read.ok) return { ok: true, value: read.value as unknown as Json }
  return { ok: false, problem: read.problems[0] ?? 'it does not read as one' }
}

/** A zone is the head of a file rather than an entry in one, so that it is read on its own. */
function checkedZone(id: string, value: Json): ReturnType<typeof checked> {
  const read = zoneBody.safeParse({ ...value, id })
  if (read.success) return { ok: true, value: read.data }
  const [issue] = read.error.issues
  return { ok: false, problem: issue ? `${issue.path.join('.')}: ${issue.message}` : 'a zone' }
}
