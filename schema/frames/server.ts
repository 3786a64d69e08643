/**
 * The frames that a client of `v1.mudstream` receives (PROTOCOL 3.2). Each is declared here once: the
 * types of gateway, pages and test clients and the table in PROTOCOL.md are made from this list.
 */
import { z } from 'zod'
import { commandStatuses } from '../envelope.ts'
import { textStyles } from '../text-styles.ts'

/** A run of text in one style. */
export const spanSchema = z.strictObject({
  t: z.string().describe('The text.'),
  s: z.enum(textStyles).optional().describe('Its style; none when it is ordinary text.'),
})
export type Span = z.infer<typeof spanSchema>

/** Why a frame of the client was not accepted. */
const rejectCode = z.enum([
  'bad-frame',
  'bad-order',
  'not-signed-in',
  'too-fast',
  'too-long',
  'gap',
  'busy',
  'unavailable',
  'bad-credentials',
  'bad-name',
  'bad-password',
  'weak-password',
  'too-many-characters',
  'name-taken',
  'too-many-tries',
  'banned',
  'no-guests',
])
export type RejectCode = z.infer<typeof rejectCode>

/** Why the server is about to close. */
const byeCode = z.enum([
  'replaced',
  'quit',
  'expired',
  'kicked',
  'later',
  'restart',
  'no-hello',
  'bad-frames',
  'signed-out',
  'banned',
])
export type ByeCode = z.infer<typeof byeCode>

const frame = z.string().describe('The position of the frame; opaque.')
const cause = z.string().optional().describe('`request` of the command that caused the frame.')
const n = z.int().describe('The number of the command.')
const request = z.string().describe('The id of the command on the server, also over HTTP.')

