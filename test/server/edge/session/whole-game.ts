/** The roles of a whole game in this process, on the shared servers, with a world of its own. */
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import type { ClientFrame } from '../../../../schema/frames/client.ts'
import { loadConfig } from '../../../../server/platform/config.ts'
import { openLog } from '../../../../server/platform/log.ts'
import type { RoleParts, RunningRole } from '../../../../server/platform/roles.ts'
import { runGateway } from '../../../../server/roles/gateway.ts'
import { runTick } from '../../../../server/roles/tick.ts'
import { setUp } from '../../../../server/run/prepare.ts'
import { runWorker } from '../../../../workers/role.ts'
import { type AnyFrame, readFrame } from '../../../support/any-frame.ts'
import { freshDatabase, natsUrl } from '../../../support/servers.ts'

export interface WholeGame {
  readonly url: string
  readonly world: string
  readonly telnetPort: number
  /** What another role of this game is started with; a worker unless said otherwise. */
  readonly parts: (instance: string, login?: 'gateway' | 'worker') => RoleParts
  /** What a program beside the game needs to reach its servers with every right. */
  readonly environment: Readonly<Record<string, string>>
  readonly worker: RunningRole
  /** An account with a token for HTTP, and its character. */
  account(name: string): Promise<{ token: string; character: string }>
  /** What was in memory is gone; another tick leads from what was kept. */
  restartTick(): Promise<void>
  stop(): Promise<void>
}

/** Starts gateway, tick and worker. `settings` come on top of those that a test needs. */
export async function startWholeGame(settings: Record<string, string> = {}): Promise<WholeGame> {
  const world = `g${randomBytes(6).toString('hex')}`
  const database = await freshDatabase('game')
  const personKey = Buffer.alloc(32, 3).toString('base64url')
  const config = loadConfig({
    MUD_WORLD: world,
    MUD_PERSON_KEY: personKey,
    MUD_LOG_LEVEL: 'silent',
    MUD_HTTP_PORT: '0',
    MUD_TELNET_PORT: '0',
    MUD_LIMIT_SIGN_INS: '0',
    MUD_OWNER_PASSWORD: 'ownerpass1',
    ...settings,
  })
  const log = openLog(config, 'test')
  const admin = natsUrl('admin')
  await setUp({ config, log, databaseUrl: database.url('owner'), natsUrl: admin })
  const parts = (
    instance: string,
    login: 'tick' | 'gateway' | 'worker' = 'gateway',
  ): RoleParts => ({
    config,
    log,
    instance,
    natsUrl: admin,
    databaseUrl: database.url(login),
  })
  let tick = await runTick(parts('t1', 'tick'))
  const hired = await runWorker(parts('w1', 'worker'))
  let stopped: Promise<void> | undefined
  // A test may have stopped it before.
  const worker = { ...hired, stop: () => (stopped ??= hired.stop()) }
  const gateway = await runGateway(parts('gw1', 'gateway'))
  const url = `http://${gateway.http?.host}:${gateway.http?.port}`
  return {
    url,
    world,
    telnetPort: gateway.telnet?.port ?? 0,
    parts: (instance, login = 'worker') => parts(instance, login),
    environment: {
      MUD_WORLD: world,
      MUD_DATABASE_URL: database.url('owner'),
      MUD_NATS_URL: admin,
      MUD_PERSON_KEY: personKey,
    },
    worker,
    async account(name) {
      const body = JSON.stringify({ name, password: 'a lantern in the fog' })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/v1/accounts`, { method: 'POST', body, headers })
      const made = (await answer.json()) as { token: string; character: { id: string } }
      return { token: made.token, character: made.character.id }
    },
    async restartTick() {
      await tick.stop()
      tick = await runTick(parts('t2', 'tick'))
    },
    async stop() {
      await gateway.stop()
      await worker.stop()
      await tick.stop()
      await database.drop()
    },
  }
}

export interface TestPlayer {
  readonly frames: AnyFrame[]
  send(line: string): void
  /** The next frame that fits, looking at those that have come already first. */
  until(fits: (frame: AnyFrame) => boolean): Promise<AnyFrame>
  close(): void
}

/** A player with a socket, signed in by token. */
export async function play(url: string, token: string): Promise<TestPlayer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'v1.mudstream')
  const frames: AnyFrame[] = []
  const waiting = new Set<() => void>()
  let n = 0
  socket.on('message', (data) => {
    frames.push(readFrame(String(data)))
    for (const look of waiting) look()
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const send = (frame: ClientFrame) => socket.send(JSON.stringify(frame))
  const player: TestPlayer = {
    frames,
    send(line) {
      n += 1
      send({ t: 'cmd', n, line })
    },
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(fits)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () => socket.terminate(),
  }
  send({ t: 'hello', token })
  await player.until((frame) => frame.t === 'event' && frame['kind'] === 'looked')
  return player
}

export interface TestEvent {
  readonly name: string
  readonly id: string | undefined
  readonly data: Readonly<Record<string, unknown>>
}

export interface TestEvents {
  readonly status: number
  readonly events: TestEvent[]
  readonly comments: string[]
  until(fits: (event: TestEvent) => boolean): Promise<TestEvent>
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
  close(): void
}

/** An open stream of server-sent events, read as the standard says. */
export async function listen(
  url: string,
  token: string,
  lastEventId?: string,
): Promise<TestEvents> {
  const abort = new AbortController()
  const response = await fetch(url, {
    signal: abort.signal,
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  })
  const events: TestEvent[] = []
  const comments: string[] = []
  const waiting = new Set<() => void>()
  const take = (block: string) => {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2)
    if (block.startsWith(':')) comments.push(block)
    const name = field('event')
    if (!name) return
    events.push({ name, id: field('id'), data: JSON.parse(field('data') ?? 'null') })
    for (const look of waiting) look()
  }
  const read = async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }
  const ended = response.status === 200 ? read().catch(() => undefined) : Promise.resolve()
  return {
    status: response.status,
    events,
    comments,
    ended,
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find(fits)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () => abort.abort(),
  }
}
