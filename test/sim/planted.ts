/**
 * Faults planted on purpose. The product has no switch for any of them: each is a wrapper around a
 * seam that makes the system behave as if the bug were in it. The checks must catch every one.
 */

import { type Command, decodeCommands, encodeCommands } from '../../schema/envelope.ts'
import { storedMessages } from '../../schema/output-message.ts'
import type { MemoryTables } from '../../server/core/store/memory-tables.ts'
import type { MemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import type { Flush, TickStore } from '../../server/core/store/tick-store.ts'
import type { CommandMessage, TickBus } from '../../server/core/tick/bus.ts'
import type { Hub, Receiver } from '../../server/edge/session/hub.ts'
import type { OutputArchive } from '../../server/edge/session/ports.ts'
import { UnknownOutcome } from '../../server/platform/errors.ts'
import { aroundFlush } from './around-flush.ts'

export interface Plant {
  /** The store as statements reach it: inside the bad line. */
  database(database: MemoryDatabase): MemoryDatabase
  /** The store as the tick sees it: outside the bad line. */
  store(store: TickStore, bus: TickBus, database: MemoryDatabase): TickStore
  bus(bus: TickBus, stored: readonly CommandMessage[]): TickBus
  archive(archive: OutputArchive): OutputArchive
  hub(hub: Hub): void
  /** How much of the stream's end a restart of the bus loses, in milliseconds. */
  readonly lostTailMs: number
}

const nothing: Plant = {
  database: (database) => database,
  store: (store) => store,
  bus: (bus) => bus,
  archive: (archive) => archive,
  hub: () => undefined,
  lostTailMs: 0,
}

export const plants = {
  none: nothing,
  'no epoch check': { ...nothing, database: (db) => onFlush(db, asCurrent) },
  'published before the commit': { ...nothing, store: publishFirst },
  'no number check': { ...nothing, bus: renumbering },
  'unknown taken for committed': { ...nothing, store: trustful },
  'gaps not repaired': { ...nothing, archive: withoutRepair },
  'state changed without an event': { ...nothing, database: (db) => onFlush(db, forgetful) },
  'resume without a cursor': { ...nothing, archive: withoutBacklog },
  'memory kept after a failed flush': { ...nothing, store: ahead },
  'checkpoint written on its own': { ...nothing, store: checkpointFirst },
  'bus loses its unsynced tail': { ...nothing, lostTailMs: 2_000 },
  'two sockets for a session': { ...nothing, hub: keepOldSockets },
} satisfies Record<string, Plant>

export type PlantName = keyof typeof plants

/** The database with every flush changed before it runs. */
function onFlush(
  database: MemoryDatabase,
  change: (flush: Flush, tables: MemoryTables) => Flush,
): MemoryDatabase {
  return aroundFlush(database, (flush, run) => run(change(flush, database.tables(flush.shard))))
}

/** Whoever writes is believed to be the leader, wherever the shard stands. */
function asCurrent(flush: Flush, { shard }: MemoryTables): Flush {
  return { ...flush, epoch: shard.epoch, tick: shard.tick + 1 }
}

/** Now and then a thing changes hands and the log does not say so. */
function forgetful(flush: Flush): Flush {
  const events = flush.events.filter(
    (event) => !(event.type === 'item-taken' && flush.tick % 3 === 0),
  )
  return { ...flush, events }
}

/** The position moves in a transaction of its own, and the flush has yet to come through. */
function checkpointFirst(store: TickStore, _bus: TickBus, database: MemoryDatabase): TickStore {
  return {
    ...store,
    flush(flush) {
      const { shard } = database.tables(flush.shard)
      if (shard.epoch === flush.epoch) shard.commandSeq = flush.commandSeq
      return store.flush(flush)
    },
  }
}

function publishFirst(store: TickStore, bus: TickBus): TickStore {
  return {
    ...store,
    flush(flush) {
      for (const [gateway, message] of storedMessages(flush.outputs)) {
        bus.sendOutputs(gateway, JSON.stringify(message))
      }
      return store.flush(flush)
    },
  }
}

function trustful(store: TickStore): TickStore {
  return {
    ...store,
    async flush(flush) {
      try {
        return await store.flush(flush)
      } catch (error) {
        if (error instanceof UnknownOutcome) return 'committed'
        throw error
      }
    },
  }
}

/** Every line that arrives is taken for a new one: numbers are made from the order of arrival. */
function renumbering(bus: TickBus, stored: readonly CommandMessage[]): TickBus {
  return {
    ...bus,
    open: (shard, fromSeq, onMessage, onBroken) =>
      bus.open(
        shard,
        fromSeq,
        (message) => onMessage({ ...message, text: renumbered(message, stored) }),
        onBroken,
      ),
  }
}

function renumbered(message: CommandMessage, stored: readonly CommandMessage[]): string {
  const last = new Map<string, number>()
  const next = (text: string): string =>
    encodeCommands(
      decodeCommands(text).flatMap((command): Command[] => {
        if (command.t === 'bad') return []
        if (command.t !== 'line') return [command]
        const n = (last.get(command.session) ?? 0) + 1
        last.set(command.session, n)
        return [{ ...command, n }]
      }),
    )
  for (const { seq, text } of stored) if (seq < message.seq) next(text)
  return next(message.text)
}

function withoutRepair(archive: OutputArchive): OutputArchive {
  return {
    ...archive,
    read: async (shard, after, upTo, whose) =>
      'gateway' in whose ? [] : archive.read(shard, after, upTo, whose),
  }
}

function withoutBacklog(archive: OutputArchive): OutputArchive {
  return {
    ...archive,
    read: async (shard, after, upTo, whose) =>
      'session' in whose ? [] : archive.read(shard, after, upTo, whose),
  }
}

/** A process that works on with what it wanted to write, whether it was written or not. */
function ahead(store: TickStore): TickStore {
  const wanted = new Map<string, string>()
  const withWanted = async <T extends { id: string }>(found: Promise<T[]>): Promise<T[]> =>
    (await found).map((entity) => JSON.parse(wanted.get(entity.id) ?? JSON.stringify(entity)))
  return {
    ...store,
    loadAlone: (shard, ids) => withWanted(store.loadAlone(shard, ids)),
    loadTrees: (shard, roots) => withWanted(store.loadTrees(shard, roots)),
    async flush(flush) {
      for (const { id, body } of flush.upserts) wanted.set(id, body)
      const result = await store.flush(flush)
      if (result === 'committed') for (const { id } of flush.upserts) wanted.delete(id)
      return result
    },
  }
}

/** The socket that a session was played by goes on being served beside the new one. */
function keepOldSockets(hub: Hub): void {
  const expect = hub.expect.bind(hub)
  const served = new Map<string, Receiver[]>()
  hub.expect = (receiver) => {
    const older: Receiver[] = []
    expect({
      conn: receiver.conn,
      wire: receiver.wire,
      attached(tick, output) {
        for (const session of output.to) {
          older.push(...(served.get(session) ?? []))
          served.set(session, [...(served.get(session) ?? []), receiver])
        }
        receiver.attached(tick, output)
      },
      claimed: (output) => receiver.claimed(output),
      deliver(run) {
        receiver.deliver(run)
        for (const one of older) one.deliver(run)
      },
      gap: (n, expected) => receiver.gap(n, expected),
      missed: () => receiver.missed(),
      ended(code, reason) {
        if (code !== 'replaced') receiver.ended(code, reason)
      },
    })
  }
}
