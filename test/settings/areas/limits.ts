/** Limits of a gateway, reached by clients of every kind. */
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { expect } from 'vitest'
import type { RunningRole } from '../../../server/platform/roles.ts'
import { guest, type Player } from '../../e2e/player.ts'
import { openTelnet } from '../../e2e-clients/telnet-client.ts'
import { listen } from '../../server/edge/session/whole-game.ts'
import { defineArea, type Values } from '../area.ts'
import { deafStream, deafTelnet, deafWebSocket } from '../deaf.ts'
import { httpOf, openStage, type Stage } from '../stage.ts'
import { upgradeStatus } from './doors.ts'

interface Scene {
  readonly stage: Stage
  /** As it comes, but for the keep-alive, which must not come by itself. */
  readonly usual: RunningRole
  /** Three commands at once, one more a second; few sign-ins; one connection for each address. */
  readonly narrow: RunningRole
  /** Three commands at once, and as many more as anybody can type. */
  readonly quick: RunningRole
  /** Three connections, and little patience with slow readers. */
  readonly small: RunningRole
  /** Believes a proxy before HTTP as well. */
  readonly behind: RunningRole
  /** A keep-alive each second, which ends those that do not answer. */
  readonly lively: RunningRole
  /** An account's token for HTTP. */
  readonly token: string
}

const narrow: Values = {
  MUD_LIMIT_COMMANDS_PER_SECOND: '1',
  MUD_LIMIT_COMMAND_BURST: '3',
  MUD_LIMIT_SIGN_INS: '2',
  MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '1',
}
const quick: Values = {
  MUD_LIMIT_COMMANDS_PER_SECOND: '10000',
  MUD_LIMIT_COMMAND_BURST: '3',
  MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '1',
  MUD_TRUST_PROXY: 'on',
}
const small: Values = {
  MUD_LIMIT_COMMANDS_PER_SECOND: '0',
  MUD_LIMIT_CONNECTIONS: '3',
  MUD_LIMIT_SEND_BUFFER_KB: '16',
  MUD_FEED_KEEPALIVE_MS: '300000',
}
const behind: Values = { MUD_TRUST_PROXY: '127.0.0.0/8', MUD_PROXY_PROTOCOL: 'all' }
const lively: Values = { MUD_FEED_KEEPALIVE_MS: '1000' }
const usual: Values = {
  MUD_LIMIT_SEND_BUFFER_KB: '65536',
  MUD_LIMIT_COMMANDS_PER_SECOND: '10000',
  MUD_LIMIT_COMMAND_BURST: '50',
  MUD_FEED_KEEPALIVE_MS: '300000',
}

async function open(): Promise<Scene> {
  const stage = await openStage()
  const [first, second, third, fourth, fifth, sixth] = await Promise.all([
    stage.start('gateway', 'gwusual', usual),
    stage.start('gateway', 'gwnarrow', narrow),
    stage.start('gateway', 'gwquick', quick),
    stage.start('gateway', 'gwsmall', small),
    stage.start('gateway', 'gwlively', lively),
    stage.start('gateway', 'gwbehind', behind),
    stage.start('tick', 't1'),
  ])
  const made = await post(`${httpOf(first)}/v1/accounts`, { name: 'Perla', password })
  const { token } = (await made.json()) as { token: string }
  const wide = { usual: first, lively: fifth, behind: sixth }
  return { stage, ...wide, narrow: second, quick: third, small: fourth, token }
}

const password = 'a lantern in the fog'
const owner = { name: 'owner', password: 'ownerpass1' }

const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** How many of these commands, all sent at once, were taken. */
async function takenAtOnce(role: RunningRole, count: number): Promise<number> {
  const player = await guest(httpOf(role))
  for (let n = 1; n <= count; n += 1) player.send({ t: 'cmd', n, line: 'look' })
  player.send({ t: 'ping', at: 1 })
  await player.next(({ t }) => t === 'pong')
  const isAnswer = ({ t }: { t: string }) => t === 'ack' || t === 'reject'
  await expect.poll(() => player.frames.filter(isAnswer).length).toBeGreaterThanOrEqual(count)
  player.drop()
  return player.frames.filter(({ t }) => t === 'ack').length
}

