/** The frames of `v1.mudstream` as the play page reads and writes them (client protocol, section 3). */

export type Vital = readonly [now: number, max: number]
export type DoorState = 'open' | 'closed' | 'locked'
export type Exit = { readonly dir: string; readonly to: string; readonly door?: DoorState }
export type Person = { readonly id: string; readonly name: string; readonly kind: string }
export type Thing = { readonly id: string; readonly name: string; readonly count?: number }

export type RoomState = {
  readonly id: string
  readonly zone: string
  readonly title: string
  readonly description: string
  readonly exits: readonly Exit[]
  readonly people: readonly Person[]
  readonly items: readonly Thing[]
  readonly coords?: readonly [number, number, number]
}

export type CharState = {
  readonly id: string
  readonly name: string
  readonly level: number
  readonly vitals: Readonly<Record<string, Vital>>
  readonly gold: number
  readonly affects: readonly unknown[]
  readonly position: string
}

/** A piece of a line with the meaning that decides its colour. */
export type Span = { readonly t: string; readonly s?: string }

export type Character = { readonly id: string; readonly name: string; readonly role: string }

export type Welcome = {
  readonly t: 'welcome'
  readonly session: string
  readonly character: Character | null
  readonly world: string
  readonly needs?: 'login'
  readonly resumed?: boolean
  readonly lastN: number
  readonly resume: string
  /** Where a new session's frames begin; a server may leave it out. */
  readonly frame?: string
}
export type Ack = { readonly t: 'ack'; readonly n: number; readonly request: string }
export type Reject = {
  readonly t: 'reject'
  readonly n?: number
  readonly code: string
  readonly message: string
  readonly expected?: number
}
export type EventFrame = {
  readonly t: 'event'
  readonly frame: string
  readonly cause?: string
  readonly kind: string
  readonly text: string
  readonly spans?: readonly Span[]
  readonly data: Readonly<Record<string, unknown>>
}
export type StateFrame = {
  readonly t: 'state'
  readonly frame: string
  readonly part: string
  readonly data: unknown
}
export type Done = {
  readonly t: 'done'
  readonly frame: string
  readonly request: string
  readonly n: number
  readonly status: 'completed' | 'refused' | 'failed'
}
export type Narration = {
  readonly t: 'narration'
  readonly narration: string
  readonly seq: number
  readonly chunk: string
  readonly done: boolean
}
export type Pong = { readonly t: 'pong'; readonly at: number }
export type Bye = {
  readonly t: 'bye'
  readonly code: string
  readonly reason: string
  readonly resume: boolean
}
export type Resync = { readonly t: 'resync'; readonly reason: string }

export type ServerFrame =
  | Welcome
  | Ack
  | Reject
  | EventFrame
  | StateFrame
  | Done
  | Narration
  | Pong
  | Bye
  | Resync

/** What the server should know of how the story is read. */
export type Prefs = { readonly screenReader?: boolean }

export type ClientFrame =
  | {
      readonly t: 'hello'
      readonly client: { readonly name: string; readonly version: string }
      readonly token?: string
      readonly resume?: { readonly session: string; readonly token: string; readonly last: string }
      readonly prefs?: Prefs
    }
  | { readonly t: 'register' | 'login'; readonly name: string; readonly password: string }
  | { readonly t: 'guest'; readonly name?: string }
  | { readonly t: 'cmd'; readonly n: number; readonly line: string }
  | { readonly t: 'sync' }
  | { readonly t: 'ping'; readonly at: number }

const known = new Set([
  'welcome',
  'ack',
  'reject',
  'event',
  'state',
  'done',
  'narration',
  'pong',
  'bye',
  'resync',
])

/**
 * One frame of the server, or undefined for anything this page does not know: the protocol lets
 * servers add frame types, so an unknown one is no error.
 */
export function parseServerFrame(text: string): ServerFrame | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { t } = parsed as { t?: unknown }
  return typeof t === 'string' && known.has(t) ? (parsed as ServerFrame) : undefined
}

/** Orders frame ids: split on the dots, compare numerically, part by part (section 3.2). */
export function compareFrames(a: string, b: string): number {
  const left = a.split('.')
  const right = b.split('.')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = Number(left[i] ?? -1) - Number(right[i] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
