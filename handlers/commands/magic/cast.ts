import { withoutJoining } from '../../abilities/skill-line.ts'
import { skillBeginning, skillNamed } from '../../abilities/skills.ts'
import { useSkill } from '../../abilities/use-skill.ts'
import { reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const cast = defineCommand({
  verb: 'cast',
  aliases: ['c', 'perform'],
  priority: 35,
  arguments: [{ name: 'spell', kind: 'rest' }],
  help: {
    group: 'magic',
    brief: 'Speak a spell or use a skill by its name, on somebody if it needs one.',
    examples: ['cast mend', 'cast spark rat', 'mend ann'],
  },
  decide(context, args) {
    const words = args.spell.replaceAll(/['"]/g, '').split(/\s+/).filter(Boolean)
    // Names may have two words ("tide blessing"): the longest that is one wins.
    for (let taken = Math.min(words.length, 3); taken > 0; taken -= 1) {
      const find = taken === 1 ? skillBeginning : skillNamed
      const skill = find(context.world, words.slice(0, taken).join(' '))
      if (skill) return useSkill(context, skill, withoutJoining(words.slice(taken)))
    }
    return reject('unknown-skill', `You know no spell called “${args.spell.slice(0, 40)}”.`)
  },
})