export const serverFrame = z.discriminatedUnion('t', [
  z
    .strictObject({
      t: z.literal('welcome'),
      protocol: z.literal(1).describe('The version of this contract.'),
      session: z.string().describe('The id of the session; empty before sign-in.'),
      character: z
        .strictObject({
          id: z.string().describe('Its id.'),
          name: z.string().describe('Its name.'),
          role: z
            .string()
            .describe('What it may do: `guest`, `player`, `builder`, `admin`, `owner`.'),
        })
        .nullable()
        .describe('Who is played; null before sign-in.'),
      world: z.string().describe('The name of the world.'),
      needs: z.literal('login').optional().describe('The client has to sign in.'),
      resumed: z.boolean().optional().describe('Whether the session that was asked for goes on.'),
      lastN: z
        .int()
        .describe(
          'The highest command number stored for this session, 0 in a new one. The client sends' +
            ' everything above it again.',
        ),
      resume: z.string().describe('The secret to hand back in `hello.resume.token`.'),
      token: z
        .string()
        .optional()
        .describe('For guests: the bearer token by which they ask for their requests over HTTP.'),
      frame: z
        .string()
        .optional()
        .describe('Where the session stands: a resume before the first frame begins here.'),
    })
    .describe(
      'Answer to `hello`, again after sign-in, and when a guest has become an account in place.',
    ),
  z
    .strictObject({ t: z.literal('ack'), n, request })
    .describe(
      'The command is stored durably and will be applied exactly once or refused in words.',
    ),
  z
    .strictObject({
      t: z.literal('reject'),
      n: z.int().optional().describe('The number of the command, where it was one.'),
      expected: z.int().optional().describe('With `gap`: the number that comes next.'),
      retryAfter: z
        .int()
        .optional()
        .describe('With `too-many-tries`: the seconds until another try is taken.'),
      code: rejectCode.describe('Why, for programs.'),
      message: z.string().describe('Why, for people.'),
    })
    .describe('Not accepted: nothing was stored, and the number is not used up.'),
  z
    .strictObject({
      t: z.literal('event'),
      frame: z
        .string()
        .optional()
        .describe('The position of the frame; opaque. None in `waiting`, which cannot be resumed.'),
      cause,
      kind: z
        .string()
        .describe(
          'The type of the domain event or of the answer: `speech-uttered`, `character-moved`,' +
            ' `item-taken`, `looked`, `refused`, `room-narrated`, `waiting` …',
        ),
      text: z
        .string()
        .optional()
        .describe(
          'Plain text on one line, without control characters. Missing with `prefs.spans`.',
        ),
      data: z
        .record(z.string(), z.unknown())
        .optional()
        .describe(
          'The same for programs; its fields depend on `kind`. Missing with `prefs.data` false.',
        ),
      about: z
        .record(z.string(), z.unknown())
        .optional()
        .describe(
          'Where `data` is missing, what sorts a line: `channel`, `actor` (an id), `narration`, `occasion`,' +
            ' and of a conflict its `conflict`, `name`, `phase`, `tension`.',
        ),
      spans: z
        .array(spanSchema)
        .optional()
        .describe(
          'The text in pieces of one style, where there is a style or more than one line, and always' +
            ' with `prefs.spans`; with `prefs.data` false only then. A line ends with LF.',
        ),
    })
    .describe('Something that the character perceives, or an answer to its player.'),
  z
    .strictObject({
      t: z.literal('state'),
      frame,
      cause,
      part: z.string().describe('`room`, `char`, `items`, `group`, `quests` or `conflicts`.'),
      data: z.unknown().describe('The whole part, as an object; see below.'),
    })
    .describe('A part of the machine-readable view, for maps and gauges.'),
  z
    .strictObject({
      t: z.literal('delta'),
      frame,
      cause,
      part: z.string().describe('A part that the client has been sent as `state`.'),
      set: z.record(z.string(), z.unknown()).optional().describe('Fields with their new values.'),
      put: z
        .record(z.string(), z.array(z.record(z.string(), z.unknown())))
        .optional()
        .describe(
          'By list, entries that are new or have changed. `people` and `items` are known by `id`,' +
            ' `exits` by `dir`; a known one keeps its place, a new one comes last.',
        ),
      drop: z
        .record(z.string(), z.array(z.string()))
        .optional()
        .describe('By list, what is no longer there.'),
    })
    .describe('What has changed in a part since its last `state` or `delta`, with `prefs.deltas`.'),
  z
    .strictObject({
      t: z.literal('done'),
      frame,
      request,
      n,
      status: z.enum(commandStatuses).describe('How it ended.'),
      answer: z
        .literal('pending')
        .optional()
        .describe('Somebody was spoken to: words will follow under the same request.'),
    })
    .describe('The command has been applied. Every frame it caused for its author came before.'),
  z
    .strictObject({
      t: z.literal('pending'),
      frame,
      narration: z.string().describe('`data.narration` of the words that will come.'),
      npc: z.string().describe('The id of who is about to answer.'),
      name: z.string().optional().describe('Its name, as a sentence begins with it.'),
      request,
    })
    .describe('An answer is being written.'),
  z
    .strictObject({
      t: z.literal('narration'),
      narration: z.string().describe('The id of the narration.'),
      cause,
      seq: z.int().describe('Counts the pieces from 0 without a gap.'),
      chunk: z.string().describe('The piece.'),
      done: z.boolean().describe('True for the last piece.'),
    })
    .describe(
      'Live text from a worker while it is written; it cannot be resumed. The committed `event` of' +
        ' kind `room-narrated` or `npc-spoke` with the same `data.narration` replaces it.',
    ),
  z
    .strictObject({ t: z.literal('pong'), at: z.number().describe('`at` of the `ping`.') })
    .describe('Answer to `ping`.'),
  z
    .strictObject({
      t: z.literal('bye'),
      code: byeCode.describe('Why, for programs.'),
      reason: z.string().describe('Why, for people.'),
      resume: z.boolean().describe('Whether to reconnect with `resume` will work.'),
    })
    .describe('The server is about to close the connection.'),
  z
    .strictObject({ t: z.literal('resync'), reason: z.string().describe('Why, for people.') })
    .describe(
      'The asked position is too old, or the store has gone back in time; a full `state` follows.',
    ),
])

export type ServerFrame = Readonly<z.infer<typeof serverFrame>>

/** The server frame of one type. */
export type ServerFrameOf<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>

/** An event whose text still carries markup (schema/markup.ts): `spans` are made from it. */
export type MarkedEvent = Omit<ServerFrameOf<'event'>, 'spans' | 'about' | 'text' | 'data'> & {
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * A frame as a session produces it, before it is rendered for one kind of client: the text of an event
 * carries markup. Every kind of client is served from these and from nothing else.
 */
export type MarkedFrame = Exclude<ServerFrame, { t: 'event' }> | MarkedEvent
