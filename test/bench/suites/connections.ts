/**
 * What idle connections cost a gateway, telnet and WebSocket, and whether readers who do not read
 * slow anybody else down.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { portForLater } from '../../support/ports.ts'
import { Player, type Tally } from '../load/player.ts'
import { type LoadSocket, openSocket } from '../load/socket.ts'
import { note, type SuiteResult, spreadOf } from '../support/figures.ts'
import { type System, startSystem } from '../support/system.ts'
import { middle, side } from '../support/world.ts'

const entrants = 24
const readersPerDoor = 10
const talkers = 4
const linesPerSecond = 4
const turns = 6
const wordsOfTalkers = 'and the tide comes in '.repeat(18)

interface Cost {
  readonly rssBytes: number
  readonly heapBytes: number
  /** CPU milliseconds of the gateway in each second. */
  readonly cpuMsPerS: number
}

export async function connectionsSuite(quick: boolean): Promise<SuiteResult> {
  const each = quick ? 200 : 1_000
  const seconds = quick ? 5 : 15
  const telnetPort = await portForLater()
  const system = await startSystem({ env: { MUD_TELNET_PORT: String(telnetPort) } })
  await warmUp(system, telnetPort)
  const empty = await costOf(system, seconds)
  const telnets = await inTurns(each, (index) => telnetGuest(telnetPort, index))
  note(`${each} are in by telnet`)
  const withTelnet = await costOf(system, seconds)
  const tally = newTally()
  const sockets = await inTurns(each, async () => {
    const player = new Player(tally, nextShare)
    await player.enter(system.ws)
    await player.walkAway()
    return player
  })
  note(`${each} are in by WebSocket`)
  const withBoth = await costOf(system, seconds)
  const readers = await slowReaders(system, telnetPort, quick ? 2 : 4)
  for (const socket of telnets) socket.destroy()
  for (const player of sockets) player.close()
  await system.stop()

  const telnetBytes = (withTelnet.rssBytes - empty.rssBytes) / each
  const socketBytes = (withBoth.rssBytes - withTelnet.rssBytes) / each
  const stages = [
    ['nobody', empty],
    [`${each} telnet`, withTelnet],
    [`${each} telnet, ${each} WebSocket`, withBoth],
  ] as const
  return {
    name: 'connections',
    tables: [
      {
        title: 'Idle connections of one gateway',
        head: ['signed in and silent', 'resident MiB', 'heap MiB', 'CPU ms/s'],
        rows: stages.map(([who, { rssBytes, heapBytes, cpuMsPerS }]) => [
          who,
          rssBytes / 2 ** 20,
          heapBytes / 2 ** 20,
          cpuMsPerS,
        ]),
      },
      {
        title: 'Memory of one connection (KiB resident)',
        head: ['telnet', 'WebSocket'],
        rows: [[telnetBytes / 1_024, socketBytes / 1_024]],
      },
      {
        title: `Echo of one player among ${2 * readersPerDoor} readers and ${talkers} who talk (ms)`,
        head: ['the readers', 'count', 'p50', 'p95', 'p99', 'cut off'],
        rows: [
          ['read', ...figures(readers.reading), 0],
          ['have stopped', ...figures(readers.stopped), readers.cutOff],
        ],
      },
    ],
    targets: [
      { what: 'KiB for one telnet connection', value: telnetBytes / 1_024, limit: 100 },
      { what: 'KiB for one WebSocket', value: socketBytes / 1_024, limit: 100 },
      {
        what: 'echo p50 beside stopped readers, times without',
        value: spreadOf(readers.stopped).p50 / spreadOf(readers.reading).p50,
        limit: 1.2,
      },
    ],
  }
}

/** A few who come and go by either door: what the gateway needs for its first guest is no guest's. */
async function warmUp(system: System, telnetPort: number): Promise<void> {
  const telnets = await inTurns(entrants, (index) => telnetGuest(telnetPort, index))
  const sockets = await inTurns(entrants, () => webSocketGuest(system.ws))
  for (const socket of telnets) socket.destroy()
  for (const socket of sockets) socket.terminate()
}

function figures(durationsMs: readonly number[]): number[] {
  const { count, p50, p95, p99 } = spreadOf(durationsMs)
  return [count, p50, p95, p99]
}

/** The least memory seen and the mean CPU over some silent seconds. */
async function costOf(system: System, seconds: number): Promise<Cost> {
  const pid = gatewayPid(system)
  // What signing in left behind is collected first.
  await sleep(3_000)
  const before = system.cpu()['gateway'] ?? 0
  const began = performance.now()
  let rssBytes = Number.POSITIVE_INFINITY
  for (let second = 0; second < seconds; second += 1) {
    await sleep(1_000)
    rssBytes = Math.min(rssBytes, residentBytes(pid))
  }
  const used = (system.cpu()['gateway'] ?? 0) - before
  const cpuMsPerS = (used * 1_000) / (performance.now() - began)
  const heapBytes = (await system.gatewayMetrics()).value('nodejs_heap_size_used_bytes')
  return { rssBytes, heapBytes, cpuMsPerS }
}

