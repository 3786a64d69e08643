/** Faults planted on purpose in the protocol of a hand-over. The checks must catch every one. */
import type { StoredEvent } from '../../../schema/fold.ts'
import type { TickStore } from '../../../server/core/store/tick-store.ts'
import type { TickBus } from '../../../server/core/tick/bus.ts'
import { handedOver } from './passage.ts'
import { type ProtocolRules, soundRules } from './protocol.ts'
import { type GatewayRules, soundGateway } from './shard-gateway.ts'

export interface ShardPlant {
  readonly rules: ProtocolRules
  readonly gateway: GatewayRules
  bus(bus: TickBus): TickBus
  /** `common` is what all processes of a run share. */
  store(store: TickStore, bus: TickBus, common: Map<string, StoredEvent>): TickStore
}

const nothing: ShardPlant = {
  rules: soundRules,
  gateway: soundGateway,
  bus: (bus) => bus,
  store: (store) => store,
}

export const shardPlants = {
  none: nothing,
  'notice sent without its acknowledgement': { ...nothing, bus: unacknowledged },
  'hand-over applied twice': {
    ...nothing,
    rules: { ...soundRules, wasTakenIn: () => false, noteTakenIn: () => undefined },
  },
  'sent before the commit': { ...nothing, store: sendFirst },
  'what the bag holds forgotten': {
    ...nothing,
    rules: {
      ...soundRules,
      belongings: (draft, id) =>
        soundRules
          .belongings(draft, id)
          .filter(({ place, kind }) => kind !== 'item' || place === id),
    },
  },
  'lines taken in the old shard': {
    ...nothing,
    rules: {
      ...soundRules,
      shardFor: (work, command) =>
        command.t === 'line' ? work.shard : soundRules.shardFor(work, command),
    },
  },
  'numbers not handed over': {
    ...nothing,
    rules: { ...soundRules, goOnFrom: () => undefined },
  },
  'nothing in front of frames': { ...nothing, gateway: { ...soundGateway, fronts: false } },
  'new frames before the old': { ...nothing, gateway: { ...soundGateway, waitsForOld: false } },
  'lines that overtook others refused': {
    ...nothing,
    rules: { ...soundRules, goesRound: () => undefined },
  },
  'road changed before all is stored': {
    ...nothing,
    gateway: { ...soundGateway, waitsForStored: false },
  },
} satisfies Record<string, ShardPlant>

export type ShardPlantName = keyof typeof shardPlants

/** The relay takes every message for stored. */
function unacknowledged(bus: TickBus): TickBus {
  return { ...bus, publishJob: (job, text) => bus.publishJob(job, text).catch(() => undefined) }
}

/** Notices go out first, and whoever gets one believes it, whether or not the log has it. */
function sendFirst(store: TickStore, bus: TickBus, common: Map<string, StoredEvent>): TickStore {
  return {
    ...store,
    async flush(flush) {
      const { shard, tick, beat, atMs } = flush
      flush.events.forEach(({ type, version, body }, index) => {
        if (type !== handedOver.type) return
        const ordinal = index + 1
        const data = JSON.parse(body) as Record<string, unknown>
        const event = { shard, tick, ordinal, type, version, beat, atMs, data }
        common.set(`${shard}/${tick}/${ordinal}`, event)
      })
      for (const job of flush.jobs) await bus.publishJob(job, job.body).catch(() => undefined)
      return await store.flush(flush)
    },
    async eventsAfter(shard, after, limit) {
      const found = await store.eventsAfter(shard, after, limit)
      const early = [...common.values()].filter(
        (event) =>
          event.shard === shard &&
          event.tick === after + 1 &&
          !found.some(({ tick, ordinal }) => tick === event.tick && ordinal === event.ordinal),
      )
      return [...early, ...found]
    },
  }
}
