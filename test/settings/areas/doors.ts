/** Where the system listens and whom it lets in, seen by clients of all kinds. */

import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { RunningRole } from '../../../server/platform/roles.ts'
import { connect, guest } from '../../e2e/player.ts'
import { openTelnet } from '../../e2e-clients/telnet-client.ts'
import { makeCertificate } from '../../support/certificate.ts'
import { type MailServer, openMailServer } from '../../support/mail-server.ts'
import { portForLater } from '../../support/ports.ts'
import { defineArea, type Values } from '../area.ts'
import { httpOf, openStage, type Stage } from '../stage.ts'

interface Scene {
  readonly stage: Stage
  readonly usual: RunningRole
  readonly changed: RunningRole
  /** Holds the players of a gateway that has no telnet ports. */
  readonly door: RunningRole
  readonly behindDoor: RunningRole
  readonly ports: Readonly<
    Record<'gateway' | 'http' | 'telnet' | 'tls' | 'tick' | 'worker', number>
  >
  readonly mail: MailServer
  /** Of the listener for TLS, PEM. */
  readonly certificate: string
  close(): Promise<void>
}

const friend = 'https://play.example.org'

async function open(): Promise<Scene> {
  const files = makeCertificate()
  const certificate = readFileSync(files.cert, 'utf8')
  const ports = {
    http: await portForLater(),
    telnet: await portForLater(),
    tls: await portForLater(),
    gateway: await portForLater(),
    tick: await portForLater(),
    worker: await portForLater(),
  }
  const mail = await openMailServer()
  const values: Values = {
    MUD_HTTP_HOST: '127.0.0.2',
    MUD_HTTP_PORT: String(ports.http),
    MUD_TELNET_HOST: '127.0.0.3',
    MUD_TELNET_PORT: String(ports.telnet),
    MUD_TELNET_TLS_PORT: String(ports.tls),
    MUD_TLS_CERT: files.cert,
    MUD_TLS_KEY: files.key,
    MUD_ALLOWED_ORIGINS: `${friend},https://other.example.org`,
    MUD_METRICS_HOST: '127.0.0.4',
    MUD_HOSTS: 'play.example.net',
    MUD_METRICS_GATEWAY_PORT: String(ports.gateway),
    MUD_METRICS_TICK_PORT: String(ports.tick),
    MUD_METRICS_WORKER_PORT: String(ports.worker),
    MUD_GUESTS: 'off',
    MUD_PUBLIC_URL: friend,
    MUD_LISTING: '{"NAME":"The Rusted Lantern","GENRE":"Fantasy","MINIMUM AGE":12}',
    MUD_SMTP_URL: mail.url,
    MUD_MAIL_FROM: 'door@example.org',
  }
  const stage = await openStage()
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-door-'))
  const path = join(folder, 'door.sock')
  const [door, behindDoor] = await Promise.all([
    stage.startDoor({ MUD_TELNET_DOOR: path }),
    stage.start('gateway', 'gwbehind', { MUD_TELNET_DOOR: path }),
  ])
  const [usual, changed] = await Promise.all([
    stage.start('gateway', 'gwusual'),
    stage.start('gateway', 'gwchanged', values),
    stage.start('tick', 't1', values),
    stage.start('worker', 'w1', values),
  ])
  return {
    stage,
    usual,
    changed,
    door,
    behindDoor,
    ports,
    mail,
    certificate,
    async close() {
      await stage.stop()
      await mail.close()
      rmSync(folder, { recursive: true })
      files.remove()
    },
  }
}

/** Whether somebody listens there. */
const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp({ host, port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** The status of a WebSocket's upgrade; 101 when it is taken. */
export async function upgradeStatus(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; retryAfter: string | undefined; socket: WebSocket }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'v1.mudstream', { headers })
  socket.on('error', () => undefined)
  return await new Promise((resolve) => {
    socket.once('open', () => resolve({ status: 101, retryAfter: undefined, socket }))
    socket.once('unexpected-response', (_request, { statusCode = 0, headers: answer }) =>
      resolve({ status: statusCode, retryAfter: answer['retry-after'], socket }),
    )
  })
}

