/**
 * What scripts may use. Every limit is a count and never a clock, so that a run stops at the same step
 * whenever it is decided again.
 */

/** One call. */
export const callLimits = {
  /** Instructions, and one more for every 16 characters or entries that are read or made. */
  steps: 10_000,
  acts: 32,
  /** Characters and entries that a call makes, in all. */
  made: 65_536,
  text: 4_096,
  list: 256,
} as const

/** All scripts of one zone in one tick. */
export const zoneLimits = { steps: 30_000, acts: 100 } as const

/** All scripts of one tick: about half a millisecond. */
export const tickLimits = { steps: 60_000, acts: 300 } as const

/** A zone that has used up its part rests for so many heartbeats (ten seconds of world time). */
export const restBeats = 40

/** Scripts that set off scripts end here. */
export const chainMax = 3

/** So many faults within so many heartbeats (ten minutes of world time) switch a script off. */
export const faultsMax = 3
export const faultsBeats = 2_400

/** Bytes of the JSON of what is kept. */
export const stateMax = 4_096
export const memoMax = 2_048
export const waitMax = 1_024
export const stateDepthMax = 4

/** Waiting scripts of one zone. */
export const waitsMax = 50
/** The longest time a script may wait, in seconds of world time. */
export const waitSecondsMax = 3_600

/** Heartbeats in a second of world time. */
export const beatsPerSecond = 4

/** Characters of all lines that a call may show. */
export const shownMax = 1_000
