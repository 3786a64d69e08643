/**
 * Reads the outputs of all ticks from the store, in order. They are the outputs of every gateway, so a
 * stream shows the same wherever it is opened and can be resumed on any gateway.
 */
import type { Output } from '../../../../schema/envelope.ts'
import { storedMessages } from '../../../../schema/output-message.ts'
import type { Clock } from '../../../platform/ambient.ts'
import type { Db } from '../../../platform/database.ts'

export interface ToldTick {
  readonly tick: number
  /** The tick at which its timeline began; 0 for the first one. */
  readonly timeline: number
  readonly outputs: readonly Output[]
}

export type Follower = (told: readonly ToldTick[]) => void

export interface OutputTailParts {
  readonly db: Db
  readonly shard: number
  readonly clock: Clock
  readonly onTrouble: (where: string, error: unknown) => void
}

const ticksPerRead = 200
const roundMs = 250
const troubleMs = 1_000

/**
 * Invariant: each follower receives every tick after its position once, in order. The table has one
 * writer and tick numbers do not overlap, so nothing appears behind the cursor. When the store has gone
 * back in time, the first tick of the new timeline is among them, also when nobody was told anything in it.
 */
export class OutputTail {
  readonly #parts: OutputTailParts
  /** Followers, each with what is held back for it while it catches up. */
  readonly #followers = new Map<Follower, ToldTick[] | null>()
  readonly #closing = new AbortController()
  #wake = new AbortController()
  /** Every follower that has caught up has received the ticks up to this one. */
  #cursor = 0
  /** Resolved when the cursor is known; null while nobody follows. */
  #begun: Promise<void> | null = null
  /** The newest timeline that was heard of. */
  #timeline = 0

  constructor(parts: OutputTailParts) {
    this.#parts = parts
  }

