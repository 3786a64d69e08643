/** An attachment whose first moments need rooms that are not in memory. */
import { expect, test } from 'vitest'
import type { Command } from '../../../../schema/envelope.ts'
import { worldLoaded } from '../../../../schema/events/world.ts'
import { createMemoryDatabase } from '../../../../server/core/store/memory-tick-store.ts'
import { runTicksBy, type TickRunner } from '../../../../server/log/travel/tick-runner.ts'
import { mobile, mobilePrototype, room } from '../../../support/small-inn.ts'

const nowMs = 1_700_000_000_000

test('who is sent on by a mobile into a room that has to be loaded is attached all the same', async () => {
  const database = createMemoryDatabase(() => nowMs)
  const store = database.connect()
  // given: a gate whose porter sends everybody who enters on to the garden
  const before = await runner(store)
  await before.write(
    [
      room('inn.gate', { title: 'The Gate', description: 'Iron bars.', exits: {} }),
      room('inn.garden', { title: 'The Garden', description: 'Roses.', exits: {} }),
      mobilePrototype('inn.porter', {
        name: 'the porter',
        description: 'He keeps people moving.',
        ground: 'A porter points at the garden.',
        health: 30,
        reactions: [{ on: 'enters', do: { act: 'teleport', room: 'inn.garden' } }],
      }),
      mobile('m1', 'inn.porter', 'inn.gate', 'the porter'),
      worldLoaded({ name: 'inn', start: 'inn.gate', digest: 'x' }),
    ],
    nowMs,
    'world-files',
  )
  // when: a leader that has not loaded the garden takes up an attachment
  const leader = await runner(store)
  expect(leader.lead.cache.world.entities.has('inn.garden')).toBe(false)
  const person = { character: 'ann', name: 'Ann', role: 'player' as const }
  const attach: Command = {
    t: 'attach',
    session: 'sann',
    conn: 'c1',
    via: 'ws',
    person,
    resume: false,
    at: nowMs,
  }
  const report = await leader.run([{ command: attach, origin: 'g1', storedMs: nowMs }], 0, nowMs)
  // then: it is applied once, and the connection is told so
  expect(report.applied).toHaveLength(1)
  expect(leader.lead.cache.world.get('ann')).toMatchObject({ place: 'inn.garden' })
  const told = [...database.tables(1).outputs.values()].join()
  expect(told.match(/"f":"attached"/g)).toHaveLength(1)
})

async function runner(store: Parameters<typeof runTicksBy>[0]): Promise<TickRunner> {
  const checkpoint = await store.acquire(1, 't1', 60_000)
  if (!checkpoint) throw new Error('the lease is taken')
  return runTicksBy(store, checkpoint, { heartbeatMs: 250, rules: { linkGraceBeats: 480 } })
}
