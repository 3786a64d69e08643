/**
 * An OpenAI-compatible model that is no model: real HTTP, real streaming, scripted delays and
 * faults, token counts, and a log of what it was asked. Also a program:
 *
 *   node test/support/fake-llm.ts --port 4100 --delay 1500 --fault-share 30 --fault hang
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { answerFor } from './fake-llm/answers.ts'
import { type Personality, readRequest, usualPersonality } from './fake-llm/personality.ts'
import {
  type Behaviour,
  type ChatRequest,
  type Fault,
  faults,
  sendAnswer,
  sendBadRequest,
} from './fake-llm/send.ts'

export { type Personality, personalities } from './fake-llm/personality.ts'
export type { Behaviour, ChatRequest, Fault } from './fake-llm/send.ts'
export { faults } from './fake-llm/send.ts'

/** One request as it arrived. */
export interface LoggedRequest {
  readonly at: number
  readonly model: string
  readonly body: ChatRequest
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly fault: Fault | undefined
}

export interface FakeLlm {
  readonly url: string
  readonly port: number
  readonly requests: LoggedRequest[]
  /** Requests that only try how the endpoint wants to be asked; no behaviour applies to them. */
  readonly probes: ChatRequest[]
  /** Takes, ignores and refuses fields like this from now on; like OpenAI's at first. */
  is(personality: Personality): void
  /** Sockets opened so far, and requests in hand at most at once. */
  readonly connections: { opened: number }
  readonly parallel: { now: number; most: number }
  /** How every request is answered from now on. A function decides request by request. */
  behave(behaviour: Behaviour | ((request: ChatRequest, count: number) => Behaviour)): void
  /** Answers the next requests as listed, then as `behave` said. */
  next(...behaviours: Behaviour[]): void
  /** Stops listening, so that connections are really refused; `listenAgain` takes the same port. */
  refuseConnections(): Promise<void>
  listenAgain(): Promise<void>
  stop(): Promise<void>
}

const logMax = 20_000
const bodyBytesMax = 1_000_000

/** Starts the server on loopback; port 0 takes a free one. */
export async function startFakeLlm(options: { port?: number } & Behaviour = {}): Promise<FakeLlm> {
  const { port: wanted = 0, ...first } = options
  const requests: LoggedRequest[] = []
  const probes: ChatRequest[] = []
  let personality: Personality = usualPersonality
  const connections = { opened: 0 }
  const parallel = { now: 0, most: 0 }
  const queue: Behaviour[] = []
  const sockets = new Set<Socket>()
  let decide: (request: ChatRequest, count: number) => Behaviour = () => first

  const server = createServer((request, response) => {
    parallel.now += 1
    parallel.most = Math.max(parallel.most, parallel.now)
    response.once('close', () => {
      parallel.now -= 1
    })
    handle(request, response).catch(() => request.socket.destroy())
  })
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request)
    if (request.url?.endsWith('/log')) return sendJson(response, requests)
    if (request.url?.endsWith('/behave')) {
      decide = () => body as Behaviour
      return sendJson(response, { ok: true })
    }
    const chat = body as ChatRequest
    const reading = readRequest(chat, personality)
    if (request.headers['x-correlation-id'] === 'probe') {
      probes.push(chat)
      if (reading.refused !== undefined) return sendBadRequest(response, reading.refused)
      return sendAnswer(response, chat, reading, (asked) => answerFor(asked, reading.form))
    }
    const behaviour = queue.shift() ?? decide(chat, requests.length)
    const { model } = chat
    requests.push({
      at: performance.now(),
      model,
      body: chat,
      headers: request.headers,
      fault: behaviour.fault,
    })
    if (requests.length > logMax) requests.shift()
    if (reading.refused !== undefined) return sendBadRequest(response, reading.refused)
    const isOwn = behaviour.fault === undefined && behaviour.text === undefined
    const how = isOwn ? { ...behaviour, ...reading } : behaviour
    await sendAnswer(response, chat, how, (asked) => answerFor(asked, reading.form))
  }
  server.on('connection', (socket) => {
    connections.opened += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.keepAliveTimeout = 60_000
  await listen(server, wanted)
  const { port } = server.address() as AddressInfo
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    probes,
    is(next) {
      personality = next
    },
    connections,
    parallel,
    behave(behaviour) {
      decide = typeof behaviour === 'function' ? behaviour : () => behaviour
    },
    next: (...behaviours) => void queue.push(...behaviours),
    refuseConnections: shut,
    listenAgain: () => listen(server, port),
    stop: async () => {
      if (server.listening) await shut()
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > bodyBytesMax) throw new Error('request body too large')
    parts.push(part as Buffer)
  }
  return bytes === 0 ? {} : JSON.parse(Buffer.concat(parts).toString('utf8'))
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Every so many requests in a hundred get the fault, spread evenly and the same in every run. */
function shareOfFaults(fault: Fault, percent: number, rest: Behaviour) {
  let owed = 0
  return (): Behaviour => {
    owed += percent
    if (owed < 100) return rest
    owed -= 100
    return { ...rest, fault }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4100' },
      delay: { type: 'string', default: '0' },
      'chunk-delay': { type: 'string', default: '20' },
      fault: { type: 'string' },
      'fault-share': { type: 'string', default: '100' },
    },
  })
  const fault = faults.find((known) => known === values.fault)
  if (values.fault && !fault) throw new Error(`--fault must be one of ${faults.join(', ')}`)
  const usual = { delayMs: Number(values.delay), chunkDelayMs: Number(values['chunk-delay']) }
  const fake = await startFakeLlm({ port: Number(values.port), ...usual })
  if (fault) fake.behave(shareOfFaults(fault, Number(values['fault-share']), usual))
  process.stdout.write(`fake model ready ${fake.url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void fake.stop())
}

if (import.meta.main) await main()
