/** What has to hold over two shards, checked from outside: both logs, both ledgers, what clients saw. */
import { canonical } from '../../../schema/canonical.ts'
import type { Output } from '../../../schema/envelope.ts'
import { requestId } from '../../../schema/ids.ts'
import { storedMessages } from '../../../schema/output-message.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import type { LoggedEvent, MemoryTables } from '../../../server/core/store/memory-tables.ts'
import { compareFrames, type DueFrame, dueOf } from '../checks.ts'
import { applyLogged, type HandedOver, handedOver, takenIn } from './passage.ts'
import type { RoadOutput } from './protocol.ts'
import type { ClientRecord } from './shard-client.ts'
import type { ShardSometimes } from './shard-tally.ts'
import { shadowsIn, thingIds } from './world.ts'

/** One commit; the list of them is in the order in which the store made them. */
export interface Commit {
  readonly shard: number
  readonly tick: number
  readonly epoch: number
  readonly outputs: string
}

export interface ShardEvidence {
  readonly tables: ReadonlyMap<number, MemoryTables>
  readonly commits: readonly Commit[]
  readonly clients: readonly { readonly record: ClientRecord; readonly session: string }[]
  readonly unfinished: readonly string[]
  /** What clients were told before that may not have happened. */
  readonly wentBack: boolean
  readonly met: ReadonlyMap<ShardSometimes, number>
}

/** Runs every check; an empty list is a run without a fault. */
export function checkShards(evidence: ShardEvidence): string[] {
  return [
    ...evidence.unfinished.map((name) => `${name} never came to an end`),
    ...checkPlaces(evidence),
    ...checkLedgers(evidence),
    ...checkEffects(evidence),
    ...checkFrames(evidence),
    ...checkWriters(evidence),
  ]
}

const keyOf = (shard: number, tick: number, ordinal = 0): string => `${shard}/${tick}/${ordinal}`

/** Folds both logs commit by commit: everybody and everything is in one shard, or in the passage. */
function checkPlaces({ tables, commits }: ShardEvidence): string[] {
  const wrong = new Set<string>()
  const worlds = new Map([...tables.keys()].map((shard) => [shard, new WorldMap()]))
  const passages = new Map<string, string[]>()
  const known = new Set(thingIds)
  const byTick = eventsByTick(tables)
  const fold = (shard: number, tick: number): void => {
    const world = worlds.get(shard)
    for (const event of world ? (byTick.get(keyOf(shard, tick)) ?? []) : []) {
      const data = JSON.parse(event.body) as Record<string, unknown>
      if (world) applyLogged(world, { ...event, shard, data })
      const why = throughPassage(passages, keyOf(shard, tick, event.ordinal), event.type, data)
      if (why) wrong.add(why)
      if (event.type === 'character-created') known.add(String(data['character']))
    }
  }
  for (const shard of tables.keys()) fold(shard, 1)
  for (const { shard, tick } of commits) {
    if (tick === 1) continue
    fold(shard, tick)
    const where = whereAll(worlds, passages)
    for (const id of known) {
      const places = where.get(id) ?? []
      if (places.length !== 1) wrong.add(`${id} is in ${places.join(' and ') || 'no shard'}`)
    }
    for (const [id, places] of where)
      if (places.length > 1) wrong.add(`${id} is in ${places.join(' and ')}`)
    for (const room of shadowsIn(shard)) {
      if (worlds.get(shard)?.idsAt(room).length) wrong.add(`somebody stays in the shadow ${room}`)
    }
  }
  for (const ids of passages.values()) wrong.add(`${ids[0]} never came out of the passage`)
  return [...wrong, ...checkStored(tables, worlds)].slice(0, 12)
}

function eventsByTick(tables: ShardEvidence['tables']): Map<string, LoggedEvent[]> {
  const found = new Map<string, LoggedEvent[]>()
  for (const [shard, { events }] of tables) {
    for (const event of events) {
      const key = keyOf(shard, event.tick)
      found.set(key, [...(found.get(key) ?? []), event])
    }
  }
  return found
}

