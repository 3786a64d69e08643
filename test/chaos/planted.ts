/** A tiny honest run, written out by hand, into which faults are planted to test the checker. */
import { canonical } from '../../schema/canonical.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { goldGiven } from '../../schema/events/gold.ts'
import { itemLoaded, itemTaken } from '../../schema/events/items.ts'
import { characterCreated, characterEntered, sessionOpened } from '../../schema/events/presence.ts'
import { speechUttered } from '../../schema/events/speech.ts'
import { requestId } from '../../schema/ids.ts'
import { foldLog, type LoggedEvent } from './fold.ts'
import type { LedgerRow } from './log-dump.ts'
import type { ClientRecord, Entry } from './record.ts'
import { type Timeline, tickOf } from './timelines.ts'

/** Everything of a run, open to tampering. */
export interface Planted {
  clients: (Omit<ClientRecord, 'entries' | 'belongings'> & {
    entries: Entry[]
    belongings: { gold: number; items: string[] }
  })[]
  events: LoggedEvent[]
  commands: LedgerRow[]
  told: Map<string, string[]>
  timelines: Timeline[]
}

const people = ['ann', 'bea', 'cem'] as const
const room = 'count.hall'
const saying = (actor: string, how: 'say' | 'whisper', words: string, target?: string): NewEvent =>
  speechUttered({ actor, room, how, words, ...(target ? { target } : {}) })

/** Three people in a room: two says, a whisper, a thing taken, gold given, one refusal. */
export function honestRun(): Planted {
  const run: Planted = { clients: [], events: [], commands: [], told: new Map(), timelines: [] }
  let tick = 1
  const log = (event: NewEvent, cause = ''): void => {
    const ordinal = run.events.filter((one) => one.tick === tick).length + 1
    const meta = { shard: 1, tick, ordinal, beat: tick, atMs: tick }
    run.events.push({ ...event, ...meta, version: 1, cause, data: { ...event.data } })
  }
  log(itemLoaded({ item: 'i1', proto: 'count.bell', place: room, reason: 'world' }))
  for (const id of people) enter(run, id, log)
  const steps: [string, string, NewEvent | null, string[]][] = [
    ['ann', 'say mark0x1', saying('ann', 'say', 'mark0x1'), ['ann', 'bea', 'cem']],
    ['bea', 'say mark1x1', saying('bea', 'say', 'mark1x1'), ['ann', 'bea', 'cem']],
    ['ann', 'whisper bea mark0x2', saying('ann', 'whisper', 'mark0x2', 'bea'), ['ann', 'bea']],
    ['cem', 'get bell', itemTaken({ actor: 'cem', item: 'i1', from: room, room }), []],
    ['ann', 'give 2 gold to bea', goldGiven({ actor: 'ann', target: 'bea', amount: 2 }), []],
    ['cem', 'dance wildly', null, []],
  ]
  for (const [who, line, event, hearers] of steps) {
    tick += 1
    command(run, who, line, event, hearers, tick, log)
  }
  for (const client of run.clients) {
    const gold = { ann: 48, bea: 52, cem: 50 }[client.name] ?? 0
    client.belongings = { gold, items: client.name === 'cem' ? ['i1'] : [] }
  }
  return run
}

function enter(run: Planted, id: string, log: (event: NewEvent) => void): void {
  const session = `s${id}`
  log(characterCreated({ character: id, name: id, role: 'player', home: room, gold: 50 }))
  log(characterEntered({ character: id, room }))
  log(
    sessionOpened({ session, character: id, gateway: 'gw1', conn: 'c', via: 'ws', resumed: false }),
  )
  run.told.set(session, [])
  run.clients.push({
    name: id,
    kind: 'trusting',
    character: id,
    sessions: [session],
    entries: [{ atMs: 0, session, what: 'welcome', resumed: false, lastN: 0 }],
    belongings: { gold: 0, items: [] },
  })
}

function command(
  run: Planted,
  who: string,
  line: string,
  event: NewEvent | null,
  hearers: readonly string[],
  tick: number,
  log: (event: NewEvent, cause: string) => void,
): void {
  const session = `s${who}`
  const n = 1 + run.commands.filter((row) => row.session === session).length
  const request = requestId(session, n)
  if (event) log(event, request)
  run.commands.push({ session, n, status: event ? 1 : 2, code: event ? '' : 'unknown' })
  const marks = line.match(/mark\d+x\d+/g) ?? []
  const author = run.clients.find(({ name }) => name === who)
  author?.entries.push({ atMs: tick, session, what: 'invoke', n, line })
  author?.entries.push({ atMs: tick, session, what: 'ack', n, request })
  for (const client of run.clients) {
    if (client.name !== who && !hearers.includes(client.name)) continue
    const seen = { atMs: tick, session: `s${client.name}`, cause: request }
    const frame = `${tick}.1`
    client.entries.push({ ...seen, what: 'frame', frame, t: 'event', kind: 'seen', marks })
    run.told.get(`s${client.name}`)?.push(frame)
  }
  const status = event ? 'completed' : 'refused'
  const done = { atMs: tick, session, what: 'frame', frame: `${tick}.2`, t: 'done' } as const
  author?.entries.push({ ...done, kind: status, cause: request, n, marks: [] })
  run.told.get(session)?.push(`${tick}.2`)
}

/** The dump that belongs to a run; the tables are the fold of its log unless `tables` says otherwise. */
export function dumpOf(run: Planted, tables?: ReadonlyMap<string, string>) {
  const rows = new Map<string, string>()
  for (const [id, entity] of foldLog(run.events).world.entities) {
    if (entity) rows.set(id, canonical(entity))
  }
  const tick = run.events.at(-1)?.tick ?? 0
  const { events, commands, told, timelines } = run
  return { events, commands, told, timelines, entities: tables ?? rows, epoch: 1, tick }
}

/**
 * The same run whose store has lost everything behind tick 4, and has applied it again from tick 1001 on.
 * Everybody saw both, and was told in between to look around anew.
 */
export function twiceLived(): Planted {
  const run = honestRun()
  const after = 4
  const again = (tick: number): number => tick + 1_000
  run.timelines = [{ began: 1_000, after }]
  run.events = run.events.map((event) =>
    event.tick > after ? { ...event, tick: again(event.tick) } : event,
  )
  for (const client of run.clients) {
    const [session = ''] = client.sessions
    const seen = client.entries.flatMap((entry) => (entry.what === 'frame' ? [entry] : []))
    const shown = ['room', 'char', 'items'].map((kind, index) => ({
      ...({ atMs: 2_000, session, what: 'frame', t: 'state', marks: [] as string[] } as const),
      ...{ kind, frame: `1001.${index + 1}` },
    }))
    const lived = seen
      .filter(({ frame }) => tickOf(frame) > after)
      .map((frame) => ({
        ...frame,
        frame: frame.frame.replace(/^\d+/, (at) => String(again(Number(at)))),
      }))
    client.entries.push({ atMs: 2_000, session, what: 'resync' }, ...shown, ...lived)
    const told = (run.told.get(session) ?? []).filter((id) => tickOf(id) <= after)
    run.told.set(session, [...told, ...[...shown, ...lived].map(({ frame }) => frame)])
  }
  return run
}
