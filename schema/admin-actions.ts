/**
 * What admins can do, each action declared once. The routes of the admin API, the rules of the world,
 * the effects outside of it and the words of the admin page are kept under the names declared here,
 * and do not compile while one of them is missing.
 */
import { z } from 'zod'
import { roleSchema, type StaffRole } from './roles.ts'
import { lanes } from './subjects.ts'

/**
 * - `world`: a rule of the world does it
 * - `gateway`: the gateway does it, outside of the world; the world keeps the record
 * - `both`: the gateway does its part, then a rule of the world
 * - `reversal`: the gateway reads from the log what the rule of reversal needs
 */
export type ActsIn = 'world' | 'gateway' | 'both' | 'reversal'

export interface AdminActionType<In extends ActsIn, Fields extends z.ZodRawShape> {
  /** One line, for readers of the API. */
  readonly about: string
  /** The least role that may do it. */
  readonly role: StaffRole
  readonly actsIn: In
  /** What is sent besides `reason`, which every action needs and every record keeps. */
  readonly fields: Fields
  /** `target` names a person, who has to be of a lower rank than whoever does it. */
  readonly toPerson?: true
}

const reason = z.string().trim().min(1, 'say why').max(300)

function defineAdminAction<In extends ActsIn, Fields extends z.ZodRawShape>(
  action: AdminActionType<In, Fields>,
) {
  return { ...action, body: z.strictObject({ ...action.fields, reason }) }
}

const name = z.string().min(1).max(60)
const banned = { kind: z.enum(['name', 'address']), target: name }

/** Most events that are reversed at once: as many as an admin can judge in one preview. */
export const reversedAtOnce = 20

/** Positions in the log, `<tick>.<ordinal>`. */
export const eventPositions = z
  .array(z.string().regex(/^\d{1,15}\.\d{1,9}$/, 'events are named <tick>.<ordinal>'))
  .min(1, 'choose an event')
  .max(reversedAtOnce, `at most ${reversedAtOnce} events at once`)

export const deadLetterActions = ['replay', 'drop'] as const
export type DeadLetterAction = (typeof deadLetterActions)[number]

export const adminActions = {
  kick: defineAdminAction({
    about: 'Ends the session of a player',
    role: 'moderator',
    actsIn: 'world',
    fields: { target: name },
    toPerson: true,
  }),
  mute: defineAdminAction({
    about: 'Lets nobody hear a player for some minutes; 0 minutes end that',
    role: 'moderator',
    actsIn: 'world',
    fields: { target: name, minutes: z.int().min(0).max(10_080) },
    toPerson: true,
  }),
  broadcast: defineAdminAction({
    about: 'Says something to everybody in the world',
    role: 'admin',
    actsIn: 'world',
    fields: { words: z.string().trim().min(1).max(500) },
  }),
  role: defineAdminAction({
    about: 'Gives an account another role, below one’s own',
    role: 'admin',
    actsIn: 'both',
    fields: { target: name, role: roleSchema.extract(['player', 'moderator', 'builder', 'admin']) },
    toPerson: true,
  }),
  'reset-link': defineAdminAction({
    about: 'Makes a link, good for a day and one use, by which a person chooses a new password',
    role: 'admin',
    actsIn: 'gateway',
    fields: { target: name },
    toPerson: true,
  }),
  ban: defineAdminAction({
    about: 'Keeps a name or an address out, for some minutes or for good',
    role: 'moderator',
    actsIn: 'gateway',
    fields: { ...banned, minutes: z.int().min(1).max(5_256_000).optional() },
    toPerson: true,
  }),
  unban: defineAdminAction({
    about: 'Lifts a ban',
    role: 'moderator',
    actsIn: 'gateway',
    fields: banned,
  }),
  note: defineAdminAction({
    about: 'Writes a note about a person, for others who see to the world',
    role: 'moderator',
    actsIn: 'gateway',
    fields: { target: name, words: z.string().trim().min(1).max(500) },
    toPerson: true,
  }),
  'log-level': defineAdminAction({
    about: 'Changes what a process logs',
    role: 'admin',
    actsIn: 'gateway',
    fields: { target: name, level: z.enum(['trace', 'debug', 'info', 'warn', 'error']) },
  }),
  setting: defineAdminAction({
    about: 'Changes a setting in all processes for as long as they run',
    role: 'admin',
    actsIn: 'gateway',
    fields: { target: name, value: z.string().max(200) },
  }),
  drain: defineAdminAction({
    about: 'Stops a process in order; the supervisor starts it again',
    role: 'admin',
    actsIn: 'gateway',
    fields: { target: name },
  }),
  lane: defineAdminAction({
    about: 'Holds a lane of jobs back, or lets it go on',
    role: 'admin',
    actsIn: 'gateway',
    fields: { target: z.enum(lanes), paused: z.boolean() },
  }),
  reverse: defineAdminAction({
    about: 'Reverses what chosen events did, if it is still what the preview showed',
    role: 'admin',
    actsIn: 'reversal',
    fields: { events: eventPositions, preview: z.string().min(1).max(60) },
  }),
  dead: defineAdminAction({
    about: 'Sends a job that failed for good again, or settles it undone',
    role: 'admin',
    actsIn: 'gateway',
    fields: { target: name, deed: z.enum(deadLetterActions) },
  }),
} as const

export type AdminAction = keyof typeof adminActions
export const adminActionNames = Object.keys(adminActions) as AdminAction[]

/** True when the action is done to a person, who has to be of a lower rank than whoever does it. */
export const isToPerson = (action: AdminAction): boolean => 'toPerson' in adminActions[action]

/** What is sent to do an action. */
export type AdminBody<A extends AdminAction> = z.infer<(typeof adminActions)[A]['body']>

/** The actions that act in one of these places. */
export type ActionsIn<In extends ActsIn> = {
  [A in AdminAction]: (typeof adminActions)[A]['actsIn'] extends In ? A : never
}[AdminAction]