/** Who goes into the passage comes out of it once, as it went in. */
function throughPassage(
  passages: Map<string, string[]>,
  key: string,
  type: string,
  data: Record<string, unknown>,
): string | undefined {
  const { entities = [] } = data as Partial<HandedOver>
  const ids = entities.map(({ id }) => id)
  if (type === handedOver.type) passages.set(key, ids)
  if (type !== takenIn.type) return undefined
  const { shard, tick, ordinal } = data['from'] as { shard: number; tick: number; ordinal: number }
  const from = keyOf(shard, tick, ordinal)
  const gone = passages.get(from)
  passages.delete(from)
  if (!gone) return `${ids[0]} was taken in from ${from}, where nobody was under way`
  return gone.join() === ids.join() ? undefined : `${ids[0]} was not taken in as it went`
}

function whereAll(
  worlds: ReadonlyMap<number, WorldMap>,
  passages: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const where = new Map<string, string[]>()
  const add = (id: string, place: string): void =>
    void where.set(id, [...(where.get(id) ?? []), place])
  for (const [shard, { entities }] of worlds) {
    for (const [id, entity] of entities) {
      if (entity && ['character', 'item', 'session'].includes(entity.kind))
        add(id, `shard ${shard}`)
    }
  }
  for (const ids of passages.values()) for (const id of ids) add(id, 'the passage')
  return where
}

/** The log folded from nothing is what is stored. */
function checkStored(
  tables: ShardEvidence['tables'],
  worlds: ReadonlyMap<number, WorldMap>,
): string[] {
  const wrong: string[] = []
  for (const [shard, { entities }] of tables) {
    const folded = new Map<string, string>()
    for (const [id, one] of worlds.get(shard)?.entities ?? [])
      if (one) folded.set(id, canonical(one))
    for (const id of new Set([...folded.keys(), ...entities.keys()])) {
      if (folded.get(id) === entities.get(id)?.body) continue
      wrong.push(`${id} in ${shard} is ${entities.get(id)?.body}, the log says ${folded.get(id)}`)
    }
  }
  return wrong
}

const statuses = ['', 'completed', 'refused', 'failed']

/** Acknowledged is recorded; each number once over all shards, in order; and told as it is recorded. */
function checkLedgers({ tables, commits, clients, wentBack }: ShardEvidence): string[] {
  const wrong: string[] = []
  const order = new Map(commits.map(({ shard, tick }, at) => [keyOf(shard, tick), at]))
  const rows = new Map<string, { n: number; at: number; status: number }[]>()
  for (const [shard, { ledger }] of tables) {
    for (const { session, n, tick, status, code } of ledger.values()) {
      if (!/^s\d+$/.test(session)) continue
      const at = order.get(keyOf(shard, tick)) ?? -1
      rows.set(session, [...(rows.get(session) ?? []), { n, at, status }])
      if (code === 'no-session') wrong.push(`${session}/${n} was taken where nobody plays it`)
    }
  }
  for (const [session, found] of rows) {
    found.sort((one, other) => one.at - other.at || one.n - other.n)
    found.forEach(({ n }, index) => {
      if (n !== index + 1) wrong.push(`out of order: ${session}/${n} as the ${index + 1}th`)
    })
  }
  for (const { record, session } of clients) {
    // Which of two sockets of one player is the newer is not for the hand-over to know.
    const away = record.thrownOut.filter((code) => code !== 'later' && code !== 'replaced')
    if (away.length > 0) wrong.push(`${record.name} was sent away: ${away}`)
    const own = new Map(
      (rows.get(session) ?? []).map(({ n, status }) => [`${session}/${n}`, status]),
    )
    for (const key of record.acked) if (!own.has(key)) wrong.push(`lost: ${key} was acknowledged`)
    for (const key of record.early)
      wrong.push(`${key} was acknowledged, and then came before its turn`)
    for (const [key, status] of record.done) {
      if (!wentBack && statuses[own.get(key) ?? 0] !== status) wrong.push(`told ${status}: ${key}`)
    }
  }
  return wrong
}

