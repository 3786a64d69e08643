/**
 * Histories of a world whose store went back in time. A timeline began at one tick and follows another;
 * what lies between the two was shown to people and never happened (RELIABILITY 3.1).
 */
export interface Timeline {
  readonly began: number
  /** The last tick before it that was kept. */
  readonly after: number
}

export interface Histories {
  /** The tick was shown, and the store has lost it since. */
  isLost(tick: number): boolean
  /** Positions of one piece have one order: what was kept, or what was lost of one timeline. */
  pieceOf(tick: number): string
  /** The timelines that begin behind the one position and not behind the other. */
  begunBetween(tick: number, later: number): readonly Timeline[]
}

/** `timelines`: all that ever began, also those whose own beginning was lost. */
export function historiesOf(timelines: readonly Timeline[]): Histories {
  const all = [...timelines].sort((one, other) => one.began - other.began)
  const isLost = (tick: number): boolean =>
    all.some(({ began, after }) => tick > after && tick < began)
  return {
    isLost,
    pieceOf: (tick) =>
      isLost(tick) ? `lost ${all.filter(({ began }) => began <= tick).length}` : 'kept',
    begunBetween: (tick, later) => all.filter(({ began }) => began > tick && began <= later),
  }
}

/** The tick of a frame. */
export const tickOf = (frame: string): number => Number(frame.split('.')[0])
