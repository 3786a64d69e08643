/** The rules about what clients saw: every frame once, in one order, meant for them, and true. */
import { checkEchoes, checkHeard, checkPairs, checkRoomOrder, speechIn } from './check-heard.ts'
import type { Case, Report } from './checker.ts'
import type { ClientRecord, Seen } from './record.ts'
import { keyOf, keyOfRequest } from './request-key.ts'
import { tickOf } from './timelines.ts'

const statusNames = ['', 'completed', 'refused', 'failed']
/** What everybody is given who has to look around anew. */
const fullState = ['room', 'char', 'items']

const endOfTime = `${Number.MAX_SAFE_INTEGER}.0`

/** Where frames of a session may be missing: behind the first, before the second. */
export interface Hole {
  readonly from: string
  readonly to: string
}

/** Runs all rules about frames; returns what there is to count. */
export function checkFrames(all: Case, report: Report): Record<string, number> {
  const count = { frames: 0, repeated: 0, missing: 0, resumes: 0, resyncs: 0, lostFrames: 0 }
  let otherwise = 0
  for (const client of all.clients) {
    const seen = client.entries.filter(
      (entry): entry is Seen & typeof entry => entry.what === 'frame',
    )
    count.frames += seen.length
    count.resyncs += client.entries.filter(({ what }) => what === 'resync').length
    count.resumes += client.entries.filter(
      (entry) => entry.what === 'welcome' && entry.resumed,
    ).length
    const { repeated, got } = checkSequence(client, all, report)
    count.repeated += repeated
    count.missing += checkMissing(client, all, got, report)
    const kept = seen.filter(({ frame }) => !all.histories.isLost(tickOf(frame)))
    count.lostFrames += seen.length - kept.length
    for (const frame of kept) checkTruth(client, frame, all, report)
    otherwise += seen.filter((frame) => isOtherwise(frame, all)).length
    checkRoomOrder(client, kept, all, report)
    checkHeard(client, kept, { all, got }, report)
    checkAckFirst(client, report)
    checkFullState(client, report)
    for (const entry of client.entries) {
      if (entry.what === 'refused-resume') {
        report('session', client.name, `${entry.session} was not continued`)
      }
    }
  }
  checkPairs(all, report)
  checkEchoes(all, report)
  return { ...count, otherwise }
}

/** Compares two frame ids part by part as numbers (PROTOCOL 3.2). */
export function compareFrames(one: string, other: string): number {
  const [oneTick = 0, oneK = 0] = one.split('.').map(Number)
  const [otherTick = 0, otherK = 0] = other.split('.').map(Number)
  return oneTick - otherTick || oneK - otherK
}

/** What came to one session. */
export interface Got {
  readonly ids: Set<string>
  readonly first: string
  last: string
  readonly holes: Hole[]
}

/** A hole that was announced, until all of the full state has come. */
interface OpenHole {
  readonly from: string
  readonly parts: Set<string>
}

/**
 * I6: frames strictly increase, over all timelines; and nobody is led into a new timeline without being
 * told to look around anew.
 */
function checkSequence(client: ClientRecord, all: Case, report: Report) {
  let repeated = 0
  const got = new Map<string, Got>()
  const open = new Map<string, OpenHole>()
  for (const entry of client.entries) {
    const { session } = entry
    const before = got.get(session)
    if (entry.what === 'resync') {
      const from = open.get(session)?.from ?? before?.last ?? '0.0'
      open.set(session, { from, parts: new Set(fullState) })
    }
    if (entry.what !== 'frame') continue
    const { frame } = entry
    if (before && compareFrames(frame, before.last) <= 0) {
      repeated += 1
      report('repeated', client.name, `${session}: ${frame} came after ${before.last}`)
    }
    const known = before ?? { ids: new Set<string>(), first: frame, last: frame, holes: [] }
    const hole = open.get(session)
    const begun = all.histories.begunBetween(tickOf(known.last), tickOf(frame))
    if (!hole && begun.length > 0) {
      report('timeline', client.name, `${session}: ${frame} came after ${known.last} unannounced`)
    }
    if (hole && entry.t === 'state') hole.parts.delete(entry.kind)
    if (hole?.parts.size === 0 && open.delete(session)) {
      known.holes.push({ from: hole.from, to: frame })
    }
    known.ids.add(frame)
    known.last = frame
    got.set(session, known)
  }
  for (const [session, { from }] of open) got.get(session)?.holes.push({ from, to: endOfTime })
  return { repeated, got }
}

