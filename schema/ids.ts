/**
 * Names of things. Every id that can reach a subject, a key or a log is made by the server
 * from `[a-z0-9]` only (RELIABILITY trap 23); world-file ids are `zone.local`.
 *
 * Each kind of id is a type of its own: a room id does not compile where a character id belongs.
 * A plain string fits everywhere (decision 0016), so the types tell ids apart and prove nothing
 * about a text that comes from outside; its schema does.
 */

type Id<Kind extends string> = string & { readonly __id?: Kind }

export type RoomId = Id<'room'>
export type CharacterId = Id<'character'>
export type MobileId = Id<'mobile'>
export type ItemId = Id<'item'>
export type SessionId = Id<'session'>
export type DefinitionId = Id<'definition'>
export type RecordId = Id<'record'>
export type BeingId = CharacterId | MobileId
/** What things can be in: on the ground, carried, or in another thing. */
export type HolderId = RoomId | BeingId | ItemId
/** Anything that is in the table of entities. */
export type EntityId = HolderId | SessionId | DefinitionId | RecordId

/** The key of a definition: of an item or mobile prototype. */
export type PrototypeId = Id<'prototype'>
export type ZoneId = Id<'zone'>
export type AccountId = Id<'account'>
export type GatewayId = Id<'gateway'>

/** The one shard of a small world. Keys, subjects and ids carry the shard, so that more can come (decision 32). */
export const FIRST_SHARD = 1

/** The pseudo place whose contents (zones, prototypes, quests …) every tick keeps in memory. */
export const DEFINITIONS_PLACE = '~defs'

/** Where a character is while nobody plays it. */
export const NOWHERE = ''

const serverId = /^[a-z0-9]{1,26}$/

/** True when `text` may be used as a token of a NATS subject. */
export function isServerId(text: string): boolean {
  return serverId.test(text)
}

/**
 * The id of one command: an 8-character correlation id that logs and traces can be searched for,
 * then the session and the number that make it unique.
 */
export function requestId(session: SessionId, n: number): string {
  return `${correlationId(session, n)}-${session}-${n.toString(36)}`
}

/** The inverse of `requestId`, or null when `text` is not a request id that this server could have made. */
export function parseRequestId(text: string): { session: SessionId; n: number } | null {
  const match = /^([a-z0-9]{8})-([a-z0-9]{1,26})-([a-z0-9]{1,8})$/.exec(text)
  const [, correlation, session, number] = match ?? []
  if (!correlation || !session || !number) return null
  const n = Number.parseInt(number, 36)
  return correlationId(session, n) === correlation ? { session, n } : null
}

/** The first eight characters of a request id: the correlation id of logs, traces and jobs. */
export function correlationOf(request: string): string {
  return request.slice(0, 8)
}

/** Two rounds of FNV-1a over the key (40 bits kept), base 32: stable in every process. */
function correlationId(session: SessionId, n: number): string {
  const key = `${session}-${n}`
  return base36(fnv1a(key, 0x811c9dc5)) + base36(fnv1a(key, 0x9e3779b9))
}

function base36(value: number): string {
  return (value % 1_679_616).toString(36).padStart(4, '0')
}

/** 32-bit FNV-1a hash with a chosen start value (Fowler, Noll, Vo). */
export function fnv1a(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