/** Whether each of these commands, one after the other, is taken. */
async function takesInTurn(role: RunningRole, count: number): Promise<boolean> {
  const player = await guest(httpOf(role))
  let taken = true
  for (let n = 1; taken && n <= count; n += 1) {
    player.send({ t: 'cmd', n, line: 'look' })
    const { t } = await player.next(
      (frame) => ['ack', 'reject'].includes(frame.t) && frame['n'] === n,
    )
    taken = t === 'ack'
  }
  player.drop()
  return taken
}

/** Nobody holds a connection of the gateway any more, so that the next row finds it empty. */
const empty = (role: RunningRole) =>
  expect
    .poll(async () => {
      const { socket, status } = await upgradeStatus(httpOf(role))
      socket.terminate()
      return status
    })
    .toBe(101)

const longWords = 'so it goes on and on '.repeat(23)

/** Says a long sentence many times; resolves when all of it has been said. */
async function speaks(speaker: Player, times: number): Promise<void> {
  const last = speaker.frames.filter(({ t }) => t === 'ack').length + times
  for (let n = last - times + 1; n <= last; n += 1) {
    speaker.send({ t: 'cmd', n, line: `say ${longWords}` })
  }
  await speaker.next((frame) => frame.t === 'done' && frame['n'] === last)
}

