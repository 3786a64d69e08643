/**
 * The contract, checked from outside: what the clients swear to, against the log, the ledger and the
 * outputs of what was committed. Each check answers with what is wrong, in words.
 */
import { canonical } from '../../schema/canonical.ts'
import type { Output } from '../../schema/envelope.ts'
import type { StoredEvent } from '../../schema/fold.ts'
import { applyStored } from '../../schema/fold.ts'
import { type FramePosition, frameId, isAfter, parseFrameId } from '../../schema/frames/position.ts'
import { FIRST_SHARD, requestId } from '../../schema/ids.ts'
import { storedMessages } from '../../schema/output-message.ts'
import { WorldMap } from '../../schema/world-map.ts'
import type { MemoryTables } from '../../server/core/store/memory-tables.ts'
import type { ClientRecord, SeenFrame } from './sim-client.ts'

/** What is known at the end of a run. */
export interface Evidence {
  readonly clients: readonly { readonly record: ClientRecord; readonly session: string }[]
  /** Lines each client had to type, by name. */
  readonly lines: ReadonlyMap<string, readonly string[]>
  readonly tables: MemoryTables
  /** Everything that committed ticks told anybody, in order; the store itself forgets it in time. */
  readonly told: readonly { readonly tick: number; readonly outputs: string }[]
  readonly publishedEvents: ReadonlySet<string>
  /** Connections whose sockets are open. */
  readonly openConns: ReadonlySet<string>
  readonly things: number
}

export interface Told {
  readonly at: FramePosition
  readonly output: Output
}

/** Runs every check; an empty list is a run without a fault. */
export function checkEverything(evidence: Evidence): string[] {
  const told = allTold(evidence.told)
  return [
    ...checkLedger(evidence),
    ...checkOutcomes(evidence),
    ...checkFrames(evidence, told),
    ...checkOneSocket(evidence, told),
    ...checkOrder(evidence),
    ...checkPrivacy(evidence),
    ...checkReplay(evidence),
    ...checkSingleWriter(evidence),
    ...checkOutbox(evidence),
    ...checkGhosts(evidence),
  ]
}

/** Ids of connections, as the simulated gateways make them. */
const isConnection = (id: string): boolean => /^b\d+cn\d+$/.test(id)

export function allTold(rows: Evidence['told']): Told[] {
  return rows.flatMap(({ tick, outputs }) => {
    return [...storedMessages(outputs).values()]
      .flatMap((message) => message.outputs)
      .sort((one, other) => one.k - other.k)
      .map((output) => ({ at: { tick, k: output.k }, output }))
  })
}

const spoken = /w[a-z]+x\d+w/
/** What a player says, and what waits as a letter because the listener is away. */
const speaks: ReadonlySet<string> = new Set(['speech-uttered', 'letter-sent'])

/** Acknowledged is recorded, recorded was sent, each number once and in order, said once. */
function checkLedger({ clients, tables }: Evidence): string[] {
  const wrong: string[] = []
  const sent = new Map(clients.flatMap(({ record }) => [...record.sent]))
  for (const { record } of clients) {
    for (const key of record.acked) {
      if (!tables.ledger.has(key)) wrong.push(`lost: ${key} was acknowledged (${sent.get(key)})`)
    }
    for (const [key, status] of record.done) {
      const row = tables.ledger.get(key)
      if (!row) wrong.push(`told done, not recorded: ${key}`)
      else if (status !== ['', 'completed', 'refused', 'failed'][row.status]) {
        wrong.push(`told ${status}, recorded ${row.status}: ${key}`)
      }
    }
  }
  const lastTick = new Map<string, { n: number; tick: number }>()
  for (const { session, n, tick } of tables.ledger.values()) {
    // An attachment has no number, so its connection stands for it, also when it was turned away.
    if (isConnection(session)) continue
    if (!sent.has(`${session}/${n}`)) wrong.push(`ghost: nobody sent ${session}/${n}`)
    const before = lastTick.get(session) ?? { n: 0, tick: 0 }
    if (n !== before.n + 1 || tick < before.tick) wrong.push(`out of order: ${session}/${n}`)
    lastTick.set(session, { n, tick })
  }
  return [...wrong, ...checkEffects(tables, sent)]
}

