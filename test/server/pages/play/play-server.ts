/**
 * A small real server for the page's own tests: it serves a build with the strict policy of the
 * gateway and speaks `v1.mudstream` over a four-room world. It is no gateway; it only lets the
 * page be tried without one, and lets tests break the line at will.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import { buildWeb, type Manifest } from '../../../../server/pages/play/build.ts'
import { pageDirectives } from '../../../../server/pages/play/policy.ts'
import { rooms, startRoom } from './play-world.ts'

/** The gateway's policy, and stricter where the page can bear it. */
const contentPolicy = [
  ...Object.entries(pageDirectives).map(
    ([name, values]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(' ')}`,
  ),
  "require-trusted-types-for 'script'",
].join('; ')

type Frame = Readonly<Record<string, unknown>>
type Session = {
  readonly id: string
  readonly name: string
  resume: string
  room: string
  lastN: number
  tick: number
  readonly sent: { frame: string; body: Frame }[]
  readonly applied: string[]
  socket: WebSocket | undefined
}

export type PlayServer = {
  readonly url: string
  readonly manifest: Manifest
  /** Every line applied, by character name, in order. */
  applied(name: string): readonly string[]
  /** Sends an event to everyone. */
  tell(event: { kind: string; text: string; spans?: unknown; data?: Frame }): void
  /** Sends any frame to everyone, also at the door, without a frame number. */
  raw(frame: Frame): void
  state(part: string, data: unknown): void
  /** Cuts every socket without a word. */
  cut(): void
  /** While true, commands are neither stored nor answered. */
  deaf: boolean
  /** While true, new sockets are refused. */
  closed: boolean
  settings: unknown
  stop(): Promise<void>
}

export async function startPlayServer(outDir: string): Promise<PlayServer> {
  const manifest = await buildWeb(outDir)
  const sessions = new Map<string, Session>()
  const accounts = new Map<string, string>()
  const tokens = new Map<string, string>()
  const flags = { deaf: false, closed: false, settings: undefined as unknown }

  const http = createServer((request, response) => {
    void answer(request, response, { outDir, manifest, accounts, tokens, flags })
  })
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'v1.mudstream' })
  http.on('upgrade', (request, socket, head) => {
    if (flags.closed) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (ws) => talk(ws, { sessions, tokens, flags }))
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const { port } = http.address() as AddressInfo
  const everyone = () => [...sessions.values()]
  const cut = () => {
    for (const ws of sockets.clients) ws.terminate()
  }
  return {
    url: `http://127.0.0.1:${port}/`,
    manifest,
    applied: (name) => everyone().find((session) => session.name === name)?.applied ?? [],
    tell({ kind, text, spans, data = {} }) {
      for (const session of everyone()) {
        send(session, { t: 'event', kind, text, data, ...(spans ? { spans } : {}) })
      }
    },
    raw(frame) {
      for (const socket of sockets.clients) socket.send(JSON.stringify(frame))
    },
    state(part, data) {
      for (const session of everyone()) send(session, { t: 'state', part, data })
    },
    cut,
    get deaf() {
      return flags.deaf
    },
    set deaf(value) {
      flags.deaf = value
    },
    get closed() {
      return flags.closed
    },
    set closed(value) {
      flags.closed = value
    },
    get settings() {
      return flags.settings
    },
    set settings(value) {
      flags.settings = value
    },
    async stop() {
      cut()
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
    },
  }
}

type Web = {
  outDir: string
  manifest: Manifest
  accounts: Map<string, string>
  tokens: Map<string, string>
  flags: { settings: unknown }
}

