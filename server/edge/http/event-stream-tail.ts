/**
 * What ticks tell anybody, in order, read from the store: the outputs of every gateway, so that a
 * stream shows the same wherever it is opened and can be resumed on any gateway.
 *
 * Invariant: each follower receives every tick after its position once, in order. The table has one
 * writer and tick numbers without overlap, so nothing appears behind the cursor.
 */
import type { Output, OutputMessage } from '../../../schema/envelope.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'

export interface ToldTick {
  readonly tick: number
  readonly outputs: readonly Output[]
}

export type Follower = (told: readonly ToldTick[]) => void

export interface OutputTail {
  /**
   * Begins with what came after `fromTick`, or with the next tick when it is null. Resolves once the
   * backlog has been delivered, with false when part of it is no longer kept.
   */
  follow(fromTick: number | null, follower: Follower): Promise<boolean>
  unfollow(follower: Follower): void
  /** Something was told: look now instead of at the next round. */
  wake(): void
  close(): void
}

const ticksPerRead = 200
const roundMs = 250
const troubleMs = 1_000

export function outputTail(
  db: Db,
  shard: number,
  clock: Clock,
  onTrouble: (where: string, error: unknown) => void,
): OutputTail {
  const followers = new Set<Follower>()
  const closing = new AbortController()
  let cursor = 0
  let wake = new AbortController()
  let running = false

  async function readAfter(tick: number, upTo: number | null): Promise<ToldTick[]> {
    let query = db
      .selectFrom('outputs')
      .select(['tick', 'body'])
      .where('shard', '=', shard)
      .where('tick', '>', String(tick))
    if (upTo !== null) query = query.where('tick', '<=', String(upTo))
    const rows = await query.orderBy('tick').limit(ticksPerRead).execute()
    return rows.map((row) => ({
      tick: Number(row.tick),
      outputs: mergedOutputs(row.body.toString('utf8')),
    }))
  }

  async function edge(which: 'max' | 'min'): Promise<number> {
    const row = await db
      .selectFrom('outputs')
      .select(({ fn }) => fn[which]('tick').as('tick'))
      .where('shard', '=', shard)
      .executeTakeFirst()
    return Number(row?.tick ?? 0)
  }

  async function run(): Promise<void> {
    running = true
    while (followers.size > 0 && !closing.signal.aborted) {
      try {
        const told = await readAfter(cursor, null)
        cursor = told.at(-1)?.tick ?? cursor
        if (told.length > 0) for (const follower of followers) follower(told)
        if (told.length === ticksPerRead) continue
        await clock.sleep(roundMs, AbortSignal.any([wake.signal, closing.signal]))
        wake = new AbortController()
      } catch (error) {
        if (closing.signal.aborted) break
        onTrouble('event-stream', error)
        await clock.sleep(troubleMs, closing.signal)
      }
    }
    running = false
  }

  return {
    async follow(fromTick, follower) {
      if (followers.size === 0 && !running) cursor = await edge('max')
      const joinedAt = fromTick === null ? Number.POSITIVE_INFINITY : cursor
      const held: ToldTick[][] = []
      let caughtUp = fromTick === null
      const gate: Follower = (told) => (caughtUp ? follower(told) : held.push([...told]))
      gates.set(follower, gate)
      followers.add(gate)
      if (!running) void run()
      if (fromTick === null) return true
      const reachable = fromTick + 1 >= (await edge('min'))
      for (let from = fromTick; from < joinedAt; ) {
        const told = await readAfter(from, joinedAt)
        if (told.length > 0) follower(told)
        from = told.length < ticksPerRead ? joinedAt : (told.at(-1)?.tick ?? joinedAt)
      }
      caughtUp = true
      for (const told of held) follower(told)
      return reachable
    },
    unfollow(follower) {
      followers.delete(gates.get(follower) ?? follower)
    },
    wake: () => wake.abort(),
    close() {
      closing.abort()
      followers.clear()
    },
  }
}

const gates = new WeakMap<Follower, Follower>()

/** The outputs of all gateways in the order of the tick; one output told through several is one again. */
export function mergedOutputs(body: string): Output[] {
  const byK = new Map<number, Output>()
  for (const { outputs } of Object.values(JSON.parse(body) as Record<string, OutputMessage>)) {
    for (const output of outputs) {
      const same = byK.get(output.k)
      byK.set(output.k, same ? { ...same, to: [...same.to, ...output.to] } : output)
    }
  }
  return [...byK.values()].sort((one, other) => one.k - other.k)
}
