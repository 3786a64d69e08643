/**
 * Judges a run from outside: the clients' own records against one dump of the log. It asks no
 * process anything and shares no code with what it judges, except the fold of the log.
 *
 * Every rule returns the breaches it found; a run is good when there are none. The rules and their
 * names follow the correctness contract (ARCHITECTURE, invariants).
 */

import { checkFrames } from './check-frames.ts'
import { echoKey } from './check-heard.ts'
import { differences, foldLog, type Speech, sumsOf } from './fold.ts'
import type { LedgerRow, LogDump } from './log-dump.ts'
import type { ClientRecord, Entry } from './record.ts'
import { keyOf, keyOfRequest } from './request-key.ts'
import { type Histories, historiesOf } from './timelines.ts'

export interface Breach {
  readonly rule: string
  readonly client: string
  readonly what: string
}

export interface Verdict {
  readonly breaches: readonly Breach[]
  readonly figures: Readonly<Record<string, number>>
}

export type Report = (rule: string, client: string, what: string) => void

/** What all rules work on. */
export interface Case {
  readonly clients: readonly ClientRecord[]
  readonly dump: LogDump
  readonly speeches: ReadonlyMap<string, Speech>
  /** What mobiles repeated, by `echoKey`. */
  readonly echoes: ReadonlyMap<string, Speech>
  readonly ledger: ReadonlyMap<string, LedgerRow>
  /** Events by the request that caused them: `session/n`. */
  readonly effects: ReadonlyMap<string, number>
  readonly histories: Histories
}

const statusNames = ['', 'completed', 'refused', 'failed']

/** Judges a run. `initial` are the sums of things that the world began with, by prototype. */
export function check(
  clients: readonly ClientRecord[],
  dump: LogDump,
  initial: ReadonlyMap<string, number> = new Map(),
): Verdict {
  const breaches: Breach[] = []
  const report: Report = (rule, client, what) => breaches.push({ rule, client, what })
  const folded = foldLog(dump.events)
  const speeches = new Map<string, Speech>()
  for (const speech of folded.speeches) {
    if (speeches.has(speech.mark)) report('doubled', '', `${speech.mark} is in the log twice`)
    else speeches.set(speech.mark, speech)
  }
  const echoes = new Map(folded.echoes.map((echo) => [echoKey(echo.tick, echo.mark), echo]))
  const effects = new Map<string, number>()
  for (const event of dump.events) {
    const key = keyOfRequest(event.cause)
    if (key) effects.set(key, (effects.get(key) ?? 0) + 1)
  }
  const ledger = new Map<string, LedgerRow>()
  for (const row of dump.commands) {
    const key = keyOf(row.session, row.n)
    if (ledger.has(key)) report('doubled', '', `${key} is in the ledger twice`)
    ledger.set(key, row)
  }
  const histories = historiesOf(dump.timelines)
  const all: Case = { clients, dump, speeches, echoes, ledger, effects, histories }
  const counts = { attempted: 0, acked: 0, applied: 0, refused: 0, unknown: 0 }
  for (const client of clients) checkCommands(client, all, counts, report)
  checkSessionOrder(dump, report)
  checkLogOrder(all, report)
  const frames = checkFrames(all, report)
  for (const what of folded.unbalanced) report('unbalanced', '', what)
  const sums = sumsOf(folded.world)
  for (const [proto, count] of initial) {
    const now = sums.get(proto) ?? 0
    if (now !== count) report('unbalanced', '', `${proto}: ${count} in the beginning, ${now} now`)
  }
  for (const what of differences(folded.world, dump.entities)) report('fold', '', what)
  checkBelongings(clients, dump, report)
  return { breaches, figures: { ...counts, ...byRule(breaches), ...frames } }
}

const counted = ['lost', 'doubled', 'ghost', 'reordered', 'leaked', 'unheard'] as const

function byRule(breaches: readonly Breach[]): Record<string, number> {
  const entries = counted.map((rule) => [rule, breaches.filter((one) => one.rule === rule).length])
  return Object.fromEntries(entries) as Record<string, number>
}

interface Counts {
  attempted: number
  acked: number
  applied: number
  refused: number
  /** Sent, never acknowledged, and not in the ledger: nothing was promised. */
  unknown: number
}