async function answer(request: IncomingMessage, response: ServerResponse, web: Web) {
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  const json = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  if (path === '/v1/commands/manifest') return json(200, verbs)
  if (path === '/v1/origins') return json(200, origins)
  if (path.startsWith('/v1/')) {
    let text = ''
    for await (const chunk of request) text += chunk
    const body = text ? JSON.parse(text) : undefined
    if (path === '/v1/settings') {
      if (request.method === 'GET') return json(200, web.flags.settings ?? {})
      web.flags.settings = body
      return json(200, {})
    }
    return enter(path, body, json, web)
  }
  const wanted = path === '/' ? 'index.html' : path.slice(1)
  const file = web.manifest.files.find((known) => known.path === wanted)
  if (!file) return json(404, {})
  response.writeHead(200, {
    'content-type': file.type,
    'content-security-policy': contentPolicy,
    'content-encoding': 'br',
  })
  response.end(await readFile(join(web.outDir, `${file.path}.br`)))
}

function enter(
  path: string,
  body: { name: string; password: string } | undefined,
  json: (status: number, body: unknown) => void,
  { accounts, tokens }: Web,
) {
  if (path === '/v1/sessions/current') return json(204, {})
  if (path === '/v1/links/golden-key') {
    const token = randomUUID()
    tokens.set(token, 'Owner')
    return json(201, { token })
  }
  if (path.startsWith('/v1/links/')) return json(401, {})
  // An account without anything.
  if (!body) return json(200, [])
  const known = accounts.get(body.name)
  if (path === '/v1/accounts' && known !== undefined) return json(409, {})
  if (path === '/v1/sessions' && known !== body.password) return json(401, {})
  accounts.set(body.name, body.password)
  const token = randomUUID()
  tokens.set(token, body.name)
  return json(201, { token })
}

const verbs = ['look', 'inventory', 'say', 'tell', 'take', 'drop', 'north', 'south'].map(
  (verb) => ({
    verb,
    aliases: verb === 'take' ? ['get'] : [],
    args: [],
    help: `How to ${verb}.`,
  }),
)

const origins = [
  { word: 'fisher', name: 'the boats.', text: '', brings: ['a gutting knife'], skill: 'Bind' },
  { word: 'porter', name: 'the quays.', text: '', brings: ['a belaying pin'] },
]

type Talk = {
  sessions: Map<string, Session>
  tokens: Map<string, string>
  flags: { deaf: boolean }
}

function talk(ws: WebSocket, { sessions, tokens, flags }: Talk) {
  let mine: Session | undefined
  const reply = (frame: Frame) => ws.send(JSON.stringify(frame))
  const begin = (name: string) => {
    mine = newSession(name, ws)
    sessions.set(mine.id, mine)
    welcome(mine)
    look(mine)
  }
  ws.on('close', () => {
    if (mine?.socket === ws) mine.socket = undefined
  })
  ws.on('message', (data) => {
    const frame = JSON.parse(String(data))
    if (frame.t === 'ping') return reply({ t: 'pong', at: frame.at })
    if (frame.t === 'hello') {
      const old = sessions.get(frame.resume?.session)
      if (old && old.resume === frame.resume.token) {
        mine = old
        old.socket = ws
        welcome(old)
        const from = old.sent.findIndex((sent) => sent.frame === frame.resume.last)
        for (const { body } of old.sent.slice(from + 1)) reply(body)
        return
      }
      const name = tokens.get(frame.token)
      if (name) return begin(name)
      return reply({ ...stranger, session: randomUUID() })
    }
    if (frame.t === 'guest') return begin(frame.name ?? 'Guest')
    if (frame.t === 'sync') return mine && sync(mine)
    if (frame.t === 'cmd' && mine && !flags.deaf) apply(mine, frame.n, frame.line)
  })
}

const stranger = {
  t: 'welcome',
  protocol: 1,
  character: null,
  world: 'Saltmere',
  needs: 'login',
  lastN: 0,
  resume: 'none',
}

const newSession = (name: string, socket: WebSocket): Session => ({
  id: randomUUID(),
  name,
  resume: randomUUID(),
  room: startRoom,
  lastN: 0,
  tick: 8,
  sent: [],
  applied: [],
  socket,
})