/** I6: without a hole against what the ticks addressed to the session, and nothing that none did. */
function checkMissing(
  client: ClientRecord,
  all: Case,
  got: ReadonlyMap<string, Got>,
  report: Report,
): number {
  let missing = 0
  for (const [session, { ids, first, last, holes }] of got) {
    const told = all.dump.told.get(session) ?? []
    const [oldest = first] = told
    for (const id of told) {
      if (ids.has(id) || compareFrames(id, last) > 0) continue
      if (holes.some(({ from, to }) => compareFrames(id, from) > 0 && compareFrames(id, to) < 0))
        continue
      missing += 1
      report('missing', client.name, `${session}: ${id} never came`)
    }
    const kept = new Set(told)
    for (const id of ids) {
      if (compareFrames(id, oldest) < 0 || kept.has(id) || all.histories.isLost(tickOf(id)))
        continue
      report('unbacked', client.name, `${session}: ${id} is in no tick's outputs`)
    }
  }
  return missing
}

/** I6, I17, I13: a frame tells of something in the log, and only to those it is meant for. */
function checkTruth(client: ClientRecord, frame: Seen, all: Case, report: Report): void {
  for (const mark of frame.marks) {
    const speech = speechIn(all, frame, mark)
    if (!speech) report('unbacked', client.name, `${frame.frame}: ${mark} is not in the log`)
    else if (!speech.hearers.has(frame.session)) {
      report('leaked', client.name, `${frame.frame}: ${mark} was not for ${frame.session}`)
    }
  }
  const key = frame.cause === undefined ? undefined : keyOfRequest(frame.cause)
  if (!key) return
  const row = all.ledger.get(key)
  if (!row) report('unbacked', client.name, `${frame.frame}: ${frame.cause} is not in the ledger`)
  else if (frame.t === 'done' && statusNames[row.status] !== frame.kind) {
    report(
      'unbacked',
      client.name,
      `${frame.frame}: ${key} is ${statusNames[row.status]}, not ${frame.kind}`,
    )
  }
}

/** A command whose author was told one outcome in a past that was lost, and that came out otherwise. */
function isOtherwise({ frame, t, kind, cause }: Seen, { histories, ledger }: Case): boolean {
  if (t !== 'done' || !histories.isLost(tickOf(frame))) return false
  const row = ledger.get(keyOfRequest(cause ?? '') ?? '')
  return row !== undefined && statusNames[row.status] !== kind
}

/** I10: to its author a command's frames come after it was acknowledged. */
function checkAckFirst(client: ClientRecord, report: Report): void {
  const stored = new Set<string>()
  const own = new Set(client.sessions)
  for (const entry of client.entries) {
    if (entry.what === 'ack') stored.add(keyOf(entry.session, entry.n))
    if (entry.what === 'welcome') {
      for (let n = 1; n <= entry.lastN; n += 1) stored.add(keyOf(entry.session, n))
    }
    if (entry.what !== 'frame' || entry.cause === undefined) continue
    const key = keyOfRequest(entry.cause)
    if (!key || !own.has(key.split('/')[0] ?? '') || stored.has(key)) continue
    report('ack-order', client.name, `${entry.frame}: ${key} was not acknowledged before`)
  }
}

/** I6: who is told `resync` is given the full state, unless the link breaks or the same is said again. */
function checkFullState(client: ClientRecord, report: Report): void {
  let wanted: { parts: Set<string>; session: string } | undefined
  const end = (): void => {
    if (!wanted || wanted.parts.size === 0) return
    const parts = [...wanted.parts].join(', ')
    report('resync', client.name, `${wanted.session} was not given ${parts}`)
  }
  for (const entry of client.entries) {
    if (entry.what === 'resync') wanted = { parts: new Set(fullState), session: entry.session }
    if (entry.what === 'welcome' || entry.what === 'away') wanted = undefined
    if (entry.what === 'frame' && entry.t === 'state') wanted?.parts.delete(entry.kind)
  }
  end()
}
