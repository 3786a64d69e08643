/** The duties of a leader between ticks: it renews its lease and tells gateways how far it has come. */
import type { GatewayWatch } from './gateway-watch.ts'
import type { LeadParts } from './lead-parts.ts'
import type { Leadership } from './leadership.ts'
import { headMessage } from './outputs.ts'
import { Recurring } from './recurring.ts'

const headsEveryMs = 1_000

export class Upkeep {
  readonly #lead: Leadership
  readonly #parts: LeadParts
  readonly #gateways: GatewayWatch
  readonly #renewal: Recurring
  readonly #heads: Recurring

  constructor(lead: Leadership, parts: LeadParts, gateways: GatewayWatch) {
    this.#lead = lead
    this.#parts = parts
    this.#gateways = gateways
    const nowMs = parts.clock.mono()
    const everyMs = parts.settings.leaseMs / 3
    this.#renewal = new Recurring({ everyMs, firstMs: nowMs + everyMs })
    this.#heads = new Recurring({ everyMs: headsEveryMs, firstMs: nowMs })
  }

  /** A flush has extended the lease. */
  committed(nowMs: number): void {
    this.#renewal.done(nowMs)
  }

  /** Does what is due; resolves with false when somebody else leads by now. */
  async run(nowMs: number): Promise<boolean> {
    if (this.#renewal.isDue(nowMs)) {
      const { settings, store, clock } = this.#parts
      if (!(await store.renew(settings.shard, this.#lead.epoch, settings.leaseMs))) return false
      this.#renewal.done(clock.mono())
    }
    if (this.#heads.isDue(nowMs)) {
      for (const gateway of this.#gateways.alive()) {
        this.#parts.bus.sendOutputs(gateway, headMessage(this.#lead, gateway))
      }
      this.#heads.done(nowMs)
    }
    return true
  }
}
