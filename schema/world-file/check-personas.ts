/** What personas name exists, and what they are to do can be done. */
import type { Check, Checker } from './checker.ts'
import type { MobilePrototype } from './mobile.ts'
import { type DayStep, dayVerbs } from './persona.ts'

export function checkPersonas(checker: Checker): void {
  for (const { id, persona } of Object.values(checker.world.mobiles)) {
    if (persona) checkPersona(checker.of('mobiles', id).at('persona'), persona)
  }
}

function checkPersona(
  check: Check,
  { opinions, knows, wants, day }: NonNullable<MobilePrototype['persona']>,
): void {
  for (const [index, { of }] of (opinions ?? []).entries()) {
    check.need('mobiles', of, ['opinions', index, 'of'])
  }
  for (const [index, { needs }] of (knows ?? []).entries()) {
    const part = check.at('knows', index, 'needs')
    part.need('items', needs.item, ['item'])
    part.need('quests', needs.quest, ['quest'])
  }
  for (const [index, { item }] of (wants ?? []).entries()) {
    check.need('items', item, ['wants', index, 'item'])
  }
  for (const [index, step] of (day ?? []).entries()) checkStep(check.at('day', index), step)
}

function checkStep(check: Check, step: DayStep): void {
  check.need('rooms', step.room, ['room'])
  const verbs: ReadonlySet<string> = new Set([...dayVerbs, ...Object.keys(check.world.socials)])
  for (const [index, line] of step.do.entries()) {
    const [verb = ''] = line.split(' ')
    if (!verbs.has(verb)) {
      check.report(
        ['do', index],
        `expected one of ${dayVerbs.join(', ')} or a social, not "${verb}"`,
      )
    }
  }
}

/** Reports likes that nothing in the world answers to: no gift could ever please. */
export function checkLikes(checker: Checker): void {
  const { mobiles, items } = checker.world
  const words = new Set(Object.values(items).flatMap(({ keywords }) => keywords))
  for (const { id, persona } of Object.values(mobiles)) {
    const likes = persona?.likes ?? []
    if (likes.length === 0 || likes.some((like) => words.has(like.toLowerCase()))) continue
    checker
      .of('mobiles', id)
      .report(['persona', 'likes'], 'nothing in this world answers to any of it')
  }
}
