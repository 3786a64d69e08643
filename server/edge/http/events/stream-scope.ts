/** Which outputs belong to a stream, and which of them its caller may see. Pure. */
import type { Output } from '../../../../schema/envelope.ts'
import {
  type AccountId,
  type CharacterId,
  parseRequestId,
  type RoomId,
  type SessionId,
} from '../../../../schema/ids.ts'
import type { LiveMessage } from '../../../../schema/live.ts'

/** What was asked for. */
export type Wanted =
  | { readonly of: 'world' }
  | { readonly of: 'room'; readonly room: RoomId }
  | { readonly of: 'request'; readonly request: string }

/** Who asked. */
export interface StreamCaller {
  readonly account: AccountId
  readonly character: CharacterId
  /** Admins see what anybody sees. */
  readonly seesAll: boolean
}

export interface StreamScope {
  readonly wanted: Wanted
  readonly caller: StreamCaller
}

/** Who matters to a stream at the moment of a tick. */
export interface Company {
  /** The character that plays by a session. */
  readonly ownerOf: (session: SessionId) => string | undefined
  /** Characters whose frames belong to a room's stream; unused by the other streams. */
  readonly inRoom: ReadonlySet<string>
}

/** True when the stages of the request belong to the stream; a room's stream has none. */
export function followsRequest({ wanted }: StreamScope, request: string): boolean {
  return wanted.of === 'request' ? wanted.request === request : wanted.of === 'world'
}

/** True when the caller may know of the request. */
export function mayKnow({ caller }: StreamScope, request: string, { ownerOf }: Company): boolean {
  if (caller.seesAll) return true
  const session = parseRequestId(request)?.session
  return session !== undefined && ownerOf(session) === caller.character
}

/** True when the output is told to somebody who belongs to the stream and whom the caller may watch. */
export function reaches(
  { wanted, caller }: StreamScope,
  output: Extract<Output, { f: 'event' | 'state' | 'delta' }>,
  { ownerOf, inRoom }: Company,
): boolean {
  if (wanted.of === 'request' && output.cause !== wanted.request) return false
  return output.to.some((session) => {
    const owner = ownerOf(session)
    if (wanted.of === 'room' && (owner === undefined || !inRoom.has(owner))) return false
    return caller.seesAll || owner === caller.character
  })
}

/** True when live narration belongs to the stream. `hearers`: the characters that hear it. */
export function hears(
  { wanted, caller }: StreamScope,
  message: LiveMessage,
  hearers: ReadonlySet<string>,
): boolean {
  if (!caller.seesAll && !hearers.has(caller.character)) return false
  if (wanted.of === 'room') return wanted.room === message.room
  return wanted.of !== 'request' || wanted.request === message.cause
}

/** True when the state of a room belongs to the stream. */
export function showsRoom({ wanted }: StreamScope, data: unknown): boolean {
  if (wanted.of !== 'room') return true
  return typeof data === 'object' && data !== null && 'id' in data && data.id === wanted.room
}
