/** Characters enter, lose their connection, come back and leave: decisions without a typed line. */

import type { NewEvent } from '../schema/define-event.ts'
import type { Character, Session } from '../schema/entities.ts'
import type { AttachCommand, Person } from '../schema/envelope.ts'
import { guestClaimed } from '../schema/events/claims.ts'
import { itemDestroyed } from '../schema/events/items.ts'
import {
  characterCreated,
  characterEntered,
  characterLeft,
  roleGranted,
  sessionClosed,
  sessionLost,
  sessionOpened,
} from '../schema/events/presence.ts'
import type { GatewayId } from '../schema/ids.ts'
import type { Role } from '../schema/roles.ts'
import type { WorldReader } from '../schema/world.ts'
import { itemEvents } from './rules/making.ts'

export interface WorldStart {
  readonly name: string
  readonly start: string
  readonly guestStart?: string
  readonly startingItems?: readonly string[]
  readonly startingGold?: number
}

/** Guests begin with less gold, so that nobody grows rich by making many of them. */
const guestGoldMax = 20

/** The settings of the world for newcomers; undefined while no world is loaded. */
export function worldStart(world: WorldReader): WorldStart | undefined {
  return world.definitions.get<WorldStart>('world', 'world')
}

/** The character of a person, created, brought up to date and brought into the world as needed. */
export function bringIn(
  world: WorldReader,
  person: Person,
  newId: (prefix: string) => string,
): NewEvent[] {
  const settings = worldStart(world)
  const start = (person.role === 'guest' && settings?.guestStart) || (settings?.start ?? '')
  const known = world.need(person.character)
  const character = known?.kind === 'character' ? known : undefined
  const events: NewEvent[] = []
  if (!character) events.push(...creation(world, person, start, newId))
  else events.push(...broughtUpToDate(character, person))
  if (!character || character.place === '') {
    const wanted = character?.lastRoom ?? start
    const room = world.room(wanted) ? wanted : start
    events.push(characterEntered({ character: person.character, room }))
  }
  return events
}

/** What the accounts know of the person and the world has not been told. */
function broughtUpToDate(character: Character, person: Person): NewEvent[] {
  if (isClaimed(character, person)) return [claimed(person)]
  if (character.role === person.role) return []
  return [roleGranted({ character: character.id, role: person.role as Role })]
}

/** A guest whose name the world has not been told yet, though the account is there. */
const isClaimed = (character: Character, { account }: Person): boolean =>
  character.role === 'guest' && character.account === undefined && account !== undefined

const claimed = ({ character, name, role, account = '' }: Person): NewEvent =>
  guestClaimed({ character, name, role, account })

/** A new character with what the world gives to everybody who begins. */
function creation(
  world: WorldReader,
  person: Person,
  home: string,
  newId: (prefix: string) => string,
): NewEvent[] {
  const { startingGold = 0, startingItems = [] } = worldStart(world) ?? {}
  const created = characterCreated({
    character: person.character,
    name: person.name,
    role: person.role,
    ...(person.account ? { account: person.account } : {}),
    home,
    gold: person.role === 'guest' ? Math.min(startingGold, guestGoldMax) : startingGold,
  })
  const belongings = startingItems.flatMap((proto) =>
    itemEvents({ world, newId }, { proto, place: person.character, reason: 'starting' }),
  )
  return [created, ...belongings]
}

export interface Attachment {
  readonly events: readonly NewEvent[]
  /** The session that ends because another one plays its character now. */
  readonly replaced?: Session
  /** False: the session to be resumed is over; the client has to sign in anew. */
  readonly alive: boolean
  readonly resumed: boolean
}

/** A connection takes charge of a session: a new one, one that was lost, or one that moves gateways. */
export function attach(
  world: WorldReader,
  command: AttachCommand,
  gateway: GatewayId,
  newId: (prefix: string) => string,
): Attachment {
  const { person } = command
  const known = world.need(person.character)
  const character = known?.kind === 'character' ? known : undefined
  const arrival = command.resume ? [] : bringIn(world, person, newId)
  if (command.resume && character?.session !== command.session) {
    return { events: [], alive: false, resumed: false }
  }
  const named = command.resume && character && isClaimed(character, person) ? [claimed(person)] : []
  const opened = sessionOpened({
    session: command.session,
    character: person.character,
    gateway,
    conn: command.conn,
    via: command.via,
    resumed: command.resume,
    at: command.at,
    ...(command.deltas ? { deltas: command.deltas } : {}),
  })
  const other = character ? otherSession(world, character, command.session) : undefined
  const closing = other
    ? [sessionClosed({ session: other.id, character: person.character, reason: 'replaced' })]
    : []
  return {
    events: [...named, ...arrival, ...closing, opened],
    ...(other ? { replaced: other } : {}),
    alive: true,
    resumed: command.resume,
  }
}

function otherSession(world: WorldReader, character: Character, own: string): Session | undefined {
  if (!character.session || character.session === own) return undefined
  const session = world.get(character.session)
  return session?.kind === 'session' ? session : undefined
}

/** A connection closed. Only the connection that has charge of the session can take it down. */
export function detach(
  world: WorldReader,
  session: Session,
  closed: { readonly conn: string; readonly reason: 'lost' | 'quit'; readonly beat: number },
): NewEvent[] {
  const { conn, reason, beat } = closed
  if (session.conn !== conn) return []
  if (reason === 'quit') return leave(world, session, 'quit')
  if (session.lost && !session.silent) return []
  return [sessionLost({ session: session.id, character: session.place, beat })]
}

/** What it means for a session that its gateway is silent, has ended or is back. */
export function reviewLink(
  session: Session,
  /** How the ids of the gateway's connections begin since its start; undefined while it is silent. */
  boot: string | undefined,
  beat: number,
): NewEvent[] {
  const { id, place, gateway, conn, via, at, deltas } = session
  const served = boot !== undefined && conn.startsWith(boot)
  if (served && session.silent) {
    const again = { session: id, character: place, gateway, conn, via, resumed: true }
    const wishes = { ...(at === undefined ? {} : { at }), ...(deltas ? { deltas } : {}) }
    return [sessionOpened({ ...again, ...wishes })]
  }
  if (served || (session.lost && !session.silent)) return []
  if (boot !== undefined) return [sessionLost({ session: id, character: place, beat })]
  return session.lost ? [] : [sessionLost({ session: id, character: place, beat, silent: true })]
}

/** The character leaves the world with its session; a guest's belongings cease to be. */
export function leave(
  world: WorldReader,
  session: Session,
  reason: 'quit' | 'expired' | 'kicked',
): NewEvent[] {
  const character = world.get(session.place)
  const events: NewEvent[] = []
  if (character?.kind === 'character' && character.place !== '') {
    events.push(characterLeft({ character: character.id, room: character.place, reason }))
    if (character.role === 'guest') {
      for (const held of world.contents(character.id)) {
        if (held.kind === 'item')
          events.push(itemDestroyed({ item: held.id, reason: 'guest-left' }))
      }
    }
  }
  events.push(sessionClosed({ session: session.id, character: session.place, reason }))
  return events
}
