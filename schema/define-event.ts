/**
 * The declaration of an event: what happened, in which shape, what it changes, who perceives it and
 * in which words. Everything else (store, fold, references, renderers) derives from it.
 *
 * Invariant: a released version never changes. A new shape is a new version with an upcaster and an
 * `old` sample, and a test refuses an upcaster that no sample exercises.
 */
import type { z } from 'zod'
import type { BeingId, EntityId, RoomId } from './ids.ts'
import type { Touched } from './views.ts'
import type { WorldReader, WorldWriter } from './world.ts'

/** Who perceives something. Mobiles, and characters without a session, perceive nothing. */
export type Audience =
  | { readonly character: BeingId }
  | { readonly characters: readonly BeingId[] }
  | { readonly room: RoomId; readonly except?: readonly BeingId[] }
  | { readonly everyone: true; readonly except?: readonly BeingId[] }

export type ViewRole = 'actor' | 'target' | 'others'

/** What one audience perceives of an event. `data` holds resolved names, ready to be put in words. */
export interface Perception {
  readonly to: Audience
  readonly role: ViewRole
  readonly data: Readonly<Record<string, unknown>>
}

/** The tick an event belongs to; its wall time is the tick's, recorded once. */
export interface EventMeta {
  readonly shard: number
  readonly tick: number
  readonly ordinal: number
  readonly beat: number
  readonly atMs: number
}

export type EventData = Record<string, unknown>

/** An event in the newest version of its type. Only its declaration makes one. */
export interface NewEvent<D extends EventData = Readonly<EventData>> {
  readonly type: string
  readonly data: D
}

interface Upcaster {
  /** The version it reads; it yields the next one. */
  readonly from: number
  readonly up: (data: Record<string, unknown>) => Record<string, unknown>
  readonly old: Record<string, unknown>
}

export interface EventDeclaration<D> {
  readonly type: string
  /** One line for the generated reference. */
  readonly about: string
  readonly version?: number
  readonly data: z.ZodType<D>
  readonly upcasters?: Readonly<Record<string, Upcaster>>
  /** The entity the event is about: the key of its timeline. */
  readonly subject: (data: D) => EntityId
  readonly evolve: (world: WorldWriter, data: D, meta: EventMeta) => void
  /**
   * Whose views the event changes. Asked before and after `evolve`, so that the place which something
   * leaves and the place where it arrives are both named by where it is.
   */
  readonly views: (world: WorldReader, data: D) => readonly Touched[]
  /** Runs before `evolve`, so that those whom the event removes can still be named. */
  readonly perceive?: (world: WorldReader, data: D) => readonly Perception[]
  /** Who speaks or gestures. A character that ignores the speaker perceives nothing of the event. */
  readonly speaker?: (data: D) => BeingId
  /** Words for each role, with markup; the gateway's renderer is the only caller. */
  readonly text?: Partial<Record<ViewRole, (view: never) => string>>
  /** Fields that hold words of a person; they can be forgotten (decision 0015). */
  readonly personal?: readonly string[]
}

export interface EventType<D extends EventData = EventData> extends EventDeclaration<D> {
  readonly version: number
  /** Makes an event of this type. */
  (data: D): NewEvent<D>
  /** True when `event` is of this type; its data can then be read with their types. */
  is(event: NewEvent): event is NewEvent<D>
}

/**
 * A declaration that was found by the type of an event. TypeScript cannot know that the event's data
 * fit it; the equal type guarantees that.
 */
export interface AnyEvent extends Omit<EventDeclaration<EventData>, 'text'> {
  readonly version: number
  readonly text?: Partial<Record<ViewRole, (view: unknown) => string>>
}

/**
 * Declares an event. Calling the result makes one, `itemTaken({ actor, item, from })`, and
 * `itemTaken.is(event)` tells whether an event is one. A stored event is brought to its newest
 * version first (`newestOf` in fold.ts).
 */
export function defineEvent<D extends EventData>(declaration: EventDeclaration<D>): EventType<D> {
  const { type } = declaration
  const make = (data: D): NewEvent<D> => ({ type, data })
  const is = (event: NewEvent): event is NewEvent<D> => event.type === type
  return Object.assign(make, { version: 1, is }, declaration)
}

/** Reads the events of one type. */
export interface EventReader<C, R> {
  readonly type: string
  readonly read: (context: C, event: NewEvent) => R | undefined
}

/** Reads the events of one declaration: `read` gets their data with their own types. */
export function onEvent<D extends EventData, C, R>(
  declaration: EventType<D>,
  read: (context: C, data: D) => R,
): EventReader<C, R> {
  return {
    type: declaration.type,
    read: (context, event) => (declaration.is(event) ? read(context, event.data) : undefined),
  }
}

/**
 * Several readers as one, which picks the reader of an event by its type.
 * @throws Error when two of them read the same type
 */
export function createEventTable<C, R>(readers: readonly EventReader<C, R>[]) {
  const byType = new Map<string, EventReader<C, R>['read']>()
  for (const { type, read } of readers) {
    if (byType.has(type)) throw new Error(`two readers of one table read "${type}"`)
    byType.set(type, read)
  }
  return {
    types: [...byType.keys()],
    /** Undefined for an event that no reader is for. */
    read: (context: C, event: NewEvent) => byType.get(event.type)?.(context, event),
  }
}

/** Brings stored data to the newest version by the named upcasters, one version at a time. */
export function upcast(
  event: Pick<AnyEvent, 'type' | 'version' | 'upcasters'>,
  version: number,
  data: EventData,
): EventData {
  let current = data
  for (let at = version; at < event.version; at += 1) {
    const step = Object.values(event.upcasters ?? {}).find((upcaster) => upcaster.from === at)
    if (!step) throw new Error(`event ${event.type}: nothing reads version ${at}`)
    current = step.up(current)
  }
  return current
}