/** I1, I8, I9: what was acknowledged has exactly one effect, or one refusal in words. */
function checkCommands(client: ClientRecord, all: Case, counts: Counts, report: Report): void {
  const lines = new Map<string, string>()
  const acked = new Map<string, string>()
  for (const entry of client.entries) {
    if (entry.what === 'invoke') lines.set(keyOf(entry.session, entry.n), entry.line)
    if (entry.what === 'ack') checkAck(client, entry, acked, report)
    if (entry.what === 'welcome') {
      for (let n = 1; n <= entry.lastN; n += 1) {
        const key = keyOf(entry.session, n)
        if (!acked.has(key)) acked.set(key, '')
      }
    }
  }
  counts.attempted += lines.size
  counts.acked += acked.size
  for (const [key, line] of lines) {
    const row = all.ledger.get(key)
    if (!row && acked.has(key)) report('lost', client.name, `${key} “${line}” was acknowledged`)
    if (!row && !acked.has(key)) counts.unknown += 1
    if (!row) continue
    counts[row.status === 1 ? 'applied' : 'refused'] += 1
    checkEffect(client, key, line, row, all, report)
  }
  for (const [key, row] of all.ledger) {
    if (!client.sessions.includes(row.session) || lines.has(key)) continue
    report('ghost', client.name, `${key} is in the ledger and was never sent`)
  }
}

function checkAck(
  client: ClientRecord,
  entry: Extract<Entry, { what: 'ack' }>,
  acked: Map<string, string>,
  report: Report,
): void {
  const key = keyOf(entry.session, entry.n)
  const before = acked.get(key)
  if (before && before !== entry.request) {
    report('doubled', client.name, `${key} was acknowledged as ${before} and ${entry.request}`)
  }
  if (keyOfRequest(entry.request) !== key) {
    report('ghost', client.name, `${key} was acknowledged as ${entry.request}`)
  }
  acked.set(key, entry.request)
}

/** The log shows what the ledger says: speech that was completed was uttered, once, by this command. */
function checkEffect(
  client: ClientRecord,
  key: string,
  line: string,
  row: LedgerRow,
  all: Case,
  report: Report,
): void {
  const [mark] = /mark\d+x\d+/.exec(line) ?? []
  const effects = all.effects.get(key) ?? 0
  if (row.status !== 1) {
    const quarantined = row.status === 3
    if (effects > 0 && !quarantined) {
      report(
        'doubled',
        client.name,
        `${key} “${line}” was ${statusNames[row.status]} and has effects`,
      )
    }
    return
  }
  if (!mark) return
  const speech = all.speeches.get(mark)
  if (!speech) report('lost', client.name, `${key} “${line}” is completed and was never uttered`)
  else if (keyOfRequest(speech.cause) !== key) {
    report('ghost', client.name, `${mark} was sent as ${key} and uttered by ${speech.cause}`)
  }
}

/** I9: a session's commands take effect in the order of their numbers. */
function checkSessionOrder(dump: LogDump, report: Report): void {
  const last = new Map<string, number>()
  for (const event of dump.events) {
    const [session, number] = (keyOfRequest(event.cause) ?? '').split('/')
    if (!session) continue
    const n = Number(number)
    const before = last.get(session) ?? 0
    if (n < before) report('reordered', '', `${session}: ${n} took effect after ${before}`)
    last.set(session, Math.max(n, before))
  }
}

/** I5: within a tick the log has no holes, ticks only grow, and none is of a past that was lost. */
function checkLogOrder({ dump, histories }: Case, report: Report): void {
  let tick = 0
  let ordinal = 0
  for (const event of dump.events) {
    const expected = event.tick === tick ? ordinal + 1 : 1
    if (event.tick < tick || event.ordinal !== expected) {
      report('log', '', `${event.tick}.${event.ordinal} follows ${tick}.${ordinal}`)
    }
    if (histories.isLost(event.tick)) report('log', '', `${event.tick} is of a lost past`)
    tick = event.tick
    ordinal = event.ordinal
  }
  if (tick > dump.tick) report('log', '', `the log is at tick ${tick}, its shard at ${dump.tick}`)
}

/** I3 as players see it: what their own view shows is what the store holds for them. */
function checkBelongings(clients: readonly ClientRecord[], dump: LogDump, report: Report): void {
  const carried = new Map<string, string[]>()
  const gold = new Map<string, number>()
  for (const body of dump.entities.values()) {
    const entity = JSON.parse(body) as { id: string; kind: string; place: string; gold?: number }
    if (entity.kind === 'character') gold.set(entity.id, entity.gold ?? 0)
    if (entity.kind !== 'item') continue
    carried.set(entity.place, [...(carried.get(entity.place) ?? []), entity.id])
  }
  for (const { name, character, belongings } of clients) {
    if (!belongings) continue
    if (belongings.gold !== gold.get(character)) {
      report('belongings', name, `sees ${belongings.gold} gold, the store ${gold.get(character)}`)
    }
    const stored = (carried.get(character) ?? []).sort().join(' ')
    const seen = belongings.items.join(' ')
    if (seen !== stored) report('belongings', name, `sees “${seen}”, the store “${stored}”`)
  }
}
