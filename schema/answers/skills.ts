/** Answers about skills: those of a character, and those that a teacher teaches. */
import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'

export interface SkillsView {
  skills: {
    id: string
    name: string
    verb: string
    kind: 'skill' | 'spell'
    /** 0 to 100. */
    proficiency: number
    stamina: number
    lucidity: number
    /** Beats until it may be used again; absent when it may. */
    waitBeats?: number
  }[]
}

export const skillsListed = defineAnswer<SkillsView>('skills-listed', ({ skills }) => {
  if (skills.length === 0) return 'You know no skills or spells yet. Look for somebody who teaches.'
  const lines = (['skill', 'spell'] as const).flatMap((kind) => {
    const known = skills.filter((skill) => skill.kind === kind)
    if (known.length === 0) return []
    return [kind === 'skill' ? 'Your skills:' : 'Your spells:', ...known.map(line)]
  })
  return lines.join('\n')
})

function line(skill: SkillsView['skills'][number]): string {
  const cost = [
    skill.stamina > 0 ? `${skill.stamina} stamina` : '',
    skill.lucidity > 0 ? `${skill.lucidity} lucidity` : '',
  ].filter(Boolean)
  const wait = skill.waitBeats === undefined ? '' : ', not ready'
  const words = `${skill.name} (${skill.proficiency} of 100; ${cost.join(', ') || 'free'}${wait})`
  return `  {channel}${escapeMarkup(skill.verb)}{/}: ${escapeMarkup(words)}`
}

export interface LessonsView {
  teacher: string
  lessons: { skill: string; name: string; price: number; level: number; known?: number }[]
}

export const lessonsListed = defineAnswer<LessonsView>('lessons-listed', ({ teacher, lessons }) => {
  const lines = lessons.map(({ name, price, level, known }) => {
    const notes = [`${price} gold`]
    if (level > 1) notes.push(`from level ${level}`)
    if (known !== undefined) notes.push(`you know it: ${known} of 100`)
    return `  {channel}${escapeMarkup(name)}{/} (${notes.join(', ')})`
  })
  return [`${escapeMarkup(teacher)} teaches:`, ...lines, 'Type “train” and a name to learn.'].join(
    '\n',
  )
})