export const limits = defineArea({
  open,
  close: ({ stage }: Scene) => stage.stop(),
  rows: {
    async MUD_LIMIT_COMMAND_BURST(scene) {
      expect(await takenAtOnce(scene.usual, 15)).toBe(15)
      const taken = await takenAtOnce(scene.narrow, 15)
      expect(taken).toBeGreaterThanOrEqual(3)
      expect(taken).toBeLessThan(15)
      await empty(scene.narrow)
    },
    async MUD_LIMIT_COMMANDS_PER_SECOND({ narrow: slow, quick: fast }) {
      expect(await takesInTurn(fast, 30)).toBe(true)
      expect(await takesInTurn(slow, 30)).toBe(false)
      await Promise.all([empty(slow), empty(fast)])
    },
    async MUD_LIMIT_CONNECTIONS_PER_ADDRESS({ usual: wide, narrow: one }) {
      const held = await upgradeStatus(httpOf(one))
      expect(held.status).toBe(101)
      expect(await upgradeStatus(httpOf(one))).toMatchObject({
        status: 429,
        retryAfter: expect.stringMatching(/^\d+$/),
      })
      const telnet = await openTelnet(one.telnet?.port ?? 0)
      await telnet.sees('Too many connections from your address')
      held.socket.terminate()
      await empty(one)
      const [first, second] = [await upgradeStatus(httpOf(wide)), await upgradeStatus(httpOf(wide))]
      expect([first.status, second.status]).toEqual([101, 101])
      first.socket.terminate()
      second.socket.terminate()
    },
    async MUD_TRUST_PROXY({ narrow: alone, quick: behind }) {
      for (const [role, status] of [
        [behind, 101],
        [alone, 429],
      ] as const) {
        const from = (address: string) =>
          upgradeStatus(httpOf(role), { 'x-forwarded-for': `10.9.9.9, ${address}` })
        const held = await from('203.0.113.1')
        expect(held.status).toBe(101)
        const other = await from('203.0.113.2')
        expect(other.status).toBe(status)
        expect((await from('203.0.113.1')).status).toBe(429)
        held.socket.terminate()
        other.socket.terminate()
        await empty(role)
      }
    },
    async MUD_PROXY_PROTOCOL({ usual: none, behind: all }) {
      const answerOf = async (role: RunningRole) => {
        const socket = connectTcp({ host: '127.0.0.1', port: role.http?.port ?? 0 })
        socket.write('PROXY TCP4 203.0.113.9 127.0.0.1 5 6\r\n')
        socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        const [answer] = await once(socket, 'data')
        socket.destroy()
        return String(answer).slice(0, 12)
      }
      expect(await answerOf(all)).toBe('HTTP/1.1 200')
      expect(await answerOf(none)).toBe('HTTP/1.1 400')
    },
    async MUD_LIMIT_SIGN_INS({ usual: many, narrow: few }) {
      const tries = async (role: RunningRole) => {
        const statuses: number[] = []
        for (let attempt = 0; attempt < 3; attempt += 1) {
          const wrong = { name: 'Perla', password: 'not this one' }
          statuses.push((await post(`${httpOf(role)}/v1/sessions`, wrong)).status)
        }
        return statuses
      }
      expect(await tries(few)).toEqual([401, 401, 429])
      expect(await tries(many)).toEqual([401, 401, 401])
    },
    async MUD_LIMIT_CONNECTIONS({ usual: wide, small: three, token }) {
      const world = `${httpOf(three)}/v1/events/world`
      const held = await upgradeStatus(httpOf(three))
      const stream = await listen(world, token)
      const telnet = await openTelnet(three.telnet?.port ?? 0)
      await telnet.sees('Your name')
      expect([held.status, stream.status]).toEqual([101, 200])
      const retryAfter = expect.stringMatching(/^\d+$/)
      expect(await upgradeStatus(httpOf(three))).toMatchObject({ status: 503, retryAfter })
      const refused = await fetch(world, { headers: { authorization: `Bearer ${token}` } })
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, retryAfter])
      const fourth = await openTelnet(three.telnet?.port ?? 0)
      await fourth.sees('Please try again in a moment')
      await fourth.closed
      // Each kind gives its place back.
      for (const leave of [() => stream.close(), telnet.drop, () => held.socket.terminate()]) {
        leave()
        await empty(three)
      }
      const four = await Promise.all([1, 2, 3, 4].map(() => upgradeStatus(httpOf(wide))))
      expect(four.map(({ status }) => status)).toEqual([101, 101, 101, 101])
      for (const { socket } of four) socket.terminate()
    },
    async MUD_LIMIT_SEND_BUFFER_KB({ usual: patient, small: hasty }) {
      const speaker = await guest(httpOf(patient))
      const signedIn = await post(`${httpOf(hasty)}/v1/sessions`, owner)
      const { token } = (await signedIn.json()) as { token: string }
      const deafAt = (role: RunningRole) =>
        Promise.all([deafWebSocket(role), deafTelnet(role), deafStream(role, token)])
      const [kept, cut] = [await deafAt(patient), await deafAt(hasty)]
      const areCut = async () => {
        await speaks(speaker, 40)
        return cut.map((one) => one.isCut())
      }
      await expect.poll(areCut, { interval: 1 }).toEqual([true, true, true])
      // Some more than the limit as it comes; whoever was cut off learns of it by asking repeatedly.
      for (let round = 0; round < 12; round += 1) {
        await speaks(speaker, 40)
        expect(kept.map((one) => one.isCut())).toEqual([false, false, false])
      }
      for (const one of [...kept, ...cut]) one.end()
      speaker.drop()
    },
    async MUD_FEED_KEEPALIVE_MS({ usual: seldom, lively: often, token }) {
      const watch = async (role: RunningRole) => {
        const { socket } = await upgradeStatus(httpOf(role))
        let pings = 0
        socket.on('ping', () => {
          pings += 1
        })
        const stream = await listen(`${httpOf(role)}/v1/events/world`, token)
        return { socket, stream, seen: () => [pings > 0, stream.comments.length > 0] }
      }
      const [quiet, lively] = [await watch(seldom), await watch(often)]
      await expect.poll(lively.seen).toEqual([true, true])
      expect(quiet.seen()).toEqual([false, false])
      for (const { socket, stream } of [quiet, lively]) {
        socket.terminate()
        stream.close()
      }
    },
  },
})
