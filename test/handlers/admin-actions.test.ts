/** What admins do in the world, and the record that every action leaves in its log. */
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../handlers/decision.ts'
import { diceFor, idsFor } from '../../handlers/dice.ts'
import { systemCommands } from '../../handlers/system-commands.ts'
import { type AdminAction, adminActionNames, adminActions } from '../../schema/admin-actions.ts'
import { adminActed, announcementMade, characterMuted } from '../../schema/events/admin.ts'
import { roleGranted } from '../../schema/events/presence.ts'
import { given } from '../support/given.ts'

const now = { tick: 7, beat: 28, atMs: 1_000_000, heartbeatMs: 250 }
const from = { by: 'cown', byRole: 'owner', reason: 'because' }

/** The decision on a command as the gateway sends it. */
function decided(name: string, data: object, world = given().world): Decision | undefined {
  const ids = idsFor(1, now.tick)
  return systemCommands.get(name)?.decide({
    world,
    now,
    data: { ...data },
    dice: diceFor(1, now.tick, 'r'),
    newId: (prefix) => ids.next(prefix),
    request: 'r',
    origin: 'g1',
  })
}

const recordOf = (action: string, target: string, details: object) =>
  adminActed({ by: 'cown', action, target, reason: 'because', details: { ...details } })

describe('in the world', () => {
  it('mutes somebody until a moment, and lets them be heard again', () => {
    const record = (minutes: number) => recordOf('mute', 'ann', { minutes })
    const muted = (untilMs: number) => characterMuted({ character: 'ann', by: 'cown', untilMs })
    expect(decided('admin-mute', { ...from, target: 'ann', minutes: 2 })).toEqual({
      kind: 'accept',
      events: [record(2), muted(1_120_000)],
    })
    expect(decided('admin-mute', { ...from, target: 'ann', minutes: 0 })).toEqual({
      kind: 'accept',
      events: [record(0), muted(0)],
    })
  })

  it('says something to everybody', () => {
    expect(decided('admin-broadcast', { ...from, words: 'The tide comes' })).toEqual({
      kind: 'accept',
      events: [
        recordOf('broadcast', '', { words: 'The tide comes' }),
        announcementMade({ by: 'cown', words: 'The tide comes' }),
      ],
    })
  })

  it('gives a role at once to who is there, and only records it for who is away', () => {
    const record = (target: string) => recordOf('role', target, { role: 'builder' })
    expect(decided('admin-role', { ...from, target: 'bob', role: 'builder' })).toEqual({
      kind: 'accept',
      events: [record('bob'), roleGranted({ character: 'bob', role: 'builder' })],
    })
    expect(decided('admin-role', { ...from, target: 'nobody', role: 'builder' })).toEqual({
      kind: 'accept',
      events: [record('nobody')],
    })
  })

  it.each(['kick', 'mute'])('does not %s nobody', (action) => {
    const data = { ...from, target: 'nobody', minutes: 1 }
    expect(decided(`admin-${action}`, data)).toMatchObject({ kind: 'reject', code: 'not-here' })
  })
})

describe('outside of the world', () => {
  const sent: readonly [AdminAction, string, object][] = [
    ['ban', 'eve', { kind: 'name', minutes: 5 }],
    ['unban', '203.0.113.9', { kind: 'address' }],
    ['reset-link', 'ann', {}],
    ['note', 'ann', { words: 'was friendly' }],
    ['log-level', 'gw1', { level: 'debug' }],
    ['setting', 'MUD_GUESTS', { value: 'off' }],
    ['drain', 't1', {}],
    ['lane', 'talk', { paused: true }],
    ['dead', 'j1', { deed: 'drop' }],
  ]

  it.each(sent)('%s of %s is recorded with %j', (what, target, details) => {
    expect(decided('admin-record', { ...from, what, target, ...details })).toEqual({
      kind: 'accept',
      events: [recordOf('record', target, { what, ...details })],
    })
  })

  it('leaves no action without a record', () => {
    const recorded = sent.map(([action]) => action)
    const outside = adminActionNames.filter((name) => adminActions[name].actsIn === 'gateway')
    expect(recorded.sort()).toEqual(outside.sort())
    for (const name of adminActionNames) {
      if (!outside.includes(name)) expect(systemCommands.has(`admin-${name}`), name).toBe(true)
    }
  })
})

describe('what is not complete, or comes from somebody else', () => {
  it.each([
    ['admin-kick', { ...from }],
    ['admin-kick', { ...from, target: 'ann', reason: ' ' }],
    ['admin-mute', { ...from, target: 'ann', minutes: 10_081 }],
    ['admin-role', { ...from, target: 'ann', role: 'owner' }],
    ['admin-broadcast', { by: 'cown', words: 'x', reason: 'x' }],
    ['admin-record', { ...from, what: 'kick', target: 'ann' }],
    ['admin-record', { ...from, what: 'lane', target: 'no-lane', paused: true }],
  ])('%s %j is refused', (name, data) => {
    expect(decided(name, data)).toMatchObject({ kind: 'reject', code: 'bad-order' })
  })

  it.each(['guest', 'player', 'builder'])('a %s may do none of it', (byRole) => {
    for (const [name, more] of [
      ['admin-kick', {}],
      ['admin-record', { what: 'drain' }],
      ['admin-record', { what: 'note', words: 'x' }],
    ] as const) {
      const data = { ...from, byRole, target: 'ann', ...more }
      expect(decided(name, data)).toMatchObject({ kind: 'reject', code: 'not-allowed' })
    }
  })

  it('a moderator acts against those below, and does what is for moderators', () => {
    const moderator = { ...from, byRole: 'moderator' }
    const mute = (target: string) => decided('admin-mute', { ...moderator, target, minutes: 1 })
    expect(mute('ann')).toMatchObject({ kind: 'accept' })
    for (const role of ['moderator', 'builder', 'admin', 'owner'] as const) {
      const { world } = given().after(roleGranted({ character: 'ann', role }))
      const data = { ...moderator, target: 'ann', minutes: 1 }
      expect(decided('admin-mute', data, world), role).toMatchObject({ code: 'not-allowed' })
    }
    const record = (what: string, more: object) =>
      decided('admin-record', { ...moderator, what, target: 'ann', ...more })
    expect(record('note', { words: 'x' })).toMatchObject({ kind: 'accept' })
    expect(record('drain', {})).toMatchObject({ code: 'not-allowed' })
  })
})