function welcome(session: Session) {
  session.resume = randomUUID()
  session.socket?.send(
    JSON.stringify({
      t: 'welcome',
      protocol: 1,
      session: session.id,
      character: {
        id: session.id,
        name: session.name,
        role: session.name === 'Guest' ? 'guest' : 'player',
      },
      world: 'Saltmere',
      lastN: session.lastN,
      resume: session.resume,
    }),
  )
}

function send(session: Session, body: Frame) {
  session.tick += 1
  const frame = `${session.tick}.1`
  const whole = { ...body, frame }
  session.sent.push({ frame, body: whole })
  session.socket?.send(JSON.stringify(whole))
}

function sync(session: Session) {
  const room = rooms[session.room]
  send(session, { t: 'state', part: 'room', data: { id: session.room, ...room } })
  send(session, { t: 'state', part: 'char', data: { id: session.id, name: session.name, ...body } })
  send(session, { t: 'state', part: 'items', data: { carried, worn } })
}

const body = {
  level: 3,
  vitals: { health: [34, 40], stamina: [18, 30], lucidity: [9, 50] },
  gold: 27,
  affects: [],
  position: 'standing',
}
const carried = [
  { id: 'i1', name: 'a brass lantern' },
  { id: 'i2', name: 'a heel of rye bread', count: 3 },
]
const worn = [{ id: 'i3', name: 'a patched oilskin coat', slot: 'body' }]

function look(session: Session) {
  const room = rooms[session.room]
  if (!room) return
  const spans = [
    { t: `${room.title}\n`, s: 'room' },
    { t: `${room.description}\n` },
    { t: `Ways out: ${room.exits.map((exit) => exit.dir).join(', ')}.`, s: 'exit' },
    ...room.people.map((person) => ({ t: `\n${person.name} is here.`, s: 'npc' })),
  ]
  send(session, {
    t: 'event',
    kind: 'looked',
    text: spans.map((s) => s.t).join(''),
    spans,
    data: {},
  })
}

function apply(session: Session, n: number, line: string) {
  const request = `r${n}`
  session.socket?.send(JSON.stringify({ t: 'ack', n, request }))
  if (n <= session.lastN) return
  session.lastN = n
  session.applied.push(line)
  const status = act(session, line, request)
  send(session, { t: 'done', request, n, status })
}

function act(session: Session, line: string, cause: string): 'completed' | 'refused' {
  const [verb = '', ...words] = line.split(' ')
  const exit = rooms[session.room]?.exits.find(({ dir }) => dir === verb)
  if (exit) {
    session.room = exit.to
    look(session)
    sync(session)
  } else if (verb === 'look') look(session)
  else if (verb === 'hint') return options(session, words.join(' '), cause)
  else if (verb === 'say') speak(session, words.join(' '))
  else {
    send(session, { t: 'event', kind: 'refused', text: `You cannot ${verb} here.`, data: {} })
    return 'refused'
  }
  return 'completed'
}

function speak(session: Session, said: string) {
  const spans = [{ t: 'You say, ' }, { t: `“${said}”`, s: 'speech' }]
  const text = spans.map((s) => s.t).join('')
  send(session, {
    t: 'event',
    kind: 'speech-uttered',
    text,
    spans,
    data: { channel: 'say', actor: { id: session.id } },
  })
}

/** What can be done with the mug or the way up; nothing else is at hand. */
function options(session: Session, what: string, cause: string): 'completed' | 'refused' {
  const lines = { '#i9': ['take mug', 'give mug to …'], up: ['up', 'open up'] }[what]
  if (!lines) {
    const text = 'You see no such thing here.'
    send(session, { t: 'event', kind: 'refused', text, data: {}, cause })
    return 'refused'
  }
  const spans = [
    { t: 'What you can do:\n' },
    ...lines.flatMap((line) => [{ t: line, s: 'command' }, { t: `: How to ${line}.\n` }]),
  ]
  const text = spans.map(({ t }) => t).join('')
  send(session, { t: 'event', kind: 'options-shown', text, spans, data: {}, cause })
  return 'completed'
}
