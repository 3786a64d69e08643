/**
 * Every stream, subject and consumer name of the bus is built here and parsed here, nowhere else.
 * `<world>` and every id are `[a-z0-9]{1,26}`; nothing a player typed ever reaches a subject.
 */
import { type GatewayId, isServerId, type RoomId } from './ids.ts'

export type Lane = 'talk' | 'reaction' | 'ambient' | 'maintenance'
export const lanes: readonly Lane[] = ['talk', 'reaction', 'ambient', 'maintenance']

/**
 * What processes tell each other, and who may: the logins of the bus are written from this. Of an `own`
 * topic a process speaks under its own name only.
 */
export const systemTopics = {
  telemetry: { by: ['gateway', 'tick', 'worker'], own: true },
  sign: { by: ['gateway', 'tick', 'worker'], own: true },
  gateway: { by: ['gateway'], own: true },
  allowance: { by: ['gateway'], own: true },
  control: { by: ['gateway'], own: false },
  dead: { by: ['gateway'], own: false },
  left: { by: ['gateway'], own: false },
  rights: { by: ['gateway'], own: false },
} as const satisfies Record<string, { by: readonly string[]; own: boolean }>

export type SystemTopic = keyof typeof systemTopics

export interface Subjects {
  readonly world: string
  readonly streams: { commands: string; events: string; jobs: string; dead: string }
  /** Commands of one gateway for one shard. */
  commands(shard: number, origin: string): string
  /** Results of one worker for one shard; in the same stream, and its login may store nothing else there. */
  results(shard: number, origin: string): string
  /** Everything in the command stream that is for one shard. */
  commandsOfShard(shard: number): readonly string[]
  /** Domain events after commit, one message per event type and relay round. */
  events(shard: number, type: string): string
  /** Events of every type. */
  eventsOfShard(shard: number): string
  /** Events of one type of every shard. */
  eventsOfType(type: string): string
  jobs(lane: Lane, kind: string, key: string): string
  jobsOfLane(lane: Lane): string
  dead(kind: string): string
  /** Core NATS: what a tick committed for the sessions of one gateway. */
  outputs(gateway: GatewayId): string
  /** Core NATS: narration while a model writes it; never stored. */
  live(room: RoomId): string
  /** Core NATS: heartbeats and telemetry of processes. */
  system(topic: SystemTopic, id: string): string
}

/** The subjects of one world. Throws when the world's name could not be a subject token. */
export function subjectsOf(world: string): Subjects {
  if (!isServerId(world))
    throw new Error(`world name ${JSON.stringify(world)} must be [a-z0-9]{1,26}`)
  const root = `mud.${world}`
  return {
    world,
    streams: {
      commands: `COMMANDS_${world}`,
      events: `EVENTS_${world}`,
      jobs: `JOBS_${world}`,
      dead: `DEAD_${world}`,
    },
    commands: (shard, origin) => `${root}.cmd.${shard}.${token(origin)}`,
    results: (shard, origin) => `${root}.res.${shard}.${token(origin)}`,
    commandsOfShard: (shard) => [`${root}.cmd.${shard}.*`, `${root}.res.${shard}.*`],
    events: (shard, type) => `${root}.evt.${shard}.${type}`,
    eventsOfShard: (shard) => `${root}.evt.${shard}.*`,
    eventsOfType: (type) => `${root}.evt.*.${type}`,
    jobs: (lane, kind, key) => `${root}.job.${lane}.${kind}.${token(key)}`,
    jobsOfLane: (lane) => `${root}.job.${lane}.*.*`,
    dead: (kind) => `${root}.dead.${kind}`,
    outputs: (gateway) => `${root}.out.${token(gateway)}`,
    live: (room) => `${root}.live.${roomToken(room)}`,
    system: (topic, id) => `${root}.sys.${topic}.${id === '*' ? id : token(id)}`,
  }
}

/** Who can store commands: a gateway what players and admins want, a worker results. */
export type Speaker = 'gateway' | 'worker'

/** Who published a command, read from its subject. Nobody can forge it, unlike the message. */
export function originOfCommand(subject: string): { from: Speaker; origin: string } {
  const [, , family, , origin = ''] = subject.split('.')
  return { from: family === 'res' ? 'worker' : 'gateway', origin: isServerId(origin) ? origin : '' }
}

function token(id: string): string {
  if (!isServerId(id)) throw new Error(`${JSON.stringify(id)} cannot be a subject token`)
  return id
}

/** Room ids hold a dot and hyphens; a subject token holds neither wildcards nor dots. */
function roomToken(room: RoomId): string {
  return room === '*' ? room : room.replaceAll('.', '_').replaceAll(/[^a-z0-9_-]/g, '')
}
