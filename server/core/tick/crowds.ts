/** Names each crowd of a message once: in a full room every line would name hundreds of sessions again. */

import type { SessionId } from '../../../schema/ids.ts'
import type { Address } from '../../../schema/output-message.ts'

/** Fewer sessions are named as they are. */
const crowdFrom = 8
/** An output to a crowd may leave out, or add, so many of it; else its sessions are a crowd of their own. */
const differenceMax = 4

export class Crowds {
  readonly lists: (readonly SessionId[])[] = []
  /** The latest crowd that each session is in. */
  readonly #latest = new Map<SessionId, number>()

  /** How the message names these sessions. */
  address(sessions: readonly SessionId[]): Address {
    if (sessions.length < crowdFrom) return sessions
    // Authors are left out of what others hear, so the first of them may be in no crowd yet.
    const near = sessions.slice(0, 2).map((session) => this.#latest.get(session))
    const crowd = near.find((one) => one !== undefined)
    return (crowd === undefined ? undefined : this.#asOf(crowd, sessions)) ?? this.#anew(sessions)
  }

  #asOf(crowd: number, sessions: readonly SessionId[]): Address | undefined {
    const and = sessions.filter((session) => this.#latest.get(session) !== crowd)
    const list = this.lists[crowd] ?? []
    const left = list.length - (sessions.length - and.length)
    if (and.length > differenceMax || left > differenceMax) return undefined
    const named = left > 0 ? new Set(sessions) : undefined
    const but = named ? list.filter((session) => !named.has(session)) : []
    return {
      crowd,
      ...(but.length > 0 ? { but } : {}),
      ...(and.length > 0 ? { and } : {}),
    }
  }

  #anew(sessions: readonly SessionId[]): Address {
    const crowd = this.lists.push(sessions) - 1
    for (const session of sessions) this.#latest.set(session, crowd)
    return { crowd }
  }
}
