/**
 * The frames that a client of `v1.mudstream` may send (PROTOCOL 3.1). Each is declared here once: the
 * types, the reader and the table in PROTOCOL.md are made from this list. What a frame does in each
 * phase of a connection stands in `server/edge/session/connection-table.ts`.
 */
import { z } from 'zod'

const name = z.string().min(1).max(60)
const password = z.string().min(1).max(1_000)

const prefs = z.strictObject({
  ansi: z.boolean().optional().describe('The client shows ANSI colours.'),
  screenReader: z.boolean().optional().describe('A screen reader speaks the text.'),
  deltas: z
    .boolean()
    .optional()
    .describe('After the first full `state` of a part, its changes come as `delta` frames.'),
  data: z.boolean().optional().describe('False: `event` frames come without `data`.'),
  spans: z.boolean().optional().describe('`event` frames carry `spans` instead of `text`.'),
  width: z.int().min(20).max(500).optional().describe('Columns of a line.'),
})

const resume = z.strictObject({
  session: z.string().max(64).describe('`session` of the last `welcome`.'),
  token: z.string().max(200).describe('`resume` of the last `welcome`: the secret of the session.'),
  last: z
    .string()
    .max(64)
    .describe('`frame` of the last frame that was processed; every later one follows.'),
})

export const clientFrame = z.discriminatedUnion('t', [
  z
    .strictObject({
      t: z.literal('hello'),
      client: z
        .object({
          name: z.string().max(64).describe('What the client calls itself.'),
          version: z.string().max(64).describe('Its version.'),
        })
        .optional()
        .describe('The program that the player uses.'),
      token: z.string().max(200).optional().describe('The token of a sign-in over HTTP.'),
      resume: resume.optional().describe('The session to go on with, on any gateway.'),
      prefs: prefs.optional().describe('How the player reads.'),
    })
    .describe(
      'First frame, within 10 s. A valid session cookie or `token` signs in; `resume` continues a' +
        ' session on any gateway.',
    ),
  z
    .strictObject({
      t: z.literal('register'),
      name: name.describe('The name of the account and of its character.'),
      password: password.describe('The password to sign in with from now on.'),
    })
    .describe('Creates an account and a character of that name, then signs in.'),
  z
    .strictObject({
      t: z.literal('login'),
      name: name.describe('The name of the account.'),
      password: password.describe('Its password.'),
      character: name.optional().describe('Which of its characters to play.'),
    })
    .describe('Signs in.'),
  z
    .strictObject({
      t: z.literal('guest'),
      name: name.optional().describe('The wanted name; a number is added to it.'),
    })
    .describe('Plays without an account.'),
  z
    .strictObject({
      t: z.literal('claim'),
      name: name.describe('The name to be known by from now on.'),
      password: password.describe('The password to sign in with from now on.'),
    })
    .describe(
      'While playing as a guest: the character becomes one of an account of that name, in place. A' +
        ' `welcome` with the same session follows.',
    ),
  z
    .strictObject({
      t: z.literal('cmd'),
      n: z
        .int()
        .positive()
        .describe('The number of the command: 1, 2, 3 … within the session, without a gap.'),
      line: z.string().describe('The line as a player types it, 1 to 512 characters.'),
    })
    .describe('One command. Several may be sent without waiting.'),
  z
    .strictObject({
      t: z.literal('build'),
      n: z.int().positive().describe('A number of the same row as those of `cmd`.'),
      order: z
        .record(z.string(), z.unknown())
        .describe('A build order (BUILDING.md), at most 64 kB.'),
    })
    .describe(
      'One build order, for builders: acknowledged and ended as `cmd`. A refusal is an `event` of kind' +
        ' `refused` whose `data.problems` name the fields.',
    ),
  z
    .strictObject({ t: z.literal('sync') })
    .describe('Asks for the full current view (`room`, `char`, `items`); counts as a command.'),
  z
    .strictObject({
      t: z.literal('ping'),
      at: z.number().describe('Any number; the answer carries the same.'),
    })
    .describe('Answered by `pong` with the same `at`.'),
])

/** How a player reads, as its client said in `hello`. */
export type Prefs = Readonly<z.infer<typeof prefs>>

export type ClientFrame = Readonly<z.infer<typeof clientFrame>>

/** The client frame of one type. */
export type ClientFrameOf<T extends ClientFrame['t']> = Extract<ClientFrame, { t: T }>

export type ReadFrame =
  | { readonly ok: true; readonly frame: ClientFrame }
  /** `n` is the command number where it could be read, so that a client knows which command it was. */
  | { readonly ok: false; readonly why: string; readonly n?: number }

/** Reads one parsed JSON value as a client frame. */
export function readClientFrame(value: unknown): ReadFrame {
  const read = clientFrame.safeParse(value)
  if (read.success) return { ok: true, frame: read.data }
  const n = (value as { n?: unknown } | null)?.n
  const why = z.prettifyError(read.error).slice(0, 300)
  return { ok: false, why, ...(Number.isSafeInteger(n) ? { n: n as number } : {}) }
}
