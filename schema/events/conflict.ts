/** Conflicts between parties. Rules compute the numbers; workers write the words later. */
import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Character, Gauge } from '../entities.ts'
import { beingId, characterId, roomId } from '../id-fields.ts'
import { type BeingId, DEFINITIONS_PLACE, type RecordId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { gauges, nobody } from '../views.ts'
import { capital, markFirst, type Named, named } from '../words.ts'
import { recordData, type WorldReader, type WorldWriter } from '../world.ts'
import type { Conflict, ConflictPhase } from '../world-file.ts'

const amount = z.int().min(0).max(100)
const support = z.record(z.string(), amount)

const phase = z.enum(['brewing', 'rising', 'climax', 'resolution', 'aftermath'])
export const phases: readonly ConflictPhase[] = phase.options

export interface ConflictState {
  readonly phase: ConflictPhase
  /** World beat at which the phase began. */
  readonly sinceBeat: number
  readonly tension: number
  readonly progress: number
  readonly support: Readonly<Record<string, number>>
  /** Rises with every change, so that words about an older state can be told apart. */
  readonly version: number
  /** Hours of world time since the world began, up to which drift was applied. */
  readonly hour?: number
  readonly outcome?: string
  /** What was told of each phase, and by which job. */
  readonly prose?: Readonly<Record<string, { readonly text: string; readonly narration?: string }>>
  /** The beings that took a hand in it, the latest last. */
  readonly hands?: readonly BeingId[]
  /** What people have noticed of it: marks of tension passed, who is ahead, whether many take part. */
  readonly told?: readonly [mark: number, hands: boolean, lead?: string]
}

export function conflictRecord(conflict: string): RecordId {
  return `conflict:${conflict}`
}

/** A conflict as its declaration begins it. */
export function openingState(conflict: Conflict, beat: number): ConflictState {
  return {
    phase: 'brewing',
    sinceBeat: beat,
    tension: conflict.tension,
    progress: conflict.progress,
    support: Object.fromEntries(conflict.parties.map((party) => [party.id, party.support])),
    version: 0,
  }
}

/** The state of a conflict: what happened so far, or how its declaration begins. */
export function conflictState(world: WorldReader, conflict: string): ConflictState | undefined {
  const known = recordData<ConflictState>(world, conflictRecord(conflict))
  if (known) return known
  const declared = world.definitions.get<Conflict>('conflict', conflict)
  return declared ? openingState(declared, 0) : undefined
}

/** True for the one step forward that a conflict may take, and for opening again after the end. */
export function isLegalStep(from: ConflictPhase, to: ConflictPhase): boolean {
  return phases.indexOf(to) === (phases.indexOf(from) + 1) % phases.length
}

/** Changes a conflict, and counts the change. */
export function putState(
  world: WorldWriter,
  conflict: string,
  change: Partial<ConflictState>,
): void {
  const before = conflictState(world, conflict)
  if (before) replaceState(world, conflict, { ...before, ...change, version: before.version + 1 })
}

function replaceState(world: WorldWriter, conflict: string, data: ConflictState): void {
  const id = conflictRecord(conflict)
  world.put({ id, kind: 'record', of: 'conflict', place: DEFINITIONS_PLACE, data })
}

const handsMax = 40

const lines = z.strictObject({ self: z.string(), others: z.string() })

interface MovedView {
  actor: Named
  line: string
  party?: string
  tension: number
  progress: number
}

export const conflictMoved = defineEvent({
  type: 'conflict-moved',
  about: 'Somebody took a hand in a conflict; its numbers are what they are from this moment on.',
  data: z.strictObject({
    conflict: z.string(),
    actor: beingId,
    room: roomId,
    choice: z.string(),
    party: z.string().optional(),
    partyName: z.string().optional(),
    tension: amount,
    progress: amount,
    support,
    cost: z.strictObject({ stamina: z.int().min(0), lucidity: z.int().min(0) }),
    lines,
  }),
  subject: (data) => data.conflict,
  views: (world, data) => gauges(world, data.actor),
  evolve(world, data) {
    const { conflict, tension, progress, support, actor } = data
    const hands = conflictState(world, conflict)?.hands ?? []
    putState(world, conflict, {
      tension,
      progress,
      support,
      hands: [...hands.filter((hand) => hand !== actor), actor].slice(-handsMax),
    })
    pay(world, actor, data.cost)
  },
  perceive(world, data): Perception[] {
    const { conflict, choice, party, tension, progress } = data
    const view = {
      actor: named(world, data.actor),
      conflict,
      choice,
      tension,
      progress,
      ...(party ? { party, partyName: data.partyName ?? party } : {}),
    }
    return [
      { to: { character: data.actor }, role: 'actor', data: { ...view, line: data.lines.self } },
      {
        to: { room: data.room, except: [data.actor] },
        role: 'others',
        data: { ...view, line: data.lines.others },
      },
    ]
  },
  text: {
    actor: (view: MovedView & { partyName?: string }) =>
      `${filled(view)} {dim}(tension ${view.tension}, progress ${view.progress}){/}`,
    others: (view: MovedView & { partyName?: string }) => filled(view),
  },
})

function filled(view: MovedView & { partyName?: string }): string {
  const line = escapeMarkup(
    view.line.replaceAll('{actor}', '\u0001').replaceAll('{party}', '\u0002'),
  )
  return capital(
    line
      .replaceAll('\u0001', () => markFirst(view.actor))
      .replaceAll('\u0002', () => escapeMarkup(view.partyName ?? 'them')),
  )
}

function pay(
  world: WorldWriter,
  actor: BeingId,
  cost: { stamina: number; lucidity: number },
): void {
  const being = world.get(actor)
  if (being?.kind !== 'character') return
  const less = (gauge: Gauge, by: number): Gauge => [Math.max(0, gauge[0] - by), gauge[1]]
  world.patch<Character>(being.id, {
    ...(cost.stamina > 0 ? { stamina: less(being.stamina, cost.stamina) } : {}),
    ...(cost.lucidity > 0 ? { lucidity: less(being.lucidity, cost.lucidity) } : {}),
  })
}

export const conflictDrifted = defineEvent({
  type: 'conflict-drifted',
  about: 'Time moved the numbers of a conflict, hour by hour; or a party’s answer did.',
  data: z.strictObject({
    conflict: z.string(),
    tension: amount,
    progress: amount,
    hour: z.int().min(0).optional(),
  }),
  subject: (data) => data.conflict,
  views: nobody,
  evolve(world, data) {
    const { conflict, ...change } = data
    putState(world, conflict, change as Partial<ConflictState>)
  },
})

export const conflictPhaseChanged = defineEvent({
  type: 'conflict-phase-changed',
  about: 'A conflict entered its next phase; a placeholder is shown until its prose is written.',
  data: z.strictObject({
    conflict: z.string(),
    name: z.string(),
    from: phase,
    to: phase,
    rooms: z.array(roomId).max(60),
    placeholder: z.string().max(8000),
  }),
  subject: (data) => data.conflict,
  views: nobody,
  evolve(world, data, meta) {
    const state = conflictState(world, data.conflict)
    if (state?.phase !== data.from || !isLegalStep(data.from, data.to)) return
    const declared = world.definitions.get<Conflict>('conflict', data.conflict)
    if (data.to === 'brewing' && declared) {
      const { version: _version, ...opening } = openingState(declared, meta.beat)
      const { outcome: _outcome, prose: _prose, hands: _hands, told: _told, ...kept } = state
      const version = state.version + 1
      return replaceState(world, data.conflict, { ...kept, ...opening, version })
    }
    putState(world, data.conflict, { phase: data.to, sinceBeat: meta.beat })
  },
  perceive: (_world, data) =>
    data.rooms.map((room) => ({
      to: { room },
      role: 'others',
      data: {
        conflict: data.conflict,
        name: data.name,
        from: data.from,
        phase: data.to,
        text: data.placeholder,
        narration_status: 'pending',
      },
    })),
  text: { others: (view: { text: string }) => `{narration}${escapeMarkup(view.text)}{/}` },
})

export const conflictTold = defineEvent({
  type: 'conflict-told',
  about: 'The prose of a phase was written; those who ask about the conflict read it.',
  data: z.strictObject({
    conflict: z.string(),
    phase,
    text: z.string().max(8000),
    narration: z.string().optional(),
  }),
  subject: (data) => data.conflict,
  views: nobody,
  evolve(world, data) {
    const state = conflictState(world, data.conflict)
    if (!state) return
    const told = { text: data.text, ...(data.narration ? { narration: data.narration } : {}) }
    putState(world, data.conflict, { prose: { ...state.prose, [data.phase]: told } })
  },
})

export const conflictResolved = defineEvent({
  type: 'conflict-resolved',
  about: 'A conflict came to its outcome.',
  data: z.strictObject({
    conflict: z.string(),
    name: z.string(),
    outcome: z.string(),
    text: z.string().max(8000),
    rooms: z.array(roomId).max(60),
  }),
  subject: (data) => data.conflict,
  views: nobody,
  evolve: (world, data) => putState(world, data.conflict, { outcome: data.outcome }),
  perceive: (_world, data) =>
    data.rooms.map((room) => ({
      to: { room },
      role: 'others',
      data: {
        conflict: data.conflict,
        name: data.name,
        outcome: data.outcome,
        text: data.text,
      },
    })),
  text: {
    others: (view: { name: string; text: string }) =>
      `{channel}${escapeMarkup(view.name)}:{/} ${escapeMarkup(view.text)}`,
  },
})

export const reputationChanged = defineEvent({
  type: 'reputation-changed',
  about: 'A faction thinks better or worse of somebody.',
  data: z.strictObject({
    character: characterId,
    faction: z.string(),
    /** The opinion it has from now on, -1000 to 1000. */
    now: z.int().min(-1000).max(1000),
    reason: z.string().max(160),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const known = world.get(data.character)
    if (known?.kind !== 'character') return
    const reputation = { ...known.reputation, [data.faction]: data.now }
    world.patch<Character>(data.character, { reputation })
  },
})
