/**
 * The shapes of what exists. An entity is a plain JSON value (integers only, no dates), so that its
 * stored bytes, its fold from the log and its copy in memory can be compared.
 *
 * Invariant: an entity is never changed in place; `evolve` replaces it.
 */
import type { Direction, DoorState } from './directions.ts'
import type {
  AccountId,
  BeingId,
  CharacterId,
  DefinitionId,
  EntityId,
  GatewayId,
  HolderId,
  ItemId,
  MobileId,
  PrototypeId,
  RecordId,
  RoomId,
  SessionId,
  ZoneId,
} from './ids.ts'
import type { Role } from './roles.ts'

export interface EntityBase {
  readonly id: EntityId
  /** The room, container or holder it is in; empty for rooms and for characters that are away. */
  readonly place: EntityId
}

export interface Exit {
  readonly to: RoomId
  readonly door?: {
    readonly name: string
    readonly keywords?: readonly string[]
    readonly state: DoorState
    readonly key?: PrototypeId
    readonly pickproof?: boolean
  }
  readonly hidden?: boolean
  readonly oneWay?: boolean
}

export interface Room extends EntityBase {
  readonly kind: 'room'
  readonly id: RoomId
  readonly zone: ZoneId
  readonly title: string
  readonly description: string
  readonly exits: Readonly<Partial<Record<Direction, Exit>>>
  readonly flags: readonly string[]
  readonly terrain?: string
  readonly light?: number
  readonly details: Readonly<Record<string, string>>
  readonly coords?: readonly number[]
  /** Tenths of a point of lucidity won or lost per minute of world time here. */
  readonly lucidity?: number
  /** Percent of the usual recovery. */
  readonly regen?: number
  readonly ambience?: Readonly<Record<string, readonly string[]>>
}

/** Now and most, both whole points. */
export type Gauge = readonly [now: number, max: number]

export interface Effect {
  readonly id: string
  /** World beat at which it wears off. */
  readonly until: number
  readonly stacks: number
  readonly by?: BeingId
}

export type Position = 'standing' | 'resting' | 'sleeping' | 'fighting' | 'dead'

/** What players and mobiles have in common: they stand somewhere, perceive, act and can be hurt. */
export interface Being extends EntityBase {
  readonly id: BeingId
  readonly place: RoomId
  readonly name: string
  readonly level: number
  readonly health: Gauge
  readonly stamina: Gauge
  readonly lucidity: Gauge
  readonly gold: number
  readonly position: Position
  readonly effects: readonly Effect[]
  /** The being that it fights, if any. */
  readonly fighting?: BeingId
  /** The being that it follows, if any. */
  readonly following?: BeingId
  /** World beat before which it may not act again (lag of skills, fleeing …). */
  readonly busyUntil?: number
  /** Skill id → world beat at which it may be used again. */
  readonly cooldowns?: Readonly<Record<string, number>>
}

/** How far a character is in one quest; absent before it first began. */
export interface QuestState {
  /** Index of the step it is at, or of the first open one; -1 while the quest is not under way. */
  readonly step: number
  /** How often what the step waits for has happened. */
  readonly count: number
  /** How often the quest was completed. */
  readonly done: number
  /** The same as `count` for every step, where steps may be done in any order. */
  readonly counts?: readonly number[]
}

export const pronounChoices = ['she', 'he', 'they'] as const
export type Pronouns = (typeof pronounChoices)[number]

