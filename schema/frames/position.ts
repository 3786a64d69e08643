/** Frame ids: split on ".", compared part by part as numbers (PROTOCOL 3.2). */
export interface FramePosition {
  readonly tick: number
  readonly k: number
}

export function frameId(position: FramePosition): string {
  return `${position.tick}.${position.k}`
}

/** The position of a frame id, or null when the server never made such an id. */
export function parseFrameId(id: string): FramePosition | null {
  const match = /^(\d{1,15})\.(\d{1,9})$/.exec(id)
  return match ? { tick: Number(match[1]), k: Number(match[2]) } : null
}

export function isAfter(one: FramePosition, other: FramePosition): boolean {
  return one.tick > other.tick || (one.tick === other.tick && one.k > other.k)
}
