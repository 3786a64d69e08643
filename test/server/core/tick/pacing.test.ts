/** When ticks begin. Time is told, not waited for. */
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { encodeCommands } from '../../../../schema/envelope.ts'
import type { Speaker } from '../../../../schema/subjects.ts'
import { Inbox } from '../../../../server/core/tick/inbox.ts'
import { Pacing, type TickStart } from '../../../../server/core/tick/pacing.ts'

function pacedInbox() {
  let nowMs = 0
  let sleeping: { readonly untilMs: number; readonly wake: () => void }[] = []
  const clock = {
    now: () => nowMs,
    mono: () => nowMs,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleeping.push({ untilMs: nowMs + ms, wake })
      }),
  }
  const inbox = new Inbox()
  const settings = { heartbeatMs: 250, gatherMs: 0 }
  const pacing = new Pacing(inbox, clock, settings, new AbortController().signal)
  let begun: TickStart | null | undefined
  void pacing.nextTick().then((start) => {
    begun = start
  })
  let seq = 0
  return {
    async arrives(from: Speaker) {
      seq += 1
      const text = encodeCommands([{ t: 'line', session: 'sann', n: seq, line: 'look', at: 0 }])
      void inbox.push({ seq, from, origin: 'x', storedMs: 0, text })
      await setImmediate()
    },
    async passes(ms: number) {
      nowMs += ms
      const over = sleeping.filter(({ untilMs }) => untilMs <= nowMs)
      sleeping = sleeping.filter((one) => !over.includes(one))
      for (const { wake } of over) wake()
      await setImmediate()
    },
    begun: () => begun,
    waiting: () => inbox.size,
  }
}

it('a tick begins at once for what a player sends, and takes what workers have sent along', async () => {
  const paced = pacedInbox()
  await paced.arrives('worker')
  await paced.passes(100)
  expect(paced.begun()).toBeUndefined()
  await paced.arrives('gateway')
  expect(paced.begun()).toMatchObject({ beats: 0 })
  expect(paced.waiting()).toBe(2)
})

it('what workers send alone waits for the heartbeat and no longer', async () => {
  const paced = pacedInbox()
  await paced.arrives('worker')
  await paced.passes(249)
  expect(paced.begun()).toBeUndefined()
  await paced.passes(1)
  expect(paced.begun()).toMatchObject({ beats: 1 })
})
