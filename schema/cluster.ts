/**
 * Who leads what, and who follows how closely: the one shape of it, for the gateway that answers, the
 * admin page and the command line.
 */
import { z } from 'zod'

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()

/** A NATS server. */
export const busServer = z.object({
  name: z.string().describe('Empty while nobody knows it'),
  address: z.string().describe('Its monitoring page; empty when no setting names it'),
  trouble: z.string().nullable().describe('Why it does not answer; null when it does'),
  version: z.string(),
  syncs: z.boolean().nullable().describe('Each acknowledgement is on disk; null while unknown'),
  leads: z.boolean().describe('It is the meta leader of its cluster'),
})
export type BusServer = Readonly<z.infer<typeof busServer>>

/** A stream, or a consumer of one, with the servers that hold it. */
export const busGroup = z.object({
  kind: z.enum(['stream', 'consumer']),
  name: z.string(),
  of: z.string().describe('The stream of a consumer; empty for a stream'),
  waiting: z
    .int()
    .describe('Messages in the stream, or those that the consumer has still to give out'),
  leader: z.string().nullable().describe('Null while there is none'),
  copies: list(
    z.object({
      server: z.string(),
      up: z.boolean(),
      current: z.boolean(),
      lag: z.int().describe('Operations that it is behind the leader'),
    }),
  ),
})
export type BusGroup = Readonly<z.infer<typeof busGroup>>

/** A server of Postgres that the address of the database names. */
export const databaseServer = z.object({
  address: z.string(),
  part: z.enum(['primary', 'standby', 'away']),
  trouble: z.string().nullable().describe('Why it does not answer; null when it does'),
  lagBytes: z.int().nullable().describe('What a standby has still to apply; null while unknown'),
  lagMs: z.int().nullable().describe('How old the last commit is that a standby has applied'),
})
export type DatabaseServer = Readonly<z.infer<typeof databaseServer>>

/** A standby as the primary sees it. */
export const databaseStandby = z.object({
  name: z.string(),
  address: z.string(),
  state: z.string(),
  confirms: z
    .string()
    .describe('`sync` or `quorum`: commits wait for it; `async`, `potential`: they do not'),
  lagBytes: z.int().nullable(),
  lagMs: z.int().nullable(),
  owesMs: z
    .int()
    .nullable()
    .describe('How long it has owed an answer about what it was sent; 0: it owes none'),
})
export type DatabaseStandby = Readonly<z.infer<typeof databaseStandby>>

export const shardLead = z.object({
  shard: z.int(),
  leader: z.string().nullable().describe('The tick that holds the lease; null while none does'),
  epoch: z.int(),
  timeline: z.int().describe('The tick at which it began; 0 for the first'),
  tick: z.int(),
  tickAtMs: z
    .int()
    .describe('When the last tick with events was committed, milliseconds since the epoch'),
  applied: z.int().nullable().describe('Position in the command stream up to which it has applied'),
  stored: z.int().nullable().describe('The last position of the command stream'),
  stuck: z.string().nullable().describe('What of the leader stands still; null when nothing does'),
})
export type ShardLead = Readonly<z.infer<typeof shardLead>>

export const roleProcess = z.object({
  instance: z.string(),
  role: z.string(),
  leads: z.boolean(),
  silentMs: z.int().describe('Since its last word; every process says one each second'),
})
export type RoleProcess = Readonly<z.infer<typeof roleProcess>>

export const clusterAnswer = z.object({
  servers: list(busServer),
  groups: list(busGroup),
  databases: list(databaseServer),
  standbys: list(databaseStandby),
  shards: list(shardLead),
  processes: list(roleProcess),
})
export type ClusterAnswer = Readonly<z.infer<typeof clusterAnswer>>