  /**
   * Begins with what came after `fromTick`, or with the next tick when it is null. Resolves once the
   * backlog has been delivered, with false when part of it is no longer kept. Rejects when the store
   * cannot be read.
   */
  async follow(fromTick: number | null, follower: Follower): Promise<boolean> {
    this.#followers.set(follower, [])
    try {
      await this.#begin()
      const joinedAt = this.#cursor
      // What was held back until now is not after `joinedAt`.
      this.#hold(follower)
      const complete = fromTick === null || (await this.#catchUp(fromTick, joinedAt, follower))
      this.#release(follower)
      return complete
    } catch (error) {
      this.unfollow(follower)
      throw error
    }
  }

  unfollow(follower: Follower): void {
    this.#followers.delete(follower)
  }

  /** The newest tick that was told; 0 when none is kept. */
  newest(): Promise<number> {
    return this.#edge('max')
  }

  /** How far the store has come, and in which timeline. */
  async present(): Promise<{ readonly tick: number; readonly timeline: number }> {
    const { db, shard } = this.#parts
    const row = await db
      .selectFrom('shards')
      .select(['tick', 'timeline'])
      .where('shard', '=', shard)
      .executeTakeFirst()
    return { tick: Number(row?.tick ?? 0), timeline: Number(row?.timeline ?? 0) }
  }

  /** A timeline has begun: followers come to it after all that came before. */
  turn(timeline: number): void {
    this.#timeline = timeline
    this.wake()
  }

  /** Something was told: look now instead of at the next round. */
  wake(): void {
    this.#wake.abort()
  }

  close(): void {
    this.#closing.abort()
    this.#followers.clear()
  }

  /** Starts reading at the newest tick, unless reading is under way. */
  #begin(): Promise<void> {
    this.#begun ??= this.newest().then(
      (newest) => {
        this.#cursor = newest
        void this.#run()
      },
      (error: unknown) => {
        this.#begun = null
        throw error
      },
    )
    return this.#begun
  }

  async #run(): Promise<void> {
    const { clock, onTrouble } = this.#parts
    const { signal } = this.#closing
    while (this.#followers.size > 0 && !signal.aborted) {
      try {
        // What is read from now on holds all that came before it.
        const turn = this.#timeline
        const told = this.#withTurn(turn, await this.#readAfter(this.#cursor))
        this.#cursor = told.at(-1)?.tick ?? this.#cursor
        if (told.length > 0) this.#deliver(told)
        if (told.length === ticksPerRead) continue
        await clock.sleep(roundMs, AbortSignal.any([this.#wake.signal, signal]))
        this.#wake = new AbortController()
      } catch (error) {
        if (signal.aborted) break
        onTrouble('event-stream', error)
        await clock.sleep(troubleMs, signal)
      }
    }
    this.#begun = null
  }

  /** Puts the tick at which a timeline began where it belongs. */
  #withTurn(timeline: number, told: readonly ToldTick[]): readonly ToldTick[] {
    if (timeline <= this.#cursor) return told
    const turn = { tick: timeline, timeline, outputs: [] }
    const after = told.findIndex(({ tick }) => tick >= timeline)
    if (after !== -1) return told.toSpliced(after, 0, turn)
    // What came before it is read to its end first.
    return told.length === ticksPerRead ? told : [...told, turn]
  }

  #deliver(told: readonly ToldTick[]): void {
    for (const [follower, held] of this.#followers) {
      if (held) held.push(...told)
      else follower(told)
    }
  }

  #hold(follower: Follower): void {
    if (this.#followers.has(follower)) this.#followers.set(follower, [])
  }

  /** Delivers what was held back; from now on the follower receives ticks as they come. */
  #release(follower: Follower): void {
    const held = this.#followers.get(follower)
    if (!held) return
    if (held.length > 0) follower(held)
    // Told that it has seen enough, it may have left.
    if (this.#followers.has(follower)) this.#followers.set(follower, null)
  }

  /** Delivers the ticks after `fromTick` up to `upTo`; false when part of them is no longer kept. */
  async #catchUp(fromTick: number, upTo: number, follower: Follower): Promise<boolean> {
    for (let from = fromTick; from < upTo && this.#followers.has(follower); ) {
      const told = await this.#readAfter(from, upTo)
      if (told.length > 0) follower(told)
      from = told.length < ticksPerRead ? upTo : (told.at(-1)?.tick ?? upTo)
    }
    // Asked afterwards: what is still kept now cannot have been missing before.
    return fromTick + 1 >= (await this.#edge('min'))
  }

  async #readAfter(tick: number, upTo: number | null = null): Promise<ToldTick[]> {
    const { db, shard } = this.#parts
    let query = db
      .selectFrom('outputs')
      .select(['tick', 'body'])
      .where('shard', '=', shard)
      .where('tick', '>', String(tick))
    if (upTo !== null) query = query.where('tick', '<=', String(upTo))
    const rows = await query.orderBy('tick').limit(ticksPerRead).execute()
    return rows.map((row) => ({
      tick: Number(row.tick),
      ...mergedOutputs(row.body.toString('utf8')),
    }))
  }

  /** The newest or the oldest tick that is kept; 0 when none is. */
  async #edge(which: 'max' | 'min'): Promise<number> {
    const { db, shard } = this.#parts
    const row = await db
      .selectFrom('outputs')
      .select(({ fn }) => fn[which]('tick').as('tick'))
      .where('shard', '=', shard)
      .executeTakeFirst()
    return Number(row?.tick ?? 0)
  }
}

/** The outputs of all gateways in the order of the tick; an output that went to several is one again. */
function mergedOutputs(body: string): Omit<ToldTick, 'tick'> {
  const byK = new Map<number, Output>()
  let timeline = 0
  for (const message of storedMessages(body).values()) {
    timeline = message.timeline ?? 0
    for (const output of message.outputs) {
      const same = byK.get(output.k)
      byK.set(output.k, same ? { ...same, to: [...same.to, ...output.to] } : output)
    }
  }
  return { timeline, outputs: [...byK.values()].sort((one, other) => one.k - other.k) }
}
