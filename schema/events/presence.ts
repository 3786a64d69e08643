/** Characters come to be, enter and leave the world; sessions open, fall silent and close. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Session } from '../entities.ts'
import { accountId, characterId, gatewayId, roomId, sessionId } from '../id-fields.ts'
import { NOWHERE } from '../ids.ts'
import { canonicalName } from '../names.ts'
import { roleSchema } from '../roles.ts'
import { being, nobody, wholeView } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import { forgetBonds } from './bonds.ts'

/** The record that says which character has a name, so that characters who are away are found. */
export function nameRecord(name: string): string {
  return `who:${canonicalName(name)}`
}

export const characterCreated = defineEvent({
  type: 'character-created',
  about: 'A character exists for the first time.',
  data: z.strictObject({
    character: characterId,
    name: z.string(),
    role: roleSchema,
    account: accountId.optional(),
    home: roomId,
    /** Gold it begins with; it is minted by this event. */
    gold: z.int().min(0).max(1_000_000).optional(),
  }),
  personal: ['name'],
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const character: Character = {
      id: data.character,
      kind: 'character',
      place: NOWHERE,
      name: data.name,
      role: data.role,
      ...(data.account ? { account: data.account } : {}),
      home: data.home,
      level: 1,
      experience: 0,
      gold: data.gold ?? 0,
      bank: 0,
      health: [40, 40],
      stamina: [60, 60],
      lucidity: [100, 100],
      position: 'standing',
      effects: [],
      skills: {},
      quests: {},
    }
    world.put(character)
    // Nobody writes letters to guests.
    if (data.role === 'guest') return
    world.put({
      id: nameRecord(data.name),
      kind: 'record',
      place: NOWHERE,
      of: 'name',
      data: { character: data.character },
    })
  },
})

export const personForgotten = defineEvent({
  type: 'person-forgotten',
  about: 'The person behind a character was forgotten: what they wrote about themselves is gone.',
  data: z.strictObject({ character: characterId, pseudonym: z.string() }),
  subject: (data) => data.character,
  views: (world, data) => being(world, data.character),
  evolve(world, data) {
    if (world.get(data.character)?.kind !== 'character') return
    world.patch<Character>(data.character, {
      name: data.pseudonym,
      account: undefined,
      title: undefined,
      description: undefined,
      ignores: undefined,
      friends: undefined,
      away: undefined,
    })
    forgetBonds(world, data.character)
  },
})

export const guestForgotten = defineEvent({
  type: 'guest-forgotten',
  about: 'A guest who cannot come back any more ceased to exist, with the gold and things it had.',
  data: z.strictObject({ character: characterId }),
  subject: (data) => data.character,
  // It is away, so nobody sees it any more.
  views: nobody,
  evolve(world, data) {
    world.remove(data.character)
  },
})

export const roleGranted = defineEvent({
  type: 'role-granted',
  about: 'A character was given a role (builder, admin …).',
  data: z.strictObject({
    character: characterId,
    role: roleSchema,
  }),
  subject: (data) => data.character,
  views: (world, data) => being(world, data.character),
  evolve(world, data) {
    world.patch<Character>(data.character, { role: data.role })
  },
})

export const sessionOpened = defineEvent({
  type: 'session-opened',
  about: 'A session began to play a character, or its connection came back.',
  data: z.strictObject({
    session: sessionId,
    character: characterId,
    gateway: gatewayId,
    conn: z.string(),
    via: z.string(),
    resumed: z.boolean(),
    /** When the connection asked, milliseconds since the epoch by its gateway's clock. */
    at: z.int().optional(),
    /** The client puts its view together from changes. */
    deltas: z.literal(true).optional(),
  }),
  subject: (data) => data.character,
  views: (world, data) => wholeView(world, data.character),
  evolve(world, data) {
    const session: Session = {
      id: data.session,
      kind: 'session',
      place: data.character,
      gateway: data.gateway,
      conn: data.conn,
      via: data.via,
      ...(data.at === undefined ? {} : { at: data.at }),
      ...(data.deltas ? { deltas: data.deltas } : {}),
    }
    world.put(session)
    world.patch<Character>(data.character, { session: data.session, linkLostBeat: undefined })
  },
  perceive(world, data) {
    const character = world.get(data.character)
    // Nobody perceives it, unless a lost connection came back.
    if (character?.kind !== 'character' || character.linkLostBeat === undefined) return []
    return [
      {
        to: { room: character.place, except: [character.id] },
        role: 'others',
        data: { actor: named(world, character.id) },
      },
    ]
  },
  text: {
    others: (view: { actor: Named }) => `${markFirst(view.actor)} blinks and is wide awake again.`,
  },
})

