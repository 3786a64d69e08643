/**
 * A text session that goes on at another gateway: what it leaves with the door, and how it is resumed.
 *
 * Invariant: a line is sent again only when it was certainly not stored under the number it had.
 */
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import type { GmcpRequest } from '../render/gmcp-request.ts'
import type { Carried } from './carried.ts'
import { giveToken } from './text-sign-in.ts'
import type { TextState, TypedLine } from './text-state.ts'

/** More changes than any client makes; the first of them says the most. */
const supportsMax = 16

/** What another gateway needs to go on; undefined while nobody plays. */
export function carriedOf(state: TextState): Carried | undefined {
  if (state.session === '') return undefined
  const { session, resume, seen, settings, supports, knowsTokens, said } = state
  const lines = [...state.underWay].map(([n, line]): [number, number] => [line, n])
  // What has still to come of a line that was brought again has no numbers yet.
  for (const [line, count] of state.left) {
    for (let at = 0; at < count; at += 1) lines.push([line, Number.MAX_SAFE_INTEGER])
  }
  return { session, resume, last: seen.frame, lines, settings, supports, knowsTokens, said }
}

export function keep(state: TextState): void {
  state.door?.keep(() => carriedOf(state))
}

/** Goes on with the session that another gateway had. Nothing is shown for it. */
export function comeBack(state: TextState, from: Carried): void {
  const { session, resume, last } = from
  state.isComingBack = true
  state.phase = 'waiting'
  state.session = session
  state.resume = resume
  state.seen.frame = last
  state.supports = from.supports
  state.knowsTokens = from.knowsTokens
  state.said = from.said ?? ''
  for (const { change, packages } of from.supports) state.port.gmcpView?.supports(change, packages)
  state.settings = from.settings
  state.port.settings(from.settings)
  state.input.receive({ t: 'hello', resume: { session, token: resume, last } })
}

/** The character is played again: lines whose commands are stored by now are settled. */
export function cameBack(state: TextState, welcome: ServerFrameOf<'welcome'>): void {
  const { door, port } = state
  state.isComingBack = false
  port.hideInput(false)
  port.signedIn()
  // The views learn who is played; the client has been told long ago.
  port.gmcpView?.messages(welcome)
  giveToken(state, welcome)
  state.hasNews = false
  const lines = door?.carried?.lines ?? []
  for (const [line] of lines) {
    const left = lines.filter(([other, n]) => other === line && n > welcome.lastN).length
    if (left > 0) state.left.set(line, left)
    else {
      door?.settled(line)
      const waiting = state.waitingLines.findIndex((one) => one.line === line)
      if (waiting !== -1) state.waitingLines.splice(waiting, 1)
    }
  }
  // The screen is as it was: what programs show beside it is asked for anew.
  state.input.receive({ t: 'sync' })
}

/** The session could not be gone on with: whoever is at the door has to sign in. */
export function cameInVain(state: TextState): void {
  state.isComingBack = false
  state.session = ''
  state.seen = { frame: '' }
  keep(state)
  for (const typed of state.waitingLines.splice(0)) settleTyped(state, typed)
  state.port.notice('{danger}That link is no longer known. Sign in again.{/}')
}

/** The line becomes the commands `numbers`. The door knows so before one of them can be stored. */
export function lineTaken(
  state: TextState,
  numbers: readonly number[],
  line: number | undefined,
): void {
  if (!state.door || line === undefined) return
  for (const n of numbers) state.underWay.set(n, line)
  keep(state)
  state.door.keepNow()
}

/** The command is stored, or was refused in words. */
export function lineSettled(state: TextState, n: number): void {
  const line = state.underWay.get(n)
  if (line === undefined) return
  state.underWay.delete(n)
  if (![...state.underWay.values()].includes(line)) state.door?.settled(line)
  keep(state)
}

export function noteSupports(
  state: TextState,
  { change, packages }: GmcpRequest & { kind: 'supports' },
): void {
  if (change === 'set') state.supports = []
  if (state.supports.length < supportsMax) state.supports.push({ change, packages })
  keep(state)
}

/** The line needs not be brought again. */
export function settleTyped({ door }: TextState, { line }: TypedLine): void {
  if (line !== undefined) door?.settled(line)
}
