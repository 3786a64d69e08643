/** Frames a client of `v1.mudstream` may send (PROTOCOL 3.1), and how they are read. */
import { z } from 'zod'

const prefs = z.strictObject({
  ansi: z.boolean().optional(),
  screenReader: z.boolean().optional(),
  width: z.int().min(20).max(500).optional(),
})

const name = z.string().min(1).max(60)
const password = z.string().min(1).max(1_000)

const clientFrame = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    client: z.object({ name: z.string().max(64), version: z.string().max(64) }).optional(),
    token: z.string().max(200).optional(),
    resume: z
      .strictObject({
        session: z.string().max(64),
        token: z.string().max(200),
        last: z.string().max(64),
      })
      .optional(),
    prefs: prefs.optional(),
  }),
  z.strictObject({ t: z.literal('register'), name, password }),
  z.strictObject({ t: z.literal('login'), name, password, character: name.optional() }),
  z.strictObject({ t: z.literal('guest'), name: name.optional() }),
  z.strictObject({ t: z.literal('cmd'), n: z.int().positive(), line: z.string() }),
  z.strictObject({ t: z.literal('sync') }),
  z.strictObject({ t: z.literal('ping'), at: z.number() }),
])

export type ClientFrame = z.infer<typeof clientFrame>
export type Prefs = z.infer<typeof prefs>

export type ReadFrame =
  | { readonly ok: true; readonly frame: ClientFrame }
  /** `n` is named where it could be read, so that a client knows which command was meant. */
  | { readonly ok: false; readonly why: string; readonly n?: number }

/** Reads one parsed JSON value as a client frame. */
export function readClientFrame(value: unknown): ReadFrame {
  const read = clientFrame.safeParse(value)
  if (read.success) return { ok: true, frame: read.data }
  const n = (value as { n?: unknown } | null)?.n
  const why = z.prettifyError(read.error).slice(0, 300)
  return { ok: false, why, ...(Number.isSafeInteger(n) ? { n: n as number } : {}) }
}

/** Frame ids: split on ".", compare part by part as numbers (PROTOCOL 3.2). */
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