export const sessionLost = defineEvent({
  type: 'session-lost',
  about: 'The connection of a session broke; its character stays for the grace period.',
  data: z.strictObject({
    session: sessionId,
    character: characterId,
    beat: z.int(),
    /** The gateway has fallen silent, and nobody knows whether the connection lives. */
    silent: z.boolean().optional(),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    world.patch<Session>(data.session, { lost: true, silent: data.silent })
    world.patch<Character>(data.character, { linkLostBeat: data.beat })
  },
  perceive(world, data) {
    const character = world.get(data.character)
    if (character?.kind !== 'character') return []
    // The room perceived it already when the gateway fell silent.
    if (character.linkLostBeat !== undefined) return []
    return [
      {
        to: { room: character.place, except: [character.id] },
        role: 'others',
        data: { actor: named(world, character.id) },
      },
    ]
  },
  text: {
    others: (view: { actor: Named }) => `${markFirst(view.actor)} stares into the distance.`,
  },
})

export const sessionClosed = defineEvent({
  type: 'session-closed',
  about: 'A session ended for good: replaced, quit, expired or ended by an admin.',
  data: z.strictObject({
    session: sessionId,
    character: characterId,
    reason: z.enum(['replaced', 'quit', 'expired', 'kicked']),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    world.remove(data.session)
    const character = world.get(data.character)
    if (character?.kind === 'character' && character.session === data.session) {
      world.patch<Character>(data.character, { session: undefined, linkLostBeat: undefined })
    }
  },
})

export const characterEntered = defineEvent({
  type: 'character-entered',
  about: 'A character came into the world.',
  data: z.strictObject({ character: characterId, room: roomId }),
  subject: (data) => data.character,
  views: (world, data) => being(world, data.character),
  evolve(world, data) {
    world.move(data.character, data.room)
    world.patch<Character>(data.character, { lastRoom: data.room })
  },
  perceive: (world, data) => [
    {
      to: { room: data.room, except: [data.character] },
      role: 'others',
      data: { actor: named(world, data.character) },
    },
  ],
  text: { others: (view: { actor: Named }) => `${markFirst(view.actor)} arrives.` },
})

export const characterLeft = defineEvent({
  type: 'character-left',
  about: 'A character left the world; what it carries goes with it.',
  data: z.strictObject({
    character: characterId,
    room: roomId,
    reason: z.enum(['quit', 'expired', 'kicked']),
  }),
  subject: (data) => data.character,
  views: (world, data) => being(world, data.character),
  evolve(world, data) {
    world.patch<Character>(data.character, {
      lastRoom: data.room,
      fighting: undefined,
      following: undefined,
      position: 'standing',
    })
    world.move(data.character, NOWHERE)
  },
  perceive: (world, data) => [
    {
      to: { room: data.room, except: [data.character] },
      role: 'others',
      data: { actor: named(world, data.character), reason: data.reason },
    },
    {
      to: { character: data.character },
      role: 'actor',
      data: { actor: named(world, data.character), reason: data.reason },
    },
  ],
  text: {
    actor: () => 'The lantern light folds behind you. Come back soon.',
    others: (view: { actor: Named; reason: string }) =>
      view.reason === 'quit'
        ? `${markFirst(view.actor)} says farewell and is gone.`
        : `${markFirst(view.actor)} fades from sight.`,
  },
})
