/** Characters grow: experience, levels, and skills learned from teachers or by use. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Gauge } from '../entities.ts'
import { beingId, characterId, mobileId } from '../id-fields.ts'
import type { BeingId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { gauges, nobody, sheetOf } from '../views.ts'
import { counted, mark, markFirst, type Named, named } from '../words.ts'
import { seenInRoom } from './seen.ts'

const gain = z.int().min(0).max(1000)

export const experienceGained = defineEvent({
  type: 'experience-gained',
  about: 'A character learned from what it did.',
  data: z.strictObject({
    character: characterId,
    amount: z.int().min(0).max(1_000_000_000),
    /** `kill`, `quest` …: where it came from. */
    reason: z.string(),
  }),
  subject: (data) => data.character,
  views: (_world, data) => [sheetOf(data.character)],
  evolve(world, data) {
    const character = world.get(data.character)
    if (character?.kind !== 'character') return
    const experience = Math.min(1_000_000_000_000, character.experience + data.amount)
    world.patch<Character>(data.character, { experience })
  },
  perceive: (_world, data) => [
    { to: { character: data.character }, role: 'actor', data: { amount: data.amount } },
  ],
  text: {
    actor: (view: { amount: number }) =>
      `{good}You gain ${counted(view.amount, 'point')} of experience.{/}`,
  },
})

function widened([now, max]: Gauge, by: number): Gauge {
  return [now + by, max + by]
}

export const levelGained = defineEvent({
  type: 'level-gained',
  about: 'A character reached a level and can bear and do more.',
  data: z.strictObject({
    character: characterId,
    level: z.int().min(1).max(200),
    health: gain,
    stamina: gain,
    lucidity: gain,
  }),
  subject: (data) => data.character,
  views: (world, data) => gauges(world, data.character),
  evolve(world, data) {
    const character = world.get(data.character)
    if (character?.kind !== 'character') return
    world.patch<Character>(data.character, {
      level: data.level,
      health: widened(character.health, data.health),
      stamina: widened(character.stamina, data.stamina),
      lucidity: widened(character.lucidity, data.lucidity),
    })
  },
  perceive: (world, data) => seenInRoom(world, data.character, { level: data.level }),
  text: {
    actor: (view: { level: number }) => `{good}You have reached level ${view.level}!{/}`,
    others: (view: { actor: Named; level: number }) =>
      `${markFirst(view.actor)} has reached level ${view.level}.`,
  },
})

interface LessonView {
  actor: Named
  target?: Named
  name: string
  to: number
}

export const skillLearned = defineEvent({
  type: 'skill-learned',
  about: 'A character was taught a skill or spell, or taught it better.',
  data: z.strictObject({
    actor: beingId,
    skill: z.string(),
    name: z.string(),
    to: z.int().min(0).max(100),
    /** Who or what taught it, when it is somebody or something here. */
    from: mobileId.optional(),
  }),
  subject: (data) => data.actor,
  views: nobody,
  evolve: (world, data) => setSkill(world.get(data.actor), data, world.patch.bind(world)),
  perceive(world, data) {
    const from = data.from ? named(world, data.from) : undefined
    return seenInRoom(world, data.actor, {
      name: data.name,
      to: data.to,
      ...(from?.kind === 'npc' ? { target: from } : {}),
    })
  },
  text: {
    actor: (view: LessonView) => {
      const what = `{good}${escapeMarkup(view.name)}{/} (${view.to})`
      return view.target ? `${markFirst(view.target)} teaches you ${what}.` : `You learn ${what}.`
    },
    target: (view: LessonView) => `You teach ${mark(view.actor)} ${escapeMarkup(view.name)}.`,
    others: (view: LessonView) =>
      view.target
        ? `${markFirst(view.target)} teaches ${mark(view.actor)} something.`
        : `${markFirst(view.actor)} seems to have learned something.`,
  },
})

export const skillImproved = defineEvent({
  type: 'skill-improved',
  about: 'A character got better at a skill by using it.',
  data: z.strictObject({
    actor: beingId,
    skill: z.string(),
    name: z.string(),
    to: z.int().min(0).max(100),
  }),
  subject: (data) => data.actor,
  views: nobody,
  evolve: (world, data) => setSkill(world.get(data.actor), data, world.patch.bind(world)),
  perceive: (_world, data) => [
    { to: { character: data.actor }, role: 'actor', data: { name: data.name, to: data.to } },
  ],
  text: {
    actor: (view: { name: string; to: number }) =>
      `{dim}You are getting better at it: ${escapeMarkup(view.name)} (${view.to}).{/}`,
  },
})

function setSkill(
  actor: { kind: string } | undefined,
  data: { actor: BeingId; skill: string; to: number },
  patch: (id: string, fields: Partial<Character>) => void,
): void {
  if (actor?.kind !== 'character') return
  const { skills } = actor as Character
  patch(data.actor, { skills: { ...skills, [data.skill]: data.to } })
}