/** What was said was said once, by its own command; no command had effects in two ticks. */
function checkEffects(tables: MemoryTables, sent: ReadonlyMap<string, string>): string[] {
  const wrong: string[] = []
  const tickOf = new Map<string, number>()
  const said = new Map<string, string>()
  for (const { cause, tick, type, body } of tables.events) {
    if (cause === '') continue
    const known = tickOf.get(cause)
    if (known !== undefined && known !== tick) wrong.push(`applied twice: ${cause}`)
    tickOf.set(cause, tick)
    const word = speaks.has(type) ? spoken.exec(body)?.[0] : undefined
    if (!word) continue
    if (said.has(word)) wrong.push(`said twice: ${word}`)
    said.set(word, cause)
  }
  for (const [key, { session, n, status }] of tables.ledger) {
    const word = spoken.exec(sent.get(key) ?? '')?.[0]
    if (word && status === 1 && said.get(word) !== requestId(session, n)) {
      wrong.push(`recorded as done, never said: ${key} ${word}`)
    }
  }
  return wrong
}

/** Every typed line came to exactly one end that its player knows. */
function checkOutcomes({ clients, lines }: Evidence): string[] {
  return clients.flatMap(({ record }) => {
    const count = lines.get(record.name)?.length ?? 0
    const wrong: string[] = []
    for (let mark = 1; mark <= count; mark += 1) {
      const ends = record.outcomes.get(mark) ?? []
      if (ends.length !== 1)
        wrong.push(`${record.name}: line ${mark} ended ${ends.join(', ') || 'never'}`)
    }
    if (record.thrownOut.includes('replaced')) wrong.push(`${record.name} was replaced by nobody`)
    return wrong
  })
}

/** Frames exactly once and in order, over every reconnect; a hole only where a resync says so. */
function checkFrames({ clients }: Evidence, told: readonly Told[]): string[] {
  const wrong: string[] = []
  for (const client of clients) {
    for (const [session, seen] of client.record.frames) {
      const due = framesDue(session, told)
      const last = session === client.session
      for (const why of compareFrames(due, seen, last)) {
        wrong.push(`${client.record.name} ${session}: ${why}`)
      }
    }
  }
  return wrong
}

export interface DueFrame {
  readonly frame: string
  readonly kind: string
}

function framesDue(session: string, told: readonly Told[]): DueFrame[] {
  const mine = told.filter(({ output }) => output.to.includes(session))
  const first = mine.find(({ output }) => output.f === 'attached')
  if (!first) return []
  return mine.flatMap(({ at, output }) => (isAfter(at, first.at) ? dueOf(at, output) : []))
}

/** The frames that an output becomes for a client. */
export function dueOf(at: FramePosition, output: Output): DueFrame[] {
  const frame = frameId(at)
  if (output.f === 'state' || output.f === 'delta' || output.f === 'done') {
    return [{ frame, kind: output.f }]
  }
  if (output.f !== 'event') return []
  const next = { frame: frameId({ tick: at.tick, k: at.k + 1 }), kind: 'state' }
  return [{ frame, kind: output.kind }, ...(output.state ? [next] : [])]
}

/** What is wrong with the frames that a client has seen; a hole is excused where it was told of one. */
export function compareFrames(
  due: readonly DueFrame[],
  seen: readonly (Pick<SeenFrame, 'frame' | 'kind'> | 'resync')[],
  toTheEnd: boolean,
): string[] {
  const wrong: string[] = []
  let next = 0
  let excused = false
  for (const one of seen) {
    if (one === 'resync') {
      excused = true
      continue
    }
    const at = due.findIndex(({ frame }, index) => index >= next && frame === one.frame)
    if (at < 0) wrong.push(`frame ${one.frame} (${one.kind}) was repeated or never committed`)
    else {
      if (at > next && !excused) wrong.push(`missing ${due[next]?.frame} before ${one.frame}`)
      if (due[at]?.kind !== one.kind) wrong.push(`frame ${one.frame} is ${one.kind}`)
      next = at + 1
    }
    excused = false
  }
  if (toTheEnd && next < due.length && !excused) {
    wrong.push(`missing ${due[next]?.frame} (${due[next]?.kind}) at the end`)
  }
  return wrong
}

/** Once another connection has charge of a session, the older one is told nothing more. */
function checkOneSocket({ clients }: Evidence, told: readonly Told[]): string[] {
  const attached = told.flatMap(({ at, output }) =>
    output.f === 'attached' ? [{ at, conn: output.conn, session: output.to[0] ?? '' }] : [],
  )
  const wrong: string[] = []
  for (const { record } of clients) {
    const live = [...record.frames.values()].flat().filter((one) => one !== 'resync')
    for (const { frame, conn } of [...record.late, ...live]) {
      const own = attached.find((one) => one.conn === conn)
      const position = parseFrameId(frame)
      if (!own || !position) continue
      const heir = attached.find(
        (one) =>
          one.session === own.session && isAfter(one.at, own.at) && isAfter(position, one.at),
      )
      if (heir)
        wrong.push(`${record.name}: ${conn} was still told ${frame} after ${heir.conn} came`)
    }
  }
  return wrong
}

