/** A database of its own with a small log in it, written by the real tick as players would cause it. */
import { afterAll } from 'vitest'
import { type Command, encodeCommands } from '../../../../schema/envelope.ts'
import { worldLoaded } from '../../../../schema/events/world.ts'
import { openPostgresTickStore } from '../../../../server/core/store/postgres-tick-store.ts'
import type { CommandMessage } from '../../../../server/core/tick/bus.ts'
import type { Arrived } from '../../../../server/core/tick/commands/command-run.ts'
import { runTicksBy, type TickRunner } from '../../../../server/log/travel/tick-runner.ts'
import type { PersonVault } from '../../../../server/persons/vault.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'
import { smallInn, thing } from '../../../support/small-inn.ts'

export interface LogDatabase {
  readonly db: Db
  readonly url: string
  readonly fresh: FreshDatabase
}

/** An empty, migrated database that is gone when the test file is done. */
export async function emptyDatabase(name: string): Promise<LogDatabase> {
  const fresh = await freshDatabase(name)
  const url = fresh.url('owner')
  const db = openDatabase(url, 'test', 3)
  await migrate(db)
  afterAll(async () => {
    await db.destroy()
    await fresh.drop()
  })
  return { db, url, fresh }
}

const start = 1_700_000_000_000

/** Players at a keyboard: each line is one tick. */
export interface LoggedPlay {
  readonly runner: TickRunner
  /** What the command stream would hold. */
  readonly messages: readonly CommandMessage[]
  join(name: string): Promise<void>
  type(name: string, line: string): Promise<void>
  leave(name: string): Promise<void>
  wait(beats: number): Promise<void>
  /** Gives the lease back and closes the connection. */
  end(): Promise<void>
}

/** A small inn with players who come, act and go, as in a running game. */
export async function playInn(url: string, vault?: PersonVault): Promise<LoggedPlay> {
  const store = openPostgresTickStore(url)
  const checkpoint = await store.acquire(1, 'test', 60_000)
  if (!checkpoint) throw new Error('the lease is taken')
  const runner = await runTicksBy(store, checkpoint, {
    heartbeatMs: 250,
    rules: { linkGraceBeats: 40 },
    ...(vault ? { vault } : {}),
  })
  const numbers = new Map<string, number>()
  const messages: CommandMessage[] = []
  const now = () => start + runner.lead.tick * 100
  const run = (command: Command, beats = 0) => {
    const arrived: Arrived = { command, origin: 'g1', storedMs: now() }
    const text = encodeCommands([command])
    messages.push({
      seq: messages.length + 1,
      from: 'gateway',
      origin: 'g1',
      storedMs: now(),
      text,
    })
    return runner.run([arrived], beats, now())
  }
  if (checkpoint.tick === 0) {
    const settings = { startingGold: 50 }
    const rich = worldLoaded({ name: 'inn', start: 'inn.hall', digest: 'x', settings })
    await runner.write([...smallInn, rich], start, 'world-files')
  }
  return {
    runner,
    messages,
    async join(name) {
      const character = name.toLowerCase()
      const person = { character, name, role: 'player' as const, account: `a${character}` }
      const session = `s${character}`
      await run({
        t: 'attach',
        session,
        conn: `k${character}`,
        via: 'ws',
        person,
        resume: false,
        at: now(),
      })
    },
    async type(name, line) {
      const session = `s${name.toLowerCase()}`
      const n = (numbers.get(session) ?? 0) + 1
      numbers.set(session, n)
      await run({ t: 'line', session, n, line, at: now() }, 1)
    },
    async leave(name) {
      const session = `s${name.toLowerCase()}`
      const conn = `k${name.toLowerCase()}`
      await run({ t: 'detach', session, conn, reason: 'quit', at: now() })
    },
    async wait(beats) {
      for (let beat = 0; beat < beats; beat += 1) await runner.run([], 1, now())
    },
    async end() {
      await store.release(1, runner.lead.epoch)
      await store.close()
    },
  }
}

/** An evening at the inn: people talk, walk, trade things and open doors. */
export async function anEvening(play: LoggedPlay): Promise<void> {
  const { runner } = play
  await play.join('Ann')
  await play.join('Bob')
  await runner.write(
    [
      thing('sack', 'inn.sack', 'inn.hall'),
      thing('apple', 'inn.apple', 'sack'),
      thing('arrows', 'inn.arrow', 'ann', { count: 9 }),
      thing('hat', 'inn.hat', 'bob'),
    ],
    0,
    'import',
  )
  const lines: [string, string][] = [
    ['Ann', 'say Good evening to you.'],
    ['Ann', 'take sack'],
    ['Bob', 'wear hat'],
    ['Ann', 'go east'],
    ['Ann', 'drop 3 arrows'],
    ['Ann', 'drop 10 gold'],
    ['Bob', 'east'],
    ['Bob', 'take arrows'],
    ['Bob', 'take gold'],
    ['Bob', 'remove hat'],
    ['Bob', 'give hat to ann'],
    ['Ann', 'take apple from sack'],
    ['Ann', 'say The apple is mine.'],
    ['Ann', 'west'],
    ['Ann', 'open oak door'],
    ['Ann', 'close oak door'],
    ['Bob', 'dance wildly'],
  ]
  for (const [name, line] of lines) await play.type(name, line)
  await play.leave('Bob')
  await play.wait(3)
}
