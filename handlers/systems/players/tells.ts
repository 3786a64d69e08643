/** Whoever lost its link and signs in anew reads what was told meanwhile; whoever resumes was shown it. */
import { tellsMissed } from '../../../schema/answers/company.ts'
import { onEvent } from '../../../schema/define-event.ts'
import { sessionOpened } from '../../../schema/events/presence.ts'
import { tellsHeard } from '../../../schema/events/tells.ts'
import { type Act, defineReaction, eventActs } from '../../define-system.ts'
import { tellsTo } from '../../tells.ts'

export const tellsWait = defineReaction(
  'tells-wait',
  onEvent(sessionOpened, ({ world, now }, data): Act[] => {
    const character = world.get(data.character)
    if (character?.kind !== 'character' || !character.unheard) return []
    const heard = eventActs(tellsHeard({ character: character.id }))
    if (data.resumed) return heard
    const lines = tellsTo(world, character, now).slice(-character.unheard)
    return [
      { kind: 'view', to: { character: character.id }, view: tellsMissed({ lines }) },
      ...heard,
    ]
  }),
)
