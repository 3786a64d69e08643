/** `mudstream queue`: operators look at what waits on the bus and throw it away, but never commands. */
import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { subjectsOf } from '../../../schema/subjects.ts'
import { openBus } from '../../../server/platform/bus/nats-bus.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import { mudstream as program } from '../../support/program.ts'
import { natsUrl } from '../../support/servers.ts'

const world = 'queuecommand'

async function queue(...words: string[]): Promise<{ code: number | null; said: string }> {
  const env = { PATH: process.env['PATH'], MUD_WORLD: world, MUD_NATS_URL: natsUrl('admin') }
  const child = spawn(process.execPath, [program, 'queue', ...words], { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

// PROMISE RUNBOOK: throws away what waits, but never commands, which were acknowledged to players
test('peek shows the oldest messages, purge takes all but commands', async () => {
  const bus = await openBus({ url: natsUrl('admin'), name: 'test', onBroken: () => undefined })
  onTestFinished(() => bus.close())
  const subjects = subjectsOf(world)
  await bus.streams.prepare(subjects, loadConfig({ MUD_WORLD: world }))
  for (const id of ['one', 'two', 'three']) {
    await bus.store(subjects.jobs('ambient', 'narrate-room', 'k'), `{"job":"${id}"}`, { id })
  }
  await bus.store(subjects.commands(1, 'gw1'), '[]', { id: 'c1' })
  const shown = await queue('peek', 'jobs', '--count', '2')
  expect(shown.said).toContain('{"job":"one"}')
  expect(shown.said).toContain('{"job":"two"}')
  expect(shown.said).not.toContain('three')
  expect((await queue('peek', 'dead')).said).toContain('Nothing waits in dead.')
  expect((await queue('peek', 'nothing')).said).toContain('there are: commands, events, jobs, dead')

  expect(await queue('purge', 'jobs')).toMatchObject({ code: 1 })
  expect((await bus.streams.state(subjects.streams.jobs)).messages).toBe(3)
  expect((await queue('purge', 'jobs', '--yes')).said).toContain('3 messages are gone from jobs.')
  expect((await bus.streams.state(subjects.streams.jobs)).messages).toBe(0)
  expect((await queue('purge', 'commands', '--yes')).said).toContain('acknowledged to players')
  expect((await bus.streams.state(subjects.streams.commands)).messages).toBe(1)
})
