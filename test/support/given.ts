/**
 * Rules as sentences: given a scene, when somebody types a line, then these events, and this is
 * what everybody sees. Lines go through the real parser, registry, rules, events and words.
 */
import { expect } from 'vitest'
import { decideLine } from '../../handlers/decide.ts'
import type { Decision } from '../../handlers/decision.ts'
import { diceFor, type IdSource, idsFor } from '../../handlers/dice.ts'
import { registry } from '../../handlers/registry.ts'
import { answers } from '../../schema/answers/index.ts'
import { refused } from '../../schema/answers/refused.ts'
import type { View } from '../../schema/define-answer.ts'
import type { Audience, EventMeta, NewEvent, Perception } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { eventType } from '../../schema/events/index.ts'
import { apply } from '../../schema/fold.ts'
import { toPlain } from '../../schema/markup.ts'
import type { WorldReader } from '../../schema/world.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { player, smallInn } from './small-inn.ts'

const tick = 7
const meta: EventMeta = { shard: 1, tick, ordinal: 0, beat: 28, atMs: 1_700_000_000_000 }
const moment = { tick, beat: meta.beat, atMs: meta.atMs, heartbeatMs: 250 }

/** What one command did, and what each person read, in order. */
export interface Performed {
  readonly decision: Decision
  readonly events: readonly NewEvent[]
  readonly views: readonly View[]
  readonly seen: ReadonlyMap<string, readonly string[]>
}

/**
 * One typed line, decided and applied to `world` in place. Every event is held against its own
 * schema first, so that no rule can make one that the log would not take.
 */
export function perform(world: WorldMap, actor: string, line: string, ids: IdSource): Performed {
  const seen = new Map<string, string[]>()
  const decision = decideLine(
    {
      world,
      actor,
      line,
      now: moment,
      dice: diceFor(1, tick, line),
      newId: (prefix) => ids.next(prefix),
      request: 'r',
    },
    registry,
  )
  const events = decision.kind === 'accept' ? decision.events : []
  for (const event of events) {
    const declared = eventType(event.type)
    declared.data.parse(event.data)
    for (const perception of declared.perceive?.(world, event.data) ?? []) {
      const text = wordsOf(event.type, perception)
      for (const id of hearers(world, perception.to, declared.speaker?.(event.data)))
        note(seen, id, text)
    }
    apply(world, event, meta)
  }
  const views = viewsOf(decision, world)
  for (const view of views) note(seen, actor, answerWords(view))
  return { decision, events, views, seen }
}

function viewsOf(decision: Decision, world: WorldReader): readonly View[] {
  if (decision.kind === 'answer') return decision.views
  if (decision.kind === 'accept') return decision.answer?.(world) ?? []
  return [refused({ code: decision.code, text: decision.text })]
}

/** Views travel as JSON between tick and gateway, so the words are made from what arrives there. */
function wordsOf(type: string, perception: Perception): string {
  const text = eventType(type).text?.[perception.role]
  if (!text) throw new Error(`${type} has no words for ${perception.role}`)
  return toPlain(text(JSON.parse(JSON.stringify(perception.data))))
}

function answerWords(view: View): string {
  const declared = answers.get(view.kind)
  if (!declared) throw new Error(`answer ${view.kind} is not in the list of answers`)
  return toPlain(declared.text(JSON.parse(JSON.stringify(view.data))))
}

function hearers(world: WorldReader, to: Audience, speaker?: string): string[] {
  const wanted = (character: Character) => {
    if (speaker && character.ignores?.includes(speaker)) return false
    if ('character' in to) return to.character === character.id
    if ('characters' in to) return to.characters.includes(character.id)
    if (to.except?.includes(character.id)) return false
    return 'everyone' in to || character.place === to.room
  }
  const playing = [...world.charactersPresent()].filter((character) => character.session)
  return playing.filter(wanted).map((character) => character.id)
}

function note(seen: Map<string, string[]>, id: string, text: string): void {
  seen.set(id, [...(seen.get(id) ?? []), text])
}

/** A world made of events alone. */
export function worldOf(...events: readonly (NewEvent | readonly NewEvent[])[]): WorldMap {
  const world = new WorldMap()
  for (const event of events.flat() as NewEvent[]) apply(world, event, meta)
  return world
}

/** A scene to act in; every step works on a layer of its own, so a scene can be used again. */
export class Scene {
  readonly world: WorldMap
  readonly ids: IdSource

  constructor(world: WorldMap, ids: IdSource = idsFor(1, tick)) {
    this.world = world
    this.ids = ids
  }

  /** The scene after somebody (by name) typed a line, with what came of it. */
  when(name: string, line: string): Outcome {
    const world = new WorldMap(this.world)
    return new Outcome(world, this.ids, name, perform(world, name.toLowerCase(), line, this.ids))
  }

  /** The scene after more has happened. */
  after(...events: readonly NewEvent[]): Scene {
    const world = new WorldMap(this.world)
    for (const event of events) apply(world, event, meta)
    return new Scene(world, this.ids)
  }

  /** Several lines of one person that must all succeed. */
  done(name: string, ...lines: readonly string[]): Scene {
    let scene: Scene = this
    for (const line of lines) {
      const outcome = scene.when(name, line)
      const { decision } = outcome.performed
      expect(decision.kind === 'reject' ? decision.text : 'done', line).toBe('done')
      scene = outcome
    }
    return scene
  }
}

/** What a line brought about; it is itself the scene that the next line finds. */
export class Outcome extends Scene {
  readonly performed: Performed
  readonly name: string

  constructor(world: WorldMap, ids: IdSource, name: string, performed: Performed) {
    super(world, ids)
    this.name = name
    this.performed = performed
  }

  /** Exactly these events, in this order. */
  thenHappens(...events: readonly NewEvent[]): this {
    const { decision } = this.performed
    expect(decision.kind === 'reject' ? decision.text : this.performed.events).toEqual(events)
    return this
  }

  /** Exactly these lines are read by the person. */
  thenSees(name: string, ...texts: readonly string[]): this {
    expect(this.performed.seen.get(name.toLowerCase()) ?? []).toEqual(texts)
    return this
  }

  thenSeesNothing(...names: readonly string[]): this {
    for (const name of names) this.thenSees(name)
    return this
  }

  /** A refusal with this code and exactly these words; nobody else notices anything. */
  thenRefuses(code: string, text: string): this {
    expect(this.performed.decision).toMatchObject({ kind: 'reject', code, text })
    expect([...this.performed.seen.keys()]).toEqual([this.name.toLowerCase()])
    return this
  }

  /** A private answer of this kind whose data holds these fields; no event. */
  thenAnswers(kind: string, data: Record<string, unknown> = {}): this {
    expect(this.performed.events).toEqual([])
    expect(this.performed.views).toHaveLength(1)
    expect(this.performed.views[0]).toMatchObject({ kind, data })
    return this
  }
}

/** The small inn with Ann and Bob in the hall and Cid in the yard, and whatever else is given. */
export function given(...events: readonly NewEvent[]): Scene {
  const people = [player('Ann', 'inn.hall'), player('Bob', 'inn.hall'), player('Cid', 'inn.yard')]
  return new Scene(worldOf(smallInn, ...people, events))
}