/** All who heard the same words heard them in the order of the log. */
function checkOrder({ clients, tables }: Evidence): string[] {
  const place = new Map<string, number>()
  tables.events.forEach(({ type, body }, index) => {
    const word = type === 'speech-uttered' ? spoken.exec(body)?.[0] : undefined
    if (word) place.set(word, index)
  })
  return clients.flatMap(({ record }) => {
    let last = -1
    const wrong: string[] = []
    for (const one of [...record.frames.values()].flat()) {
      const word = one !== 'resync' && one.kind === 'speech-uttered' && spoken.exec(one.text)?.[0]
      if (!word) continue
      const at = place.get(word)
      if (at === undefined) wrong.push(`${record.name} heard ${word}, which the log does not hold`)
      else if (at <= last) wrong.push(`${record.name} heard ${word} out of order`)
      else last = at
    }
    return wrong
  })
}

/** What is told to one person is read by the two of them alone. */
function checkPrivacy({ clients, lines }: Evidence): string[] {
  const privy = new Map<string, string[]>()
  for (const [name, typed] of lines) {
    for (const line of typed) {
      const [, listener, word] = /^tell (\w+) (\w+)$/.exec(line) ?? []
      if (listener && word) privy.set(word, [name, listener])
    }
  }
  return clients.flatMap(({ record }) =>
    [...record.frames.values(), record.late].flat().flatMap((one) => {
      const word = one === 'resync' ? undefined : spoken.exec(one.text)?.[0]
      const allowed = word === undefined ? undefined : privy.get(word)
      return allowed && !allowed.includes(record.name) ? [`${record.name} overheard ${word}`] : []
    }),
  )
}

/** The log folded from nothing is the state that is stored; nothing comes or goes on the way. */
function checkReplay({ tables, things }: Evidence): string[] {
  const world = new WorldMap()
  for (const event of tables.events) applyStored(world, storedEvent(event))
  const wrong: string[] = []
  const folded = new Map<string, string>()
  for (const [id, entity] of world.entities) if (entity) folded.set(id, canonical(entity))
  for (const [id, { body }] of tables.entities) {
    if (folded.get(id) !== body)
      wrong.push(`${id} is stored as ${body}, the log says ${folded.get(id)}`)
  }
  for (const id of folded.keys()) if (!tables.entities.has(id)) wrong.push(`${id} is not stored`)
  const items = [...tables.entities].filter(([, { kind }]) => kind === 'item')
  if (items.length !== things) wrong.push(`${items.length} things instead of ${things}`)
  for (const [id, { place }] of items) {
    const holder = tables.entities.get(place)?.kind
    if (holder !== 'room' && holder !== 'character') wrong.push(`${id} is in ${place || 'nothing'}`)
  }
  return wrong
}

function storedEvent(event: MemoryTables['events'][number]): StoredEvent {
  const { tick, ordinal, type, version, beat, atMs, body } = event
  return { shard: FIRST_SHARD, tick, ordinal, type, version, beat, atMs, data: JSON.parse(body) }
}

/** Ticks without a hole, epochs that never fall. */
function checkSingleWriter({ tables }: Evidence): string[] {
  const wrong: string[] = []
  let before = { tick: 0, epoch: 0 }
  for (const commit of tables.commits) {
    if (commit.tick !== before.tick + 1) wrong.push(`tick ${commit.tick} after ${before.tick}`)
    if (commit.epoch < before.epoch) wrong.push(`epoch ${commit.epoch} after ${before.epoch}`)
    before = commit
  }
  return wrong
}

/** Whatever was committed reached the bus. */
function checkOutbox({ tables, publishedEvents }: Evidence): string[] {
  const missing = tables.events.filter(
    ({ tick, ordinal }) => !publishedEvents.has(`${tick}/${ordinal}`),
  )
  const [first] = missing
  return first ? [`${missing.length} events never reached the bus, from tick ${first.tick} on`] : []
}

/** Nobody stands in the world as if linked whose socket is long gone. */
function checkGhosts({ tables, openConns }: Evidence): string[] {
  const wrong: string[] = []
  for (const [id, { kind, body }] of tables.entities) {
    if (kind !== 'session') continue
    const { conn, lost } = JSON.parse(body) as { conn: string; lost?: boolean }
    if (!lost && !openConns.has(conn))
      wrong.push(`${id} counts as linked by ${conn}, which is gone`)
  }
  return wrong
}
