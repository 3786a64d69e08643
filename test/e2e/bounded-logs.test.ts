/** The streams beside the commands are bounded as well, and none of them holds up the game. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Subjects, subjectsOf } from '../../schema/subjects.ts'
import type { Bus } from '../../server/platform/bus/bus.ts'
import { connectNats } from '../../server/platform/bus/connect.ts'
import { httpOf, openStage, type Stage } from '../settings/stage.ts'
import { openTestBus } from '../support/bus.ts'
import { natsUrl } from '../support/servers.ts'
import { guest, type Player } from './player.ts'

/** A stream holds this much here, and each message takes an eighth of it. */
const maxBytes = 65_536
const body = Buffer.alloc(maxBytes / 8 - 200, 'x')
/** Five times what fits. */
const many = 40

let stage: Stage
let bus: Bus
let player: Player
let subjects: Subjects
beforeAll(async () => {
  stage = await openStage({
    MUD_LIMIT_COMMANDS_PER_SECOND: '0',
    MUD_LIMIT_COMMAND_BURST: '0',
  })
  subjects = subjectsOf(stage.world)
  const [gateway] = await Promise.all([stage.start('gateway', 'gw1'), stage.start('tick', 't1')])
  bus = await openTestBus('admin')
  player = await guest(httpOf(gateway))
}, 60_000)
afterAll(async () => {
  player?.drop()
  await bus?.close()
  await stage?.stop()
})

async function shrink(stream: 'events' | 'jobs' | 'dead'): Promise<void> {
  const nc = await connectNats(natsUrl('admin'), 'test')
  const { streams } = await nc.jetstreamManager()
  await streams.update(subjects.streams[stream], { max_bytes: maxBytes })
  await nc.close()
}

const stateOf = (stream: 'events' | 'jobs' | 'dead') => bus.streams.state(subjects.streams[stream])
const put = (subject: string, n: number) =>
  bus.store(subject, body, { id: `${subject} ${n}` }).then(
    () => true,
    () => false,
  )
const isDone = (frames: readonly object[]) => JSON.stringify(frames).includes('"completed"')

// PROMISE RELIABILITY 5: What the other streams hold is bounded too, and none of them holds up the world
it('five times what events may hold goes through their stream', async () => {
  await shrink('events')
  const before = (await stateOf('events')).lastSeq
  const words = 'word '.repeat(90)
  // Rounds of events are a quarter of a second apart and hold one message each, of at most this.
  for (let told = 0; told < 5 * maxBytes; told += words.length) {
    expect(isDone(await player.play(`say ${told} ${words}`))).toBe(true)
  }
  await expect.poll(async () => (await stateOf('events')).lastSeq).toBeGreaterThan(before + 5)
  expect((await stateOf('events')).bytes).toBeLessThanOrEqual(maxBytes)
  expect(isDone(await player.play('look'))).toBe(true)
}, 120_000)

it('five times what dead letters may fill goes through their stream', async () => {
  await shrink('dead')
  for (let n = 0; n < many; n += 1) expect(await put(subjects.dead('canon'), n)).toBe(true)
  expect((await stateOf('dead')).bytes).toBeLessThanOrEqual(maxBytes)
})

it('jobs that nobody does fill their stream, and the world goes on; workers make room again', async () => {
  await shrink('jobs')
  const subject = subjects.jobs('ambient', 'canon', 'k')
  let stored = 0
  while (await put(subject, stored)) stored += 1
  expect(stored).toBeGreaterThan(0)
  for (let n = 0; n < 10; n += 1) expect(isDone(await player.play(`say on ${n}`))).toBe(true)
  await stage.start('worker', 'w1')
  for (let n = stored; n < stored + many; n += 1) {
    await expect.poll(() => put(subject, n)).toBe(true)
  }
  expect((await stateOf('jobs')).bytes).toBeLessThanOrEqual(maxBytes)
  expect(isDone(await player.play('look'))).toBe(true)
}, 120_000)
