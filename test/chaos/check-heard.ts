/** The rules about what was said: all observers agree on its order, and whoever was there heard it. */
import type { Got } from './check-frames.ts'
import type { Case, Report } from './checker.ts'
import { echoType } from './fold.ts'
import type { ClientRecord, Seen } from './record.ts'
import { tickOf } from './timelines.ts'

/** A mobile may repeat the same words several times. */
export const echoKey = (tick: number, mark: string): string => `${tick}/${mark}`

/** Tells the words of a player from those of a mobile that repeats them. */
const keyOfWords = ({ frame, kind }: Seen, mark: string): string =>
  kind === echoType ? echoKey(tickOf(frame), mark) : mark

/** What the log knows of words that a client saw. */
export function speechIn({ speeches, echoes }: Case, frame: Seen, mark: string) {
  const key = keyOfWords(frame, mark)
  return speeches.get(key) ?? echoes.get(key)
}

/** I13: a mobile repeats words only to whoever said them, and openly only what was said openly. */
export function checkEchoes({ speeches, echoes }: Case, report: Report): void {
  for (const { mark, speaker, isOpen, tick } of echoes.values()) {
    const said = speeches.get(mark)
    if (said?.speaker === speaker && (said.isOpen || !isOpen)) continue
    report('leaked', '', `a mobile told others of ${mark} at tick ${tick}`)
  }
}

/** I2: what a client hears comes in the order of the log, so all observers agree. */
export function checkRoomOrder(
  client: ClientRecord,
  kept: readonly Seen[],
  all: Case,
  report: Report,
): void {
  let last = -1
  for (const frame of kept) {
    for (const mark of frame.marks) {
      const at = speechIn(all, frame, mark)?.at
      if (at === undefined) continue
      if (at < last) report('reordered', client.name, `${frame.frame}: ${mark} came too late`)
      last = Math.max(last, at)
    }
  }
}

/**
 * I2 without the log: any two observers saw what both of them saw in the same order. What was lost and
 * applied again may come in another one; but of what was lost, too, there was one order.
 */
export function checkPairs(all: Case, report: Report): void {
  const heard = all.clients.map((client) => {
    const marks = client.entries.flatMap((entry) => {
      if (entry.what !== 'frame') return []
      const piece = all.histories.pieceOf(tickOf(entry.frame))
      return entry.marks.map((mark) => `${piece} ${keyOfWords(entry, mark)}`)
    })
    return { name: client.name, order: new Map(marks.map((mark, at) => [mark, at])) }
  })
  for (const [index, one] of heard.entries()) {
    for (const other of heard.slice(index + 1)) {
      const last = new Map<string, number>()
      for (const mark of one.order.keys()) {
        const at = other.order.get(mark)
        if (at === undefined) continue
        const piece = mark.slice(0, mark.lastIndexOf(' '))
        const before = last.get(piece) ?? -1
        if (at < before) {
          report(
            'reordered',
            `${one.name}, ${other.name}`,
            `they disagree on when ${mark} was said`,
          )
        }
        last.set(piece, Math.max(before, at))
      }
    }
  }
}

/** I6 from the log: who was in the room when something was said has heard it, or was told of a hole. */
export function checkHeard(
  client: ClientRecord,
  kept: readonly Seen[],
  { all, got }: { readonly all: Case; readonly got: ReadonlyMap<string, Got> },
  report: Report,
): void {
  const heard = new Set(
    kept.flatMap((frame) =>
      frame.marks.map((mark) => `${frame.session} ${keyOfWords(frame, mark)}`),
    ),
  )
  // A session that was not continued hears nothing any more; that it was not is a breach of its own.
  const refused = new Set(
    client.entries.flatMap(({ what, session }) => (what === 'refused-resume' ? [session] : [])),
  )
  for (const [mark, { hearers, tick }] of [...all.speeches, ...all.echoes]) {
    for (const session of hearers) {
      const known = got.get(session)
      if (!known || heard.has(`${session} ${mark}`)) continue
      if (refused.has(session) && tick > tickOf(known.last)) continue
      const isExcused = known.holes.some(
        ({ from, to }) => tick >= tickOf(from) && tick <= tickOf(to),
      )
      if (isExcused) continue
      report('unheard', client.name, `${session} was there when ${mark} was said`)
    }
  }
}
