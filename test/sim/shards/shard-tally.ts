/** What a run with two shards met, counted: what never came up was not tested. */
import { decodeCommands, numberOfStatus } from '../../../schema/envelope.ts'
import type { SimBus } from '../sim-bus.ts'
import type { Sometimes, Tally } from '../tally.ts'
import { type HandedOver, handedOver } from './passage.ts'
import type { ShardEvidence } from './shard-checks.ts'

export const shardSometimes = [
  'handed over',
  'handed over with a filled bag',
  'handed over and back again',
  'handed over with nobody at the socket',
  'command sent after its session',
  'sent after twice over',
  'notice stored twice',
  'timeline jumped after a hand-over',
  'store went back in time',
  'notice of what never happened',
  'frames fetched before a new stretch',
  'resume over a hand-over',
  'line held for a change of road',
  'unknown commit: executed',
  'unknown commit: executed late',
  'fenced commit',
  'stored twice in the stream',
  'output lost',
] as const

export type ShardSometimes = (typeof shardSometimes)[number]

export function countShards(
  { tables, commits, met }: ShardEvidence,
  buses: readonly SimBus[],
  tally: Tally,
): ReadonlyMap<ShardSometimes, number> {
  const counts = new Map<ShardSometimes, number>(met)
  const add = (name: ShardSometimes): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const name of shardSometimes) {
    const by = tally.counts.get(name as Sometimes)
    if (by) counts.set(name, by)
  }
  const handed = [...tables.values()].flatMap(({ events }) =>
    events.flatMap(({ type, body }) =>
      type === handedOver.type ? [JSON.parse(body) as HandedOver] : [],
    ),
  )
  for (const { entities, stretches, character } of handed) {
    add('handed over')
    if (stretches.length > 2) add('handed over and back again')
    const isBag = entities.some(
      ({ id, place }) => place !== character && id !== character && place !== '',
    )
    if (isBag && entities.some(({ kind, place }) => kind === 'item' && place !== character)) {
      add('handed over with a filled bag')
    }
    const session = entities.find(({ kind }) => kind === 'session')
    if (session?.kind === 'session' && session.lost) add('handed over with nobody at the socket')
  }
  const notices = new Set<string>()
  for (const command of buses.flatMap(({ stored }) =>
    stored.flatMap(({ text }) => decodeCommands(text)),
  )) {
    if (command.t !== 'system') continue
    if (command.name === 'sent-after') {
      add('command sent after its session')
      if (Number(command.data['passes']) > 1) add('sent after twice over')
      continue
    }
    if (notices.has(command.session)) add('notice stored twice')
    notices.add(command.session)
  }
  for (const [shard, { shard: row, events, ledger }] of tables) {
    for (const { session, status } of ledger.values()) {
      if (session.startsWith('h') && status === numberOfStatus('refused')) {
        add('notice of what never happened')
      }
    }
    const first = events.find(({ type }) => type === handedOver.type)
    const jumped = commits.find((one) => one.shard === shard && one.tick > row.timeline)
    if (row.timeline > 0 && first && first.tick < row.timeline && jumped) {
      add('timeline jumped after a hand-over')
    }
  }
  return counts
}
