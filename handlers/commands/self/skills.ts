import { type SkillsView, skillsListed } from '../../../schema/answers/skills.ts'
import { ownOf } from '../../../schema/own.ts'
import type { Skill } from '../../../schema/world-file.ts'
import { proficiency } from '../../abilities/skills.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const skills = defineCommand({
  verb: 'skills',
  aliases: ['spells', 'abilities'],
  always: true,
  help: { group: 'self', brief: 'See the skills and spells you know.', examples: ['skills'] },
  decide({ world, actor, now }) {
    const known: SkillsView['skills'] = []
    for (const { data: skill } of world.definitions.all<Skill>('skill')) {
      const at = proficiency(actor, skill)
      if (at === undefined) continue
      const wait = (ownOf(actor.cooldowns, skill.id) ?? 0) - now.beat
      known.push({
        id: skill.id,
        name: skill.name,
        verb: skill.verb,
        kind: skill.kind,
        proficiency: at,
        stamina: skill.cost.stamina,
        lucidity: skill.cost.lucidity,
        ...(wait > 0 ? { waitBeats: wait } : {}),
      })
    }
    return answer(skillsListed({ skills: known }))
  },
})