/** Both files are needed for one handshake: the certificate is shown, and its key is proved. */
async function showsCertificate({ usual, changed, ports, certificate }: Scene): Promise<void> {
  const socket = connectTls({ host: '127.0.0.3', port: ports.tls, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const ours = new X509Certificate(certificate)
  expect(socket.getPeerCertificate().fingerprint256).toBe(ours.fingerprint256)
  socket.destroy()
  expect(await listens('127.0.0.3', changed.telnet?.port ?? 0)).toBe(true)
  expect(await listens('127.0.0.1', usual.telnet?.port ?? 0)).toBe(true)
}

let written = 0

/** A new account tells where mail shall go; what is sent there can be used, once. */
async function sendsMail({ usual, changed, mail }: Scene): Promise<void> {
  const name = `Post${['a', 'b', 'c'][written++]}rius`
  const current = 'a lantern in the fog'
  const call = async (role: RunningRole, method: string, path: string, body: object, token = '') =>
    (
      await fetch(`${httpOf(role)}${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
    ).status
  const made = await fetch(`${httpOf(changed)}/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: current }),
  })
  const { token } = (await made.json()) as { token: string }
  const address = { current, email: `${name}@example.net` }
  expect(await call(usual, 'PUT', '/v1/email', address, token)).toBe(422)
  expect(await call(changed, 'PUT', '/v1/email', address, token)).toBe(204)
  const sentTo = () => mail.taken.filter(({ to }) => to === address.email)
  const secretIn = (what: string) =>
    new RegExp(`${friend}/\\?${what}=(\\S+)`).exec(sentTo().at(-1)?.source ?? '')?.[1]
  expect(sentTo().at(-1)?.from).toBe('door@example.org')
  // Nothing goes to an address before it has been confirmed.
  expect(await call(changed, 'POST', '/v1/password/reset', { name })).toBe(202)
  expect(await call(changed, 'POST', `/v1/email/confirm/${secretIn('confirm')}`, {})).toBe(204)
  expect(await call(changed, 'POST', '/v1/password/reset', { name })).toBe(202)
  await expect.poll(() => sentTo().length).toBe(2)
  const reset = `/v1/password/reset/${secretIn('reset')}`
  expect(await call(changed, 'POST', reset, { next: 'password1' })).toBe(422)
  expect(await call(changed, 'POST', reset, { next: 'another lantern' })).toBe(204)
  expect(await call(changed, 'POST', reset, { next: 'another lantern' })).toBe(410)
  const entered = { name, password: 'another lantern' }
  expect(await call(changed, 'POST', '/v1/sessions', entered)).toBe(201)
}

