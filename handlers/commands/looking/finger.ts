import { personTold } from '../../../schema/answers/company.ts'
import { anybodyNamed } from '../../company.ts'
import { answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

export const finger = defineCommand({
  verb: 'finger',
  aliases: ['whois'],
  always: true,
  arguments: [{ name: 'text', kind: 'rest' }],
  help: {
    group: 'looking',
    brief: 'Hear about a player, here or away.',
    examples: ['finger ann'],
  },
  decide({ world }, args) {
    const known = anybodyNamed(world, args.text.trim())
    if (!known) return reject('unknown-person', 'Nobody of that name is known here.')
    const { id, name, level, role, title, description, place } = known
    return answer(
      personTold({
        id,
        name,
        level,
        role,
        ...(title ? { title } : {}),
        ...(description ? { description } : {}),
        present: place !== '',
      }),
    )
  },
})
