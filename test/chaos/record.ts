/** What a client writes down while it plays: the black-box evidence that the checker judges. */

/** One thing a client did or saw; `atMs` is monotonic and shared by all clients of a run. */
export type Entry = { readonly atMs: number; readonly session: string } & (
  | { readonly what: 'invoke'; readonly n: number; readonly line: string }
  | { readonly what: 'ack'; readonly n: number; readonly request: string }
  | { readonly what: 'reject'; readonly code: string; readonly n?: number }
  /** The session is in the hands of a socket; `lastN` is what the server says it has stored. */
  | { readonly what: 'welcome'; readonly resumed: boolean; readonly lastN: number }
  | Seen
  /** The server said that it cannot fill the hole; frames may be missing before the next one. */
  | { readonly what: 'resync' }
  /** The link is gone: cut by either side, or silent for too long. `code` is that of a `bye`. */
  | { readonly what: 'away'; readonly code?: string }
  /** The server would not continue this session. */
  | { readonly what: 'refused-resume' }
)

/** A numbered frame. */
export interface Seen {
  readonly what: 'frame'
  readonly atMs: number
  readonly session: string
  readonly frame: string
  readonly t: 'event' | 'state' | 'delta' | 'done'
  /** Kind of an event, part of a state, status of a `done`. */
  readonly kind: string
  /** The request it belongs to: `cause`, or `request` of a `done`. */
  readonly cause?: string
  readonly n?: number
  /** Marks of speech in it. */
  readonly marks: readonly string[]
}

/** What a client says it has at the end, from its own `state` frames. */
export interface Belongings {
  readonly gold: number
  readonly items: readonly string[]
}

export interface ClientRecord {
  readonly name: string
  /** Whether it trusts an `ack` and never repeats, or repeats until it sees `done`. */
  readonly kind: 'trusting' | 'persistent'
  readonly character: string
  readonly sessions: readonly string[]
  readonly entries: readonly Entry[]
  readonly belongings?: Belongings
}

/** A mark that occurs in one line of speech of the whole run only. */
export const markOf = (client: number, count: number): string => `mark${client}x${count}`

/** All marks in a text. */
export function marksIn(text: string): string[] {
  return [...new Set(text.match(/mark\d+x\d+/g) ?? [])]
}
