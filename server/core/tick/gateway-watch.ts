/**
 * Which gateways live. A gateway that falls silent, or comes back as another process, takes its
 * connections with it, and nobody else can say so: the characters they played have lost their link.
 */
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { TickBus } from './bus.ts'
import type { LinkReview } from './tick.ts'

/** How often even a steady gateway's connections are held against its boot: an old attachment may come late. */
const reviewMs = 5_000

interface Seen {
  atMs: number
  /** Empty until the gateway has been heard. */
  boot: string
  reviewedMs: number
}

export class GatewayWatch {
  readonly #seen = new Map<string, Seen>()
  readonly #silenceMs: number
  readonly #clock: Pick<Clock, 'mono'>
  readonly #stop: () => void

  /** `silenceMs`: after that much silence a gateway counts as gone. */
  constructor(bus: Pick<TickBus, 'onGatewayAlive'>, clock: Pick<Clock, 'mono'>, silenceMs: number) {
    this.#clock = clock
    this.#silenceMs = silenceMs
    this.#stop = bus.onGatewayAlive((gateway, boot) => this.#heard(gateway, boot))
  }

  /** Waits for every gateway that serves somebody: it may have died together with the last leader. */
  expect(world: WorldMap): void {
    const atMs = this.#clock.mono()
    for (const character of world.charactersPresent()) {
      const session = character.session ? world.get(character.session) : undefined
      if (session?.kind !== 'session' || this.#seen.has(session.gateway)) continue
      this.#seen.set(session.gateway, { atMs, boot: '', reviewedMs: atMs })
    }
  }

  alive(): string[] {
    return [...this.#seen.keys()]
  }

  /** Gateways to be looked at since the last call. */
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

  #heard(gateway: string, boot: string): void {
    const atMs = this.#clock.mono()
    const before = this.#seen.get(gateway)
    // Another boot is looked at with the next tick.
    const reviewedMs = before?.boot === boot ? before.reviewedMs : Number.NEGATIVE_INFINITY
    this.#seen.set(gateway, { atMs, boot, reviewedMs })
  }
}
