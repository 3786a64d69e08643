import { exitsListed } from '../../../schema/answers/things.ts'
import { answer } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { visibleExits } from '../../scene.ts'

export const exits = defineCommand({
  verb: 'exits',
  aliases: ['ways'],
  help: { group: 'looking', brief: 'See the ways out of here.', examples: ['exits'] },
  decide({ world, room }) {
    const ways = visibleExits(room).map((exit) => {
      const shut = exit.door !== undefined && exit.door !== 'open'
      const title = shut ? undefined : world.room(exit.to)?.title
      return { ...exit, ...(title ? { title } : {}) }
    })
    return answer(exitsListed({ exits: ways }))
  },
})