/** The status of a request that is meant for a host; `fetch` does not let anybody choose that. */
const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${url}/healthz`, { headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).once('error', reject)
  })

const scrape = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text()

export const doors = defineArea({
  open,
  close: (scene: Scene) => scene.close(),
  rows: {
    async MUD_HTTP_HOST({ ports }) {
      expect((await fetch(`http://127.0.0.2:${ports.http}/healthz`)).status).toBe(200)
      expect(await listens('127.0.0.1', ports.http)).toBe(false)
    },
    async MUD_HTTP_PORT({ changed, ports }) {
      expect(changed.http?.port).toBe(ports.http)
      expect((await upgradeStatus(`http://127.0.0.2:${ports.http}`)).status).toBe(101)
    },
    async MUD_TELNET_HOST({ ports }) {
      expect(await listens('127.0.0.3', ports.telnet)).toBe(true)
      expect(await listens('127.0.0.1', ports.telnet)).toBe(false)
    },
    async MUD_TELNET_PORT({ changed, usual, ports }) {
      expect(changed.telnet?.port).toBe(ports.telnet)
      expect(usual.telnet?.port).not.toBe(ports.telnet)
      const socket = connectTcp({ host: '127.0.0.3', port: ports.telnet })
      const [greeting] = await once(socket, 'data')
      expect((greeting as Buffer).length).toBeGreaterThan(0)
      socket.destroy()
    },
    MUD_TELNET_TLS_PORT: showsCertificate,
    async MUD_TELNET_DOOR({ door, behindDoor }) {
      expect(behindDoor.telnet).toBeUndefined()
      const telnet = await openTelnet(door.telnet?.port ?? 0)
      await telnet.sees('Your name')
      telnet.drop()
    },
    MUD_TLS_CERT: showsCertificate,
    MUD_TLS_KEY: showsCertificate,
    async MUD_ALLOWED_ORIGINS({ usual, changed }) {
      const from = (origin: string, url: string) => upgradeStatus(url, { origin })
      expect((await from(friend, httpOf(changed))).status).toBe(101)
      expect((await from('https://evil.example.org', httpOf(changed))).status).toBe(403)
      expect((await from(friend, httpOf(usual))).status).toBe(403)
    },
    async MUD_HOSTS({ usual, changed }) {
      const asked = (role: RunningRole, host: string) => statusFor(httpOf(role), host)
      expect(await asked(changed, 'play.example.net')).toBe(200)
      expect(await asked(changed, 'door.example.org:443')).toBe(421)
      expect(await asked(changed, 'localhost')).toBe(200)
      // Only this machine reaches the usual one, so that no name leads there but by a trick.
      expect(await asked(usual, 'play.example.net')).toBe(421)
      expect(await asked(usual, '127.0.0.1:4000')).toBe(200)
      const socket = await upgradeStatus(httpOf(usual), { host: 'play.example.net' })
      expect(socket.status).toBe(421)
    },
    async MUD_METRICS_GATEWAY_PORT({ usual, changed, ports }) {
      expect(await scrape(`http://127.0.0.4:${ports.gateway}`)).toContain('role="gateway"')
      // Where players come from elsewhere, figures are on a port of their own only.
      expect(await scrape(httpOf(usual))).toContain('role="gateway"')
      expect((await fetch(`${httpOf(changed)}/metrics`)).status).toBe(404)
    },
    async MUD_METRICS_HOST({ ports }) {
      expect(await scrape(`http://127.0.0.4:${ports.tick}`)).toContain('role="tick"')
      expect(await listens('127.0.0.1', ports.tick)).toBe(false)
    },
    async MUD_METRICS_TICK_PORT({ ports }) {
      expect(await scrape(`http://127.0.0.4:${ports.tick}`)).toContain('role="tick"')
    },
    async MUD_METRICS_WORKER_PORT({ ports }) {
      expect(await scrape(`http://127.0.0.4:${ports.worker}`)).toContain('role="worker"')
    },
    async MUD_LISTING({ usual, changed }) {
      for (const [role, listed] of [
        [usual, { NAME: 'Mudstream' }],
        [changed, { NAME: 'The Rusted Lantern', GENRE: 'Fantasy', 'MINIMUM AGE': '12' }],
      ] as const) {
        const { host, port } = role.telnet ?? { host: '', port: 0 }
        const crawler = await openTelnet(port, { mssp: true }, undefined, host)
        expect(await crawler.mssp()).toMatchObject(listed)
        crawler.type('MSSP-REQUEST')
        for (const [name, value] of Object.entries(listed)) {
          await crawler.sees(`${name}\t${value}\r\n`)
        }
        crawler.drop()
      }
    },
    MUD_PUBLIC_URL: sendsMail,
    MUD_SMTP_URL: sendsMail,
    MUD_MAIL_FROM: sendsMail,
    async MUD_GUESTS({ usual, changed }) {
      const welcomed = await guest(httpOf(usual))
      welcomed.drop()
      const refused = await connect(httpOf(changed))
      refused.send({ t: 'hello' })
      refused.send({ t: 'guest' })
      await refused.next(({ t }) => t === 'reject')
      refused.drop()
      for (const [role, sees] of [
        [usual, /Exits/],
        [changed, /not let in/],
      ] as const) {
        const { host, port } = role.telnet ?? { host: '', port: 0 }
        const client = await openTelnet(port, {}, undefined, host)
        const asked = await client.sees(/Your name \([^)]*\)/)
        expect(asked.includes('guest')).toBe(role === usual)
        client.type('guest')
        await client.sees(sees)
        client.drop()
      }
    },
  },
})
