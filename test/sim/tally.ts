/** What a run met, counted: a fault that never came up proves nothing. */

export const sometimes = [
  'unknown commit: executed',
  'unknown commit: not executed',
  'unknown commit: executed late',
  'late commit fenced',
  'fenced commit',
  'takeover',
  'takeover after a pause',
  'stored twice in the stream',
  'repeated number skipped',
  'number gap refused',
  'repair read',
  'output lost',
  'resume',
  'resync',
  'session over',
  'socket replaced',
  'frame to an abandoned socket',
  'refused by a full stream',
  'command unavailable',
  'stream identity changed',
  'commands dropped',
  'room evicted',
] as const

export type Sometimes = (typeof sometimes)[number]

export interface Tally {
  count(name: Sometimes, by?: number): void
  readonly counts: ReadonlyMap<Sometimes, number>
}

export function createTally(): Tally {
  const counts = new Map<Sometimes, number>()
  return {
    counts,
    count(name, by = 1) {
      if (by > 0) counts.set(name, (counts.get(name) ?? 0) + by)
    },
  }
}
