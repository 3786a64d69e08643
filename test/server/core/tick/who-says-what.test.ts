/** What a login may store is the bus' affair; what is believed of it, the tick's. */
import { expect, it } from 'vitest'
import { type Command, encodeCommands } from '../../../../schema/envelope.ts'
import { jobIdOf, resultCommandName } from '../../../../schema/jobs.ts'
import { originOfCommand, subjectsOf } from '../../../../schema/subjects.ts'
import { Inbox } from '../../../../server/core/tick/inbox.ts'

const subjects = subjectsOf('main')
const person = { character: 'cann', name: 'Ann', role: 'owner' } as const
const job = jobIdOf('npc-reply', { shard: 1, tick: 7, ordinal: 0 })
const result = (session: string, data: Record<string, unknown>): Command => {
  return { t: 'system', session, n: 1, name: resultCommandName('npc-reply'), data, at: 1 }
}
const line: Command = { t: 'line', session: 'sann', n: 1, line: 'drop all', at: 1 }
const commands: Readonly<Record<string, Command>> = {
  'a line of a player': line,
  'a line of somebody without a socket': { ...line, actor: person },
  'an attachment with a role of its choice': {
    t: 'attach',
    session: 'sann',
    conn: 'c1',
    via: 'web',
    person,
    resume: false,
    at: 1,
  },
  'a lost connection': { t: 'detach', session: 'sann', conn: 'c1', reason: 'quit', at: 1 },
  'a wish for the whole state': { t: 'sync', session: 'sann', conn: 'c1', at: 1 },
  "an owner's order": { t: 'system', session: 'o1', n: 1, name: 'admin:ban', data: {}, at: 1 },
}

/** How many of the commands that came under a subject a tick would apply. */
function believed(subject: string, command: Command): number {
  const inbox = new Inbox()
  const origin = originOfCommand(subject)
  void inbox.push({ seq: 1, storedMs: 1, text: encodeCommands([command]), ...origin })
  const { arrived, unreadable, lastSeq } = inbox.take(10)
  // It is consumed either way, and refused aloud.
  expect([arrived.length + unreadable.length, lastSeq]).toEqual([1, 1])
  return arrived.length
}

it.each(Object.entries(commands))('believes %s of a gateway and of no worker', (_, command) => {
  expect(believed(subjects.commands(1, 'gw1'), command)).toBe(1)
  expect(believed(subjects.results(1, 'w1'), command)).toBe(0)
})

it('believes a result of a worker, under the id of its job, and of no gateway', () => {
  expect(believed(subjects.results(1, 'w1'), result(job, { job }))).toBe(1)
  expect(believed(subjects.commands(1, 'gw1'), result(job, { job }))).toBe(0)
  // Under the session of a player it would use up that player's numbers.
  expect(believed(subjects.results(1, 'w1'), result('sann', { job }))).toBe(0)
  expect(believed(subjects.results(1, 'w1'), result('sann', { job: 'sann' }))).toBe(0)
})
