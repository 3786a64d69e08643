/** The rules about what clients saw: every frame once, in one order, meant for them, and true. */
import type { Case, Report } from './checker.ts'
import type { ClientRecord, Seen } from './record.ts'
import { keyOf, keyOfRequest } from './request-key.ts'

const statusNames = ['', 'completed', 'refused', 'failed']

/** Runs all rules about frames; returns what there is to count. */
export function checkFrames(all: Case, report: Report): Record<string, number> {
  let frames = 0
  let repeated = 0
  let missing = 0
  let resyncs = 0
  let resumes = 0
  for (const client of all.clients) {
    const seen = client.entries.filter(
      (entry): entry is Seen & typeof entry => entry.what === 'frame',
    )
    frames += seen.length
    resyncs += client.entries.filter(({ what }) => what === 'resync').length
    resumes += client.entries.filter((entry) => entry.what === 'welcome' && entry.resumed).length
    const holes = checkSequence(client, all, report)
    repeated += holes.repeated
    missing += holes.missing
    for (const frame of seen) checkTruth(client, frame, all, report)
    checkRoomOrder(client, seen, all, report)
    checkHeard(client, seen, all, report)
    checkAckFirst(client, report)
    for (const entry of client.entries) {
      if (entry.what === 'refused-resume') {
        report('session', client.name, `${entry.session} was not continued`)
      }
    }
  }
  checkPairs(all, report)
  return { frames, repeated, missing, resumes, resyncs }
}

/** Compares two frame ids part by part as numbers (PROTOCOL 3.2). */
export function compareFrames(one: string, other: string): number {
  const [oneTick = 0, oneK = 0] = one.split('.').map(Number)
  const [otherTick = 0, otherK = 0] = other.split('.').map(Number)
  return oneTick - otherTick || oneK - otherK
}

/** I6: strictly increasing, and without a hole against what the ticks addressed to the session. */
function checkSequence(
  client: ClientRecord,
  all: Case,
  report: Report,
): { repeated: number; missing: number } {
  const count = { repeated: 0, missing: 0 }
  const last = new Map<string, string>()
  const got = new Map<string, { ids: Set<string>; first: string; excused: [string, string][] }>()
  const waiting = new Set<string>()
  for (const entry of client.entries) {
    const { session } = entry
    if (entry.what === 'resync') waiting.add(session)
    if (entry.what !== 'frame') continue
    const before = last.get(session)
    if (before !== undefined && compareFrames(entry.frame, before) <= 0) {
      count.repeated += 1
      report('repeated', client.name, `${session}: ${entry.frame} came after ${before}`)
    }
    const known = got.get(session) ?? { ids: new Set(), first: entry.frame, excused: [] }
    if (waiting.delete(session)) known.excused.push([before ?? '0.0', entry.frame])
    known.ids.add(entry.frame)
    got.set(session, known)
    last.set(session, entry.frame)
  }
  for (const [session, { ids, first, excused }] of got) {
    const told = all.dump.told.get(session) ?? []
    const [oldest = first] = told
    for (const id of told) {
      if (ids.has(id) || compareFrames(id, last.get(session) ?? first) > 0) continue
      if (excused.some(([from, to]) => compareFrames(id, from) > 0 && compareFrames(id, to) < 0))
        continue
      count.missing += 1
      report('missing', client.name, `${session}: ${id} never came`)
    }
    const kept = new Set(told)
    for (const id of ids) {
      if (compareFrames(id, oldest) < 0 || kept.has(id)) continue
      report('unbacked', client.name, `${session}: ${id} is in no tick's outputs`)
    }
  }
  return count
}

/** I6, I17, I13: a frame tells of something in the log, and only to those it is meant for. */
function checkTruth(client: ClientRecord, frame: Seen, all: Case, report: Report): void {
  for (const mark of frame.marks) {
    const speech = all.speeches.get(mark)
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

/** I2: what a client hears comes in the order of the log, so all observers agree. */
function checkRoomOrder(
  client: ClientRecord,
  seen: readonly Seen[],
  all: Case,
  report: Report,
): void {
  let last = -1
  for (const frame of seen) {
    for (const mark of frame.marks) {
      const at = all.speeches.get(mark)?.at
      if (at === undefined) continue
      if (at < last) report('reordered', client.name, `${frame.frame}: ${mark} came too late`)
      last = Math.max(last, at)
    }
  }
}

/** I2 without the log: any two observers saw what both of them saw in the same order. */
function checkPairs(all: Case, report: Report): void {
  const heard = all.clients.map((client) => {
    const marks = client.entries.flatMap((entry) =>
      entry.what === 'frame' ? [...entry.marks] : [],
    )
    return { name: client.name, order: new Map(marks.map((mark, at) => [mark, at])) }
  })
  for (const [index, one] of heard.entries()) {
    for (const other of heard.slice(index + 1)) {
      let last = -1
      for (const mark of one.order.keys()) {
        const at = other.order.get(mark)
        if (at === undefined) continue
        if (at < last) {
          report(
            'reordered',
            `${one.name}, ${other.name}`,
            `they disagree on when ${mark} was said`,
          )
        }
        last = Math.max(last, at)
      }
    }
  }
}

/** I6 from the log: who was in the room when something was said has heard it. */
function checkHeard(client: ClientRecord, seen: readonly Seen[], all: Case, report: Report): void {
  if (client.entries.some(({ what }) => what === 'resync')) return
  const heard = new Set(
    seen.flatMap((frame) => frame.marks.map((mark) => `${frame.session} ${mark}`)),
  )
  const joined = new Set(seen.map(({ session }) => session))
  for (const [mark, speech] of all.speeches) {
    for (const session of speech.hearers) {
      if (!joined.has(session) || heard.has(`${session} ${mark}`)) continue
      report('unheard', client.name, `${session} was there when ${mark} was said`)
    }
  }
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
