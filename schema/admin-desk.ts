/** What the admin API answers about people, commands, jobs, the world, what admins did, and settings. */
import { z } from 'zod'
import { adminActionNames } from './admin-actions.ts'
import { roleSchema } from './roles.ts'

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()
const isoTime = z.string().describe('ISO 8601')

/** Who asks, and what the page may offer. */
export const me = z.object({
  name: z.string(),
  role: roleSchema,
  may: list(z.enum(adminActionNames as [string, ...string[]])),
})
export type Me = Readonly<z.infer<typeof me>>

export const accountRow = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  created: isoTime,
  seen: isoTime.describe('When somebody signed in last'),
  here: z.boolean().describe('One of its sessions is in the world'),
  banned: z.boolean(),
})
export type AccountRow = Readonly<z.infer<typeof accountRow>>

export const accountsAnswer = z.object({
  accounts: list(accountRow),
  more: z.string().nullable().describe('What to send as `after` for the next page'),
})
export type AccountsAnswer = Readonly<z.infer<typeof accountsAnswer>>

/** Something an admin did, from its record. */
export const actRow = z.object({
  at: z.string().describe('Position in the log, `<tick>.<ordinal>`'),
  atMs: z.number(),
  by: z.string().describe('The name of the admin; an id where the account is gone'),
  action: z.string(),
  target: z.string(),
  reason: z.string(),
  details: z.record(z.string(), z.unknown()),
})
export type ActRow = Readonly<z.infer<typeof actRow>>

export const accountPage = z.object({
  account: accountRow,
  characters: list(z.object({ id: z.string(), name: z.string(), room: z.string() })),
  sessions: list(
    z.object({ id: z.string(), name: z.string(), address: z.string(), since: isoTime }),
  ),
  signIns: list(
    z.object({
      id: z.string(),
      via: z.string(),
      address: z.string(),
      since: isoTime,
      expires: isoTime,
    }),
  ),
  addresses: list(
    z.object({ address: z.string(), last: isoTime, others: list(z.string()) }),
  ).describe('Where it came from, with the other accounts that came from there'),
  acts: list(actRow).describe('What was done to it and by it, notes among them, the newest first'),
})
export type AccountPage = Readonly<z.infer<typeof accountPage>>

export const commandRow = z.object({
  request: z.string(),
  seq: z.int().describe('Position in the command stream'),
  atMs: z.number().describe('When the gateway had it'),
  actor: z.string(),
  name: z.string().describe('Who acts; empty where nobody knows any more'),
  verb: z.string(),
  input: z.string(),
  status: z.enum(['waiting', 'completed', 'refused', 'failed']),
  code: z.string().describe('Why it was refused or failed'),
  tookMs: z.number().describe('From the gateway to its tick; so far, while it waits'),
})
export type CommandRow = Readonly<z.infer<typeof commandRow>>

export const commandsAnswer = z.object({
  commands: list(commandRow),
  more: z.int().nullable().describe('What to send as `before` for older ones'),
  kept: isoTime.nullable().describe('When the oldest command was stored that the stream has'),
})
export type CommandsAnswer = Readonly<z.infer<typeof commandsAnswer>>

export const jobRow = z.object({
  id: z.string(),
  lane: z.string(),
  kind: z.string(),
  key: z.string(),
  askedMs: z.number(),
  tries: z.int().describe('Deliveries that came to nothing'),
  why: z.string().describe('Why the last of them did'),
  state: z.enum(['waiting', 'answered', 'dead', 'replayed', 'dropped']),
  tookMs: z.number().describe('Until its answer was applied; so far, while it waits'),
})
export type JobRow = Readonly<z.infer<typeof jobRow>>

export const roomRow = z.object({
  id: z.string(),
  zone: z.string(),
  title: z.string(),
  people: list(z.string()),
  mobiles: z.int(),
  items: z.int(),
})
export type RoomRow = Readonly<z.infer<typeof roomRow>>

export const settingRow = z.object({
  name: z.string(),
  value: z.string().describe('Secrets are masked'),
  source: z.enum(['environment', 'file', 'default', 'live']),
  fallback: z.string(),
  about: z.string(),
  allowed: z.string(),
  live: z.boolean().describe('It can be changed here, for as long as the processes run'),
})
export type SettingRow = Readonly<z.infer<typeof settingRow>>
