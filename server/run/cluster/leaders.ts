/** Who leads what, for people. */
import type { ClusterAnswer } from '../../../schema/cluster.ts'

/** By what is led; a thing that nobody leads right now is there with an empty name. */
export type Leaders = ReadonlyMap<string, string>

export const leadersOf = (
  { servers, groups, shards }: ClusterAnswer,
  postgres: string,
): Leaders => {
  const streams = groups.filter(({ kind }) => kind === 'stream')
  return new Map([
    ['the world', shards[0]?.leader ?? ''],
    ['Postgres', postgres],
    ['NATS', servers.find(({ leads }) => leads)?.name ?? ''],
    ...streams.map(({ name, leader }): [string, string] => [name, leader ?? '']),
  ])
}

const shown = (name: string): string => name || 'nobody'

/** What is another's than before, as a line; empty when nothing is. */
export const changeLine = (before: Leaders, now: Leaders): string => {
  const changes = [...now].filter(([what, who]) => before.get(what) !== who)
  const words = changes.map(([what, who]) => {
    const earlier = before.get(what)
    return `${what}: ${shown(who)}${earlier === undefined ? '' : ` (was ${shown(earlier)})`}`
  })
  return words.length === 0 ? '' : `leads ${words.join(', ')}`
}