export interface Character extends Being {
  readonly kind: 'character'
  readonly id: CharacterId
  readonly role: Role
  readonly account?: AccountId
  /** The session that plays it now. */
  readonly session?: SessionId
  /** World beat at which its connection was lost; absent while it is connected. */
  readonly linkLostBeat?: number
  /** Where it wakes up again: the last room, or the start. */
  readonly lastRoom?: RoomId
  readonly home?: RoomId
  readonly description?: string
  readonly experience: number
  readonly bank: number
  /** Skill id → proficiency 0..100. */
  readonly skills: Readonly<Record<string, number>>
  readonly quests: Readonly<Record<string, QuestState>>
  /** Faction id → opinion, -1000 to 1000; absent means the faction's usual one. */
  readonly reputation?: Readonly<Record<string, number>>
  /** Its group, named by the character that leads it. */
  readonly group?: CharacterId
  /** The leader that has asked it to join a group and waits for an answer. */
  readonly invitedBy?: CharacterId
  /** Beings whose words and gestures it does not perceive. */
  readonly ignores?: readonly BeingId[]
  readonly channelsOff?: readonly string[]
  /** Whom it wants to be told of when they come and go. */
  readonly friends?: readonly CharacterId[]
  /** Why its player is away from the keys; absent while there. */
  readonly away?: string
  /** It looks for company. */
  readonly seeking?: true
  readonly wimpy?: number
  readonly autoFlee?: boolean
  readonly pvp?: boolean
  readonly lastTellFrom?: BeingId
  readonly title?: string
  /** How others speak of it; absent means `they`. */
  readonly pronouns?: Pronouns
  /** Where it comes from, by the world's list of origins. */
  readonly origin?: string
  /** What it is being taught; empty when that is over, absent where it never began. */
  readonly lesson?: string
  /** Milliseconds since the epoch before which it may not speak. */
  readonly mutedUntil?: number
  /** How many letters wait for it unread. */
  readonly letters?: number
  /** How much was told to it while its link was lost. */
  readonly unheard?: number
}

export interface Mobile extends Being {
  readonly kind: 'mobile'
  readonly id: MobileId
  readonly proto: PrototypeId
  /** Zone and reset line that loaded it, so that limits can be counted. */
  readonly origin?: string
  readonly aimedRoom?: RoomId
  /** Position along a patrol, last speech beat and the like, by behaviour. */
  readonly mind?: Readonly<Record<string, number | string>>
}

export interface Item extends EntityBase {
  readonly kind: 'item'
  readonly id: ItemId
  readonly place: HolderId
  readonly proto: PrototypeId
  /** How many identical pieces this stack holds; 1 for anything that does not stack. */
  readonly count: number
  readonly worn?: string
  readonly closed?: boolean
  readonly locked?: boolean
  readonly lit?: boolean
  /** Beats of light left. */
  readonly fuel?: number
  /** Servings or sips left. */
  readonly left?: number
  /** Tick in which it was made. */
  readonly made: number
  /** World beat at which it crumbles (corpses). */
  readonly until?: number
  /** A name of its own, where it has one (a corpse, an engraved ring). */
  readonly name?: string
  readonly keywords?: readonly string[]
  readonly description?: string
  /** Coins in a pile or corpse. */
  readonly gold?: number
  readonly owner?: CharacterId
}

/** A session that plays a character, connected or not; it is kept in the character. */
export interface Session extends EntityBase {
  readonly kind: 'session'
  readonly id: SessionId
  readonly place: CharacterId
  readonly gateway: GatewayId
  /** The newest connection; an older one of the same session has another id. */
  readonly conn: string
  /** When the connection asked for the session, milliseconds since the epoch by the gateway's clock. */
  readonly at?: number
  readonly via: string
  /** Its client puts its view together from changes. */
  readonly deltas?: true
  readonly lost?: boolean
  /** Lost only because its gateway fell silent; the connection may still live. */
  readonly silent?: boolean
}

/** A zone, prototype, quest, social, skill … that world files or a builder declared. */
export interface Definition extends EntityBase {
  readonly kind: 'definition'
  readonly id: DefinitionId
  readonly of: string
  readonly key: string
  readonly data: unknown
}

/** What a feature keeps that is no field of another entity: conflicts, mail, histories … */
export interface Record_ extends EntityBase {
  readonly kind: 'record'
  readonly id: RecordId
  readonly of: string
  readonly data: unknown
}

export type Entity = Room | Character | Mobile | Item | Session | Definition | Record_
export type EntityKind = Entity['kind']

/** All gold an entity holds by itself, in coins: carried, in the bank, and lying in a thing. */
export function goldOf(entity: Entity): number {
  if (entity.kind === 'character') return entity.gold + (entity.bank ?? 0)
  if (entity.kind === 'mobile' || entity.kind === 'item') return entity.gold ?? 0
  return 0
}

/** True for a room in which nobody sees a thing unless somebody or something shines. */
export function needsLight(room: Room): boolean {
  return room.flags.includes('dark') || (room.light ?? 0) < 0
}
