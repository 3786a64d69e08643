/** Who listens: the scripts of all that is concerned by a happening, in order. */
import type { Character, Entity, Item, Mobile } from '../../schema/entities.ts'
import { mobilePrototype } from '../../schema/words.ts'
import { beingIn, itemsAt, mobilesAt, type WorldReader } from '../../schema/world.ts'
import { mentions } from '../rules/spoken-words.ts'
import type { Happening } from './happenings.ts'
import { reactionsOf, type Scripted, scriptIndex } from './index.ts'
import type { Handle } from './values.ts'

/** What has a script: a thing of the world, or a zone. */
export interface Holder {
  /** The entity, or `zone:<id>`. */
  readonly id: string
  /** Null for a zone, and for a mobile that is gone. */
  readonly handle: Handle | null
  readonly mobile?: Mobile | undefined
}

export interface Call {
  readonly script: Scripted
  readonly holder: Holder
}

/** The calls that a happening asks for: things first, then mobiles, the room, and its zone. */
export function callsFor(
  world: WorldReader,
  happening: Happening,
  when: 'before' | 'after',
): Call[] {
  const zone = zoneOf(world, happening)
  const before = when === 'before'
  const listening = scriptIndex(world).listens.has(
    `${before ? 'before ' : ''}${zone} ${happening.on}`,
  )
  const calls: Call[] = []
  const add = (script: Scripted, holder: Holder) => {
    if (script.on !== happening.on || script.header.before !== before) return
    // What is carried into another zone sleeps there.
    if (script.reaction === undefined && script.zone !== zone) return
    if (fits(world, { script, holder }, happening)) calls.push({ script, holder })
  }
  if (listening) for (const item of itemsFor(world, happening)) addAll(world, 'item', item, add)
  if (!before || listening) {
    for (const mobile of mobilesFor(world, happening)) addMobile(world, mobile, add)
  }
  if (!listening) return calls
  const { byHolder } = scriptIndex(world)
  const { room } = happening
  for (const script of byHolder.get(`room:${room}`) ?? []) {
    add(script, { id: room, handle: { handle: 'room', id: room } })
  }
  for (const script of byHolder.get(`zone:${zone}`) ?? []) {
    add(script, { id: `zone:${zone}`, handle: null })
  }
  return calls
}

function zoneOf(world: WorldReader, { room, zone }: Happening): string {
  if (zone !== undefined) return zone
  const entity = world.get(room)
  return entity?.kind === 'room' ? entity.zone : ''
}

type Add = (script: Scripted, holder: Holder) => void

function addAll(world: WorldReader, kind: 'item', item: Item, add: Add): void {
  const holder: Holder = { id: item.id, handle: { handle: kind, id: item.id } }
  for (const script of scriptIndex(world).byHolder.get(`${kind}:${item.proto}`) ?? []) {
    add(script, holder)
  }
}

/** Of things that something was done with, only their own scripts hear; otherwise those at hand. */
function itemsFor(world: WorldReader, { item, by, room }: Happening): readonly Item[] {
  if (item !== undefined) {
    const found = world.get(item)
    return found?.kind === 'item' ? [found] : []
  }
  return [...(by ? itemsAt(world, by) : []), ...(room ? itemsAt(world, room) : [])]
}

interface Present {
  readonly proto: string
  readonly id: string
  readonly mobile?: Mobile
}

const onlyTheirOwn = new Set(['gives', 'attacked', 'hurt', 'below', 'kills', 'dies', 'loads'])

function mobilesFor(world: WorldReader, { to, room, on, proto }: Happening): readonly Present[] {
  const present = (mobile: Mobile): Present => ({ proto: mobile.proto, id: mobile.id, mobile })
  if (to) {
    const mobile = world.get(to)
    if (mobile?.kind === 'mobile') return [present(mobile)]
    return proto ? [{ proto, id: to }] : []
  }
  return onlyTheirOwn.has(on) || room === '' ? [] : mobilesAt(world, room).map(present)
}

function addMobile(world: WorldReader, { proto, id, mobile }: Present, add: Add): void {
  const holder: Holder = { id, handle: mobile ? { handle: 'being', id } : null, mobile }
  const prototype = mobilePrototype(world, proto)
  const asleep = mobile?.position === 'sleeping'
  if (!asleep) for (const script of prototype ? reactionsOf(prototype) : []) add(script, holder)
  for (const script of scriptIndex(world).byHolder.get(`mobile:${proto}`) ?? []) {
    if (!asleep || script.on === 'hurt' || script.on === 'dies') add(script, holder)
  }
}

const betweenBeings = new Set(['hurt', 'attacked', 'below', 'dies', 'loads', 'reset'])

function fits(world: WorldReader, { script, holder }: Call, happening: Happening): boolean {
  const { header, on } = script
  const { by, item, social, way, quest, words = '', amount = 0 } = happening
  // What the world does by itself concerns everybody.
  if (by !== undefined && !isMeant(header.by, holder, beingIn(world, by), on)) return false
  const wanted = [header.with, header.social, header.way, header.quest]
  const given = [item && protoOf(world.get(item)), social, way, quest]
  if (wanted.some((one, at) => one !== undefined && one !== given[at])) return false
  if (on === 'below' && !isBelow(holder.mobile, header.percent ?? 0, amount)) return false
  return !header.words || mentions(words, header.words)
}

/** Mobiles do not set each other off, except with blows: two talkers would never stop. */
function isMeant(
  who: Scripted['header']['by'],
  holder: Holder,
  by: Character | Mobile | undefined,
  on: string,
): boolean {
  if (who === 'self') return by?.id === holder.id
  if (by?.id === holder.id) return false
  if (who === 'anybody' || betweenBeings.has(on)) return true
  return by?.kind === 'character'
}

function protoOf(entity: Entity | undefined): string | undefined {
  return entity?.kind === 'item' || entity?.kind === 'mobile' ? entity.proto : undefined
}

/** True for the blow that takes the health of a mobile below a part of what it can have. */
function isBelow(mobile: Mobile | undefined, percent: number, lost: number): boolean {
  if (!mobile) return false
  const [now, most] = mobile.health
  const bound = (most * percent) / 100
  return now <= bound && now + lost > bound
}
