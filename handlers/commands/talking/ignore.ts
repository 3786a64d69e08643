import { ignoresListed } from '../../../schema/answers/company.ts'
import { ignoreSet } from '../../../schema/events/channels.ts'
import { anybodyNamed } from '../../company.ts'
import { accept, answer, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { forPlayers } from '../players.ts'

const ignoresMax = 50

export const ignore = defineCommand({
  verb: 'ignore',
  always: true,
  arguments: [{ name: 'text', kind: 'rest', optional: true }],
  help: {
    group: 'talking',
    brief: 'Hear and see no word of somebody; the same again takes it back.',
    examples: ['ignore bob', 'ignore'],
  },
  decide: forPlayers(({ world }, actor, typed) => {
    const name = typed.trim()
    const ignored = actor.ignores ?? []
    if (!name) {
      const names = ignored.flatMap((id) => {
        const known = world.need(id)
        return known?.kind === 'character' ? [known.name] : []
      })
      return answer(ignoresListed({ names }))
    }
    const other = anybodyNamed(world, name)
    if (!other) return reject('unknown-person', `Nobody called ${name.slice(0, 24)} is known here.`)
    if (other.id === actor.id) {
      return reject('self', 'You have tried that before, without success.')
    }
    const ignores = !ignored.includes(other.id)
    if (ignores && ignored.length >= ignoresMax) {
      return reject('full', 'You ignore so many people already.')
    }
    return accept(ignoreSet({ character: actor.id, whom: other.id, name: other.name, ignores }))
  }),
})
