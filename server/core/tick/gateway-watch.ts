/**
 * Watches which gateways are alive. When a gateway falls silent, or comes back as another process, its
 * connections have ended, and nobody else reports that: their characters have lost their link.
 */

import type { GatewayId } from '../../../schema/ids.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { TickBus } from './bus.ts'
import type { LinkReview } from './tick.ts'

/** Connections are compared with their gateway's boot this often: an old attachment may come late. */
const reviewMs = 5_000

interface Seen {
  atMs: number
  /** Empty until the gateway has reported. */
  boot: string
  reviewedMs: number
}

export class GatewayWatch {
  readonly #seen = new Map<string, Seen>()
  readonly #silenceMs: number
  readonly #clock: Pick<Clock, 'mono'>
  readonly #stop: () => void

  /** A gateway that does not report for `silenceMs` milliseconds counts as gone. */
  constructor(bus: Pick<TickBus, 'onGatewayAlive'>, clock: Pick<Clock, 'mono'>, silenceMs: number) {
    this.#clock = clock
    this.#silenceMs = silenceMs
    this.#stop = bus.onGatewayAlive((gateway, boot) => this.#heard(gateway, boot))
  }

  /** Expects a report of every gateway that serves a character: it may have died with the last leader. */
  expect(world: WorldMap): void {
    const atMs = this.#clock.mono()
    for (const character of world.charactersPresent()) {
      const session = character.session ? world.peek(character.session) : undefined
      if (session?.kind !== 'session' || this.#seen.has(session.gateway)) continue
      this.#seen.set(session.gateway, { atMs, boot: '', reviewedMs: atMs })
    }
  }

  alive(): string[] {
    return [...this.#seen.keys()]
  }

  /** Gateways whose connections have to be reviewed since the last call. */
  reviews(): LinkReview[] {
    const now = this.#clock.mono()
    const reviews: LinkReview[] = []
    for (const [gateway, seen] of this.#seen) {
      if (seen.atMs < now - this.#silenceMs) {
        this.#seen.delete(gateway)
        reviews.push({ gateway })
      } else if (seen.boot !== '' && seen.reviewedMs <= now - reviewMs) {
        seen.reviewedMs = now
        reviews.push({ gateway, boot: seen.boot })
      }
    }
    return reviews
  }

  close(): void {
    this.#stop()
  }

  #heard(gateway: GatewayId, boot: string): void {
    const atMs = this.#clock.mono()
    const before = this.#seen.get(gateway)
    // A gateway with a new boot is reviewed with the next tick.
    const reviewedMs = before?.boot === boot ? before.reviewedMs : Number.NEGATIVE_INFINITY
    this.#seen.set(gateway, { atMs, boot, reviewedMs })
  }
}
