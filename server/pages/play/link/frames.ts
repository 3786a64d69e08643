/** Reads the frames of `v1.mudstream`; their types are declared in schema/frames (PROTOCOL 3). */
import type { ServerFrame } from '../../../../schema/frames/server.ts'

/** Every type of frame that the page reads: a new one that is missing here does not compile. */
const known: Readonly<Record<ServerFrame['t'], true>> = {
  welcome: true,
  ack: true,
  reject: true,
  event: true,
  state: true,
  done: true,
  narration: true,
  pong: true,
  bye: true,
  resync: true,
}

/**
 * One frame of the server, or undefined for anything this page does not know: the protocol lets
 * servers add frame types, so an unknown one is no error.
 */
export function parseServerFrame(text: string): ServerFrame | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { t } = parsed as { t?: unknown }
  return typeof t === 'string' && Object.hasOwn(known, t) ? (parsed as ServerFrame) : undefined
}

/** Orders frame ids: split on the dots, compare numerically, part by part (PROTOCOL 3.2). */
export function compareFrames(a: string, b: string): number {
  const left = a.split('.')
  const right = b.split('.')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = Number(left[i] ?? -1) - Number(right[i] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
