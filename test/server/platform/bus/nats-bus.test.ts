import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { subjectsOf } from '../../../../schema/subjects.ts'
import {
  type Bus,
  type QueuedMessage,
  StoreRefused,
  StoreSilent,
} from '../../../../server/platform/bus/bus.ts'
import { connectNats } from '../../../../server/platform/bus/connect.ts'
import { openBus } from '../../../../server/platform/bus/nats-bus.ts'
import { readJson } from '../../../../server/platform/bus/read-json.ts'
import { loadConfig } from '../../../../server/platform/config.ts'
import { classifyError, RetryableError } from '../../../../server/platform/errors.ts'
import { processCounts } from '../../../../server/platform/process-counts.ts'
import { natsMonitorUrl, natsUrl } from '../../../support/servers.ts'

const subjects = subjectsOf(`b${randomBytes(6).toString('hex')}`)
const { jobs, events } = subjects.streams
const broken: string[] = []

describe('the bus on NATS', () => {
  let bus: Bus

  beforeAll(async () => {
    const onBroken = (subject: string) => void broken.push(subject)
    bus = await openBus({ url: natsUrl('admin'), name: 'bus-test', onBroken })
    await bus.streams.prepare(subjects, loadConfig({}))
  })
  afterAll(async () => {
    const nc = await connectNats(natsUrl('admin'), 'bus-test-end')
    const { streams } = await nc.jetstreamManager()
    for (const stream of Object.values(subjects.streams)) await streams.delete(stream)
    await Promise.all([nc.close(), bus.close()])
  })

  it('says what another version or other settings would change of its streams, and changes nothing', async () => {
    const other = loadConfig({ MUD_COMMANDS_MAX_MB: '512' })
    const { commands } = subjects.streams
    const change = `${commands}: max_bytes 1073741824 becomes 536870912`
    for (const _ of [1, 2]) expect(await bus.streams.changes(subjects, other)).toEqual([change])
    expect(await bus.streams.changes(subjects, loadConfig({}))).toEqual([])
    const none = await bus.streams.changes(subjectsOf('nobodys'), loadConfig({}))
    expect(none).toContain('COMMANDS_nobodys: is made')
  })

  it('drops and counts only the message that its listener cannot read or handle', async () => {
    const heard: unknown[] = []
    const subject = subjects.system('left', 'a')
    const before = processCounts.busMessagesDropped
    bus.subscribe(subject, {
      read: readJson(z.object({ so: z.string() })),
      heard({ so }) {
        if (so === 'bad') throw new Error('cannot')
        heard.push(so)
      },
    })
    for (const text of [
      'this is not JSON',
      '',
      '{"so":1}',
      'null',
      '{"so":"bad"}',
      '{"so":"is"}',
    ]) {
      bus.publish(subject, text)
    }
    await bus.flush()
    await expect.poll(() => heard).toEqual(['is'])
    expect(broken).toEqual(Array(5).fill(subject))
    expect(processCounts.busMessagesDropped - before).toBe(5)
  })

  it('hands each message to one of a group', async () => {
    const heard: string[] = []
    const subject = subjects.system('left', 'b')
    for (const name of ['one', 'other']) {
      bus.subscribe(subject, {
        read: (text) => text,
        heard: (text) => heard.push(`${name} ${text}`),
        group: 'probes',
      })
    }
    for (const text of ['1', '2', '3']) bus.publish(subject, text)
    await bus.flush()
    await expect.poll(() => heard.map((text) => text.split(' ')[1])).toEqual(['1', '2', '3'])
  })

  it('is drained when listeners have done with what they heard, which may need the bus', async () => {
    const leaving = await openBus({
      url: natsUrl('admin'),
      name: 'leaving',
      onBroken: () => undefined,
    })
    const [asked, told] = [subjects.system('left', 'asked'), subjects.system('left', 'told')]
    const heard: string[] = []
    bus.subscribe(told, { read: String, heard: (text) => heard.push(text) })
    await bus.flush()
    const begun = Promise.withResolvers<void>()
    let settle = () => {}
    leaving.subscribe(asked, {
      read: String,
      async heard(text) {
        begun.resolve()
        await new Promise<void>((resolve) => {
          settle = resolve
        })
        leaving.publish(told, text)
      },
    })
    await leaving.flush()
    bus.publish(asked, 'still here')
    await begun.promise
    const drained = leaving.drain()
    // It would be closed by now if it waited for nobody.
    await Promise.race([leaving.closed, new Promise((resolve) => setTimeout(resolve, 500))])
    settle()
    await drained
    await expect.poll(() => heard).toEqual(['still here'])
  })

  it('tells who listens where it may not', async () => {
    const gateway = await openBus({
      url: natsUrl('gateway'),
      name: 'probe',
      onBroken: () => undefined,
    })
    const refused = new Promise<Error>((onError) => {
      gateway.subscribe('mud.main.cmd.>', { read: String, heard: () => undefined, onError })
    })
    expect(String(await refused)).toMatch(/permission/i)
    await gateway.close()
  })

  it('says of a stream that never held anything that it ends at 0', async () => {
    expect(await bus.streams.state(subjects.streams.dead)).toMatchObject({
      messages: 0,
      lastSeq: 0,
    })
  })

  it('stores a message once, however often it is sent under one id', async () => {
    const subject = subjects.events(1, 'probe')
    const before = await bus.streams.state(events)
    await bus.store(subject, 'first', { id: 'once' })
    await bus.store(subject, 'first', { id: 'once' })
    expect(await bus.streams.state(events)).toMatchObject({
      tag: before.tag,
      messages: before.messages + 1,
    })
  })

  it('tells a stream that refuses from one that says nothing', async () => {
    const tooLong = 'x'.repeat(1_000)
    const nc = await connectNats(natsUrl('admin'), 'bus-test-limits')
    const { streams } = await nc.jetstreamManager()
    const { config } = await streams.info(events)
    await streams.update(events, { ...config, max_msg_size: 100 })
    await expect(bus.store(subjects.events(1, 'probe'), tooLong, { id: 'long' })).rejects.toThrow(
      StoreRefused,
    )
    await streams.update(events, config)
    // Somebody listens, and nobody answers.
    const subject = subjects.system('left', 'c')
    bus.subscribe(subject, { read: String, heard: () => undefined })
    await expect(bus.store(subject, 'anybody?', { id: 'c', withinMs: 50 })).rejects.toThrow(
      StoreSilent,
    )
    await expect(bus.store(subjects.system('left', 'd'), '', { id: 'd' })).rejects.toThrow(
      RetryableError,
    )
    await nc.close()
  })

  it('hands a message of a queue out again until it is done, with its headers', async () => {
    const queue = bus.queue(jobs, 'talk')
    const headers = { 'Mud-Key': 'k1', 'Mud-Replay': undefined }
    await bus.store(subjects.jobs('talk', 'npc-reply', 'j1'), 'job', { id: 'j1', headers })
    const taken = async (): Promise<QueuedMessage> => {
      const message = await queue.next(5_000)
      if (!message) throw new Error('nothing came')
      return message
    }
    const first = await taken()
    expect([first.text, first.delivery, first.header('Mud-Key')]).toEqual(['job', 1, 'k1'])
    expect(first.header('Mud-Replay')).toBe('')
    expect(await bus.streams.queues(jobs)).toContainEqual({
      name: 'talk',
      paused: false,
      pending: 0,
      underWay: 1,
      redelivered: 0,
    })
    first.again(1)
    const second = await taken()
    expect(second.delivery).toBe(2)
    await second.done()
    expect((await bus.streams.state(jobs)).messages).toBe(0)
    expect(await queue.next(1_000)).toBeNull()
  })

  it('pulls for nobody once a message was taken, or the waiting was ended', async () => {
    const queue = bus.queue(jobs, 'talk')
    const put = (id: string) => bus.store(subjects.jobs('talk', 'npc-reply', id), id, { id })
    await put('j2')
    await (await queue.next(1_000))?.done()
    await bus.flush()
    const listening = await subscriptions()
    for (const id of ['j3', 'j4']) {
      await put(id)
      const next = await queue.next(5_000)
      expect([next?.text, next?.delivery]).toEqual([id, 1])
      await next?.done()
      const stopping = new AbortController()
      const ended = queue.next(60_000, stopping.signal)
      await bus.flush()
      stopping.abort()
      expect(await ended).toBeNull()
      expect(await queue.next(60_000, stopping.signal)).toBeNull()
    }
    await bus.flush()
    expect(await subscriptions()).toBe(listening)
  })

  it('holds a paused queue back until it is resumed', async () => {
    const paused = async () =>
      (await bus.streams.queues(jobs)).find(({ name }) => name === 'ambient')?.paused
    await bus.streams.pause(jobs, 'ambient', Date.now() + 60_000)
    expect(await paused()).toBe(true)
    await bus.streams.resume(jobs, 'ambient')
    expect(await paused()).toBe(false)
  })

  it('says when it has ended', async () => {
    const short = await openBus({ url: natsUrl('admin'), name: 'short', onBroken: () => undefined })
    expect([short.isUp(), short.isClosed()]).toEqual([true, false])
    await short.close()
    expect(await short.closed).toBeUndefined()
    expect([short.isUp(), short.isClosed()]).toEqual([false, true])
    const late = short.store(subjects.events(1, 'probe'), '', { id: 'late' })
    expect(classifyError(await late.catch((error: unknown) => error)).kind).toBe('unknown-outcome')
  })
})

/** Subscriptions of the connection under test, as the server counts them. */
async function subscriptions(): Promise<number | undefined> {
  const answer = await fetch(`${natsMonitorUrl()}/connz`)
  const { connections } = (await answer.json()) as {
    connections: { name: string; subscriptions: number }[]
  }
  return connections.find(({ name }) => name === 'bus-test')?.subscriptions
}
