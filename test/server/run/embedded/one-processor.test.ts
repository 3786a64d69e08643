/** What the embedded NATS says of itself. */
import { expect, it } from 'vitest'
import { natsMonitorUrl } from '../../../support/servers.ts'

it('the embedded NATS runs on one processor, so that its parts need not wake each other', async () => {
  const answer = await fetch(new URL('/varz', natsMonitorUrl()))
  expect(await answer.json()).toMatchObject({ gomaxprocs: 1 })
})