const spoken = /w[a-z]+x\d+w/

/** What was said was said once, by its own command. */
function checkEffects({ tables, clients, wentBack }: ShardEvidence): string[] {
  const wrong: string[] = []
  const said = new Map<string, string>()
  for (const { events } of tables.values()) {
    for (const { type, body, cause } of events) {
      const word = type === 'speech-uttered' ? spoken.exec(body)?.[0] : undefined
      if (!word) continue
      if (said.has(word)) wrong.push(`said twice: ${word}`)
      said.set(word, cause)
    }
  }
  for (const { record, session } of clients) {
    for (const [key, status] of record.done) {
      const word = spoken.exec(record.sent.get(key) ?? '')?.[0]
      const cause = requestId(session, Number(key.split('/')[1]))
      if (!wentBack && word && status === 'completed' && said.get(word) !== cause)
        wrong.push(`never said: ${key}`)
    }
  }
  return wrong
}

/** Frames once and in order over hand-overs and reconnects, and rising as the contract compares them. */
function checkFrames({ commits, clients, wentBack }: ShardEvidence): string[] {
  return clients.flatMap(({ record, session }) => {
    const seen = record.frames.get(session) ?? []
    const ids = seen.flatMap((one) => (one === 'resync' ? [] : [one.frame]))
    const falling = ids.find((id, at) => at > 0 && !isAbove(id, ids[at - 1] ?? ''))
    // What a lost past has told is no longer known; its frames are below all that come after them.
    const due = wentBack ? [] : compareFrames(framesDue(session, commits), seen, true)
    return [
      ...due.slice(0, 3),
      ...(falling ? [`frame ${falling} is not above the one before`] : []),
    ].map((why) => `${record.name} ${session}: ${why}`)
  })
}

/** As the contract says: split on ".", compared part by part as numbers. */
function isAbove(one: string, other: string): boolean {
  const [left, right] = [one, other].map((id) => id.split('.').map(Number))
  for (const [at, part] of (left ?? []).entries()) {
    const than = right?.[at] ?? -1
    if (part !== than) return part > than
  }
  return false
}

function framesDue(session: string, commits: readonly Commit[]): DueFrame[] {
  const due: DueFrame[] = []
  let isAttached = false
  let front = 0
  for (const { tick, outputs } of commits) {
    for (const output of outputsFor(session, outputs)) {
      if (output.f === 'attached') isAttached = true
      if (output.f === 'arrived') front = output.front
      if (!isAttached || output.f === 'arrived' || output.f === 'moved') continue
      for (const { frame, kind } of dueOf({ tick, k: output.k }, output)) {
        due.push({ frame: front > 0 ? `${front}.${frame}` : frame, kind })
      }
    }
  }
  return due
}

function outputsFor(session: string, outputs: string): (Output | RoadOutput)[] {
  const all = [...storedMessages(outputs).values()].flatMap(
    (message) => message.outputs as (Output | RoadOutput)[],
  )
  return all.filter(({ to }) => to.includes(session)).sort((one, other) => one.k - other.k)
}

/** Each shard has one writer: ticks are dense within a timeline, and epochs never fall. */
function checkWriters({ tables, commits }: ShardEvidence): string[] {
  const wrong: string[] = []
  for (const [shard, { shard: row }] of tables) {
    let before = { tick: 0, epoch: 0 }
    for (const commit of commits.filter((one) => one.shard === shard)) {
      const isDense = commit.tick === before.tick + 1
      if (!isDense && !(row.timeline > 0 && commit.tick > before.tick)) {
        wrong.push(`tick ${commit.tick} of ${shard} after ${before.tick}`)
      }
      if (commit.epoch < before.epoch) wrong.push(`epoch ${commit.epoch} of ${shard} fell`)
      before = commit
    }
  }
  return wrong
}