function gatewayPid(system: System): number {
  const listed = JSON.parse(readFileSync(join(system.dataDir, 'processes.json'), 'utf8')) as {
    name: string
    pid: number
  }[]
  const gateway = listed.find(({ name }) => name.startsWith('gw'))
  if (!gateway) throw new Error('there is no gateway')
  return gateway.pid
}

/** `VmRSS` of proc_pid_status(5), which is in KiB. */
function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024
}

async function inTurns<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  let next = 0
  const one = async () => {
    for (let index = next++; index < count; index = next++) made.push(await make(index))
  }
  await Promise.all(Array.from({ length: entrants }, one))
  return made
}

/** A guest by telnet who has walked to a room of its own choosing; reads, and negotiates nothing. */
async function telnetGuest(port: number, index: number, stays = false): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const x = stays ? middle : index % side
  const y = stays ? middle : Math.floor(index / side) % side
  const ways = [
    ...Array<string>(Math.abs(x - middle)).fill(x < middle ? 'west' : 'east'),
    ...Array<string>(Math.abs(y - middle)).fill(y < middle ? 'south' : 'north'),
  ]
  const arrived = `the walk is over for ${index}`
  socket.write(['guest', ...ways, `say ${arrived}`, ''].join('\r\n'))
  let heard = ''
  for await (const [chunk] of eventsOf(socket)) {
    heard = (heard + String(chunk)).slice(-2_000)
    if (heard.includes(arrived)) break
  }
  // From here on it only reads.
  socket.on('data', () => undefined)
  socket.on('error', () => undefined)
  return socket
}

async function* eventsOf(socket: Socket): AsyncGenerator<unknown[]> {
  for (;;) yield await once(socket, 'data')
}

interface Readers {
  readonly reading: readonly number[]
  readonly stopped: readonly number[]
  readonly cutOff: number
}

/** Turns of the same talk, while the readers read and while they do not; one player is timed. */
async function slowReaders(system: System, port: number, seconds: number): Promise<Readers> {
  const doors = await Promise.all(
    Array.from({ length: readersPerDoor }, async (_, index) => [
      await telnetGuest(port, 100_000 + index, true),
      await webSocketGuest(system.ws),
    ]),
  )
  const readers = doors.flat()
  const voices = await Promise.all(Array.from({ length: talkers }, () => openVoice(system.ws)))
  const tally = newTally()
  const timed = new Player(tally, nextShare)
  await timed.enter(system.ws)
  const talking = setInterval(() => {
    for (const voice of voices) voice.say()
  }, 1_000 / linesPerSecond)
  const asking = setInterval(() => timed.act({ look: 0, say: 1 }), 100)
  const turn = async () => {
    const from = tally.echoesMs.length
    tally.measuring = true
    await sleep(seconds * 1_000)
    tally.measuring = false
    return tally.echoesMs.slice(from)
  }
  const reading: number[] = []
  const stopped: number[] = []
  await sleep(2_000)
  for (let index = 0; index < turns; index += 1) {
    reading.push(...(await turn()))
    for (const reader of readers) reader.pause()
    stopped.push(...(await turn()))
    for (const reader of readers) reader.resume()
    await sleep(1_000)
  }
  clearInterval(talking)
  clearInterval(asking)
  const cutOff = (await system.gatewayMetrics()).value('mud_gateway_drops_total', 'slow-reader')
  timed.close()
  for (const voice of voices) voice.close()
  for (const reader of readers) {
    if (reader instanceof WebSocket) reader.terminate()
    else reader.destroy()
  }
  return { reading, stopped, cutOff }
}

async function webSocketGuest(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, ['v1.mudstream'])
  socket.on('error', () => undefined)
  await once(socket, 'open')
  socket.send('{"t":"hello"}')
  socket.send('{"t":"guest"}')
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      if (String(data).startsWith('{"t":"state"')) resolve()
    })
  })
  return socket
}

/** Somebody who talks and does not listen to the answers. */
async function openVoice(url: string): Promise<{ say(): void; close(): void }> {
  let n = 0
  let isIn: () => void
  const entered = new Promise<void>((resolve) => {
    isIn = resolve
  })
  const socket: LoadSocket = await openSocket(url, {
    frame(bytes, from, to) {
      if (n === 0 && bytes.subarray(from, to).includes('"character":{')) isIn()
    },
    closed: () => undefined,
  })
  socket.send('{"t":"hello"}')
  socket.send('{"t":"guest"}')
  await entered
  return {
    say() {
      n += 1
      socket.send(JSON.stringify({ t: 'cmd', n, line: `say ${n} ${wordsOfTalkers}` }))
    },
    close: () => socket.close(),
  }
}

function newTally(): Tally {
  const counts = { sent: 0, done: 0, failed: 0, frames: 0, heard: 0, heardBytes: 0, closed: 0 }
  return { ...counts, measuring: false, rejects: {}, acksMs: [], echoesMs: [] }
}

let shares = 0
/** Even shares of [0, 1) in a fixed order: multiples of the golden ratio spread by themselves. */
function nextShare(): number {
  shares += 1
  return (shares * 0.618_033_988_749_895) % 1
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
