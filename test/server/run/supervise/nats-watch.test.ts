/** A NATS that cannot write any more is started again, once there is space; any other one is let be. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { RunningNats } from '../../../../server/run/embedded/nats.ts'
import type { Keeper } from '../../../../server/run/supervise/keep-running.ts'
import { watchNats } from '../../../../server/run/supervise/nats-watch.ts'

/** Watches a server whose health page answers in turn what is listed, the last for ever. */
async function watched(...answers: readonly { status: number; error?: string }[]) {
  let asked = 0
  const enough = Promise.withResolvers<void>()
  const server = createServer((_request, response) => {
    const { status, error } = answers[Math.min(asked, answers.length - 1)] ?? { status: 200 }
    asked += 1
    if (asked > answers.length) enough.resolve()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ status: error ? 'unavailable' : 'ok', error }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let stops = 0
  const stopped = Promise.withResolvers<void>()
  const running = {
    monitorUrl: `http://127.0.0.1:${port}`,
    stop: async () => {
      stops += 1
      stopped.resolve()
    },
  }
  const keeper = { current: () => running } as unknown as Keeper<RunningNats>
  const lines: string[] = []
  const log = pino({ base: null }, { write: (line) => void lines.push(line) })
  const watch = watchNats(keeper, tmpdir(), log)
  onTestFinished(() => {
    watch.stop()
    server.close()
  })
  const events = () => lines.map((line) => (JSON.parse(line) as { event?: string }).event)
  return { enough: enough.promise, stopped: stopped.promise, stops: () => stops, events }
}

test('after a write error it is started again, and both are logged', async () => {
  const error = "JetStream stream 'MUD > COMMANDS_main' write error: no space left on device"
  const { stopped, events } = await watched({ status: 503, error })
  await stopped
  expect(events()).toEqual(['bus-cannot-write', 'bus-restarted'])
})

test.each([
  ['is well', { status: 200 }],
  ['is still recovering', { status: 503, error: 'JetStream has not established contact' }],
])('one that %s is let be', async (_what, answer) => {
  const { enough, stops, events } = await watched(answer)
  await enough
  expect([stops(), events()]).toEqual([0, []])
})
