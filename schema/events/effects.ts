/** Timed effects begin and end; gauges rise and fall; skills and spells are used. */
import { z } from 'zod'
import { defineEvent, type Perception } from '../define-event.ts'
import type { Being, Character, Effect, Gauge, Mobile } from '../entities.ts'
import { fillLine } from '../fill-line.ts'
import { beingId, itemId, roomId } from '../id-fields.ts'
import type { BeingId, RoomId } from '../ids.ts'
import { being, gauges } from '../views.ts'
import { type Named, named } from '../words.ts'
import { beingIn, roomOf } from '../world.ts'
import { seenInRoom } from './seen.ts'

const beat = z.int().min(0).max(1_000_000_000_000)
const change = z.int().min(-1_000_000).max(1_000_000)

interface LineView {
  actor?: Named
  target?: Named
  item?: Named
  line: string
}

/** What a being feels of what happens to it, and what others see of it. */
function felt(
  target: Named<BeingId>,
  room: RoomId,
  lines: { self?: string | undefined; others?: string | undefined },
): Perception[] {
  const seen: Perception[] = []
  if (lines.self) {
    seen.push({ to: { character: target.id }, role: 'actor', data: { target, line: lines.self } })
  }
  if (lines.others) {
    const to = { room, except: [target.id] }
    seen.push({ to, role: 'others', data: { target, line: lines.others } })
  }
  return seen
}

const feltText = {
  actor: (view: LineView) => fillLine(view.line, view, 'actor'),
  others: (view: LineView) => fillLine(view.line, view),
}

export const effectBegan = defineEvent({
  type: 'effect-began',
  about: 'An effect took hold of somebody, was renewed, or grew stronger.',
  data: z.strictObject({
    target: beingId,
    effect: z.string(),
    until: beat,
    stacks: z.int().min(1).max(100),
    by: beingId.optional(),
    /** Told when it begins; nothing is told when it is only renewed. */
    lines: z.strictObject({ self: z.string().optional(), others: z.string().optional() }),
  }),
  subject: (data) => data.target,
  views: (world, data) => being(world, data.target),
  evolve(world, data) {
    const being = beingIn(world, data.target)
    if (!being) return
    const effect: Effect = {
      id: data.effect,
      until: data.until,
      stacks: data.stacks,
      ...(data.by ? { by: data.by } : {}),
    }
    const others = effectsOf(being).filter((known) => known.id !== data.effect)
    world.patch<Character | Mobile>(data.target, { effects: [...others, effect] })
  },
  perceive: (world, data) =>
    felt(named(world, data.target), roomOf(world, data.target)?.id ?? '', data.lines),
  text: feltText,
})

export const effectEnded = defineEvent({
  type: 'effect-ended',
  about: 'An effect wore off or was taken away.',
  data: z.strictObject({
    target: beingId,
    effect: z.string(),
    why: z.enum(['wore-off', 'cured', 'broken']),
    line: z.string().optional(),
  }),
  subject: (data) => data.target,
  views: (world, data) => being(world, data.target),
  evolve(world, data) {
    const being = beingIn(world, data.target)
    if (!being || !effectsOf(being).some((known) => known.id === data.effect)) return
    const effects = effectsOf(being).filter((known) => known.id !== data.effect)
    world.patch<Character | Mobile>(data.target, { effects })
  },
  perceive: (world, data) =>
    felt(named(world, data.target), roomOf(world, data.target)?.id ?? '', { self: data.line }),
  text: { actor: feltText.actor },
})

/** Builders and importers may have loaded a being that lacks what a being has. */
function effectsOf(being: Being): readonly Effect[] {
  return being.effects ?? []
}

function moved(gauge: Gauge | undefined, by: number | undefined): Gauge {
  const [now, max] = gauge ?? [1, 1]
  return [Math.max(0, now + (by ?? 0)), max]
}

interface VitalsView {
  health: number
  why: string
}

export const vitalsChanged = defineEvent({
  type: 'vitals-changed',
  about: 'Health, stamina or lucidity of somebody changed by whole points, all in one.',
  data: z.strictObject({
    being: beingId,
    health: change.optional(),
    stamina: change.optional(),
    lucidity: change.optional(),
    /** `recovery`, `skill`, `food`, `healer` …, or the name of the effect that does harm. */
    why: z.string(),
    /** The being that is to blame for a loss. */
    by: beingId.optional(),
  }),
  subject: (data) => data.being,
  views: (world, data) => gauges(world, data.being),
  evolve(world, data) {
    const being = beingIn(world, data.being)
    if (!being) return
    world.patch<Character | Mobile>(data.being, {
      health: moved(being.health, data.health),
      stamina: moved(being.stamina, data.stamina),
      lucidity: moved(being.lucidity, data.lucidity),
    })
  },
  perceive(_world, data) {
    // Recovery is seen in the gauges; only a wound that nobody struck needs words.
    if ((data.health ?? 0) >= 0 || data.why === 'recovery') return []
    const view = { health: data.health ?? 0, why: data.why }
    return [{ to: { character: data.being }, role: 'actor', data: view }]
  },
  text: {
    actor: (view: VitalsView) => `{danger}You suffer: ${view.why} (${-view.health}).{/}`,
  },
})

export const skillUsed = defineEvent({
  type: 'skill-used',
  about: 'Somebody tried a skill or spell, well or badly; its cost is paid either way.',
  data: z.strictObject({
    actor: beingId,
    skill: z.string(),
    room: roomId,
    target: beingId.optional(),
    item: itemId.optional(),
    success: z.boolean(),
    stamina: z.int().min(0).max(1000),
    lucidity: z.int().min(0).max(1000),
    /** World beat at which it may be used again. */
    readyAt: beat,
    lines: z.strictObject({
      self: z.string(),
      target: beingId.optional(),
      others: z.string().optional(),
    }),
  }),
  subject: (data) => data.actor,
  views: (world, data) => gauges(world, data.actor),
  evolve(world, data) {
    const being = beingIn(world, data.actor)
    if (!being) return
    world.patch<Character | Mobile>(data.actor, {
      stamina: moved(being.stamina, -data.stamina),
      lucidity: moved(being.lucidity, -data.lucidity),
      cooldowns: { ...being.cooldowns, [data.skill]: data.readyAt },
    })
  },
  perceive(world, data) {
    const { lines } = data
    const target = data.target === data.actor ? undefined : data.target
    const names = {
      ...(data.target ? { target: named(world, data.target) } : {}),
      ...(data.item ? { item: named(world, data.item) } : {}),
    }
    const seen = seenInRoom(world, data.actor, names)
    return seen.flatMap((one): Perception[] => {
      // A being that does something to itself perceives it as actor, not as target.
      if (one.role === 'target' && !target) return []
      const own = { actor: lines.self, target: lines.target, others: lines.others }[one.role]
      const line = own ?? (one.role === 'target' ? lines.others : undefined)
      return line ? [{ ...one, data: { ...one.data, line } }] : []
    })
  },
  text: {
    actor: feltText.actor,
    target: feltText.others,
    others: feltText.others,
  },
})
