/** Followers walk along, and groups go on when a member leaves. */
import { lettersWaiting } from '../../../schema/answers/company.ts'
import { onEvent } from '../../../schema/define-event.ts'
import { followingSet } from '../../../schema/events/company.ts'
import { characterMoved } from '../../../schema/events/movement.ts'
import { characterLeft, sessionOpened } from '../../../schema/events/presence.ts'
import { parting } from '../../company.ts'
import { type Act, defineReaction, eventActs, type System } from '../../define-system.ts'

/** Followers go the same way, by the same rules as everybody. */
export const followersWalk = defineReaction(
  'followers-walk',
  onEvent(characterMoved, ({ world }, { actor, from, direction, manner }) => {
    if (manner === 'fled') return []
    return world.contents(from).flatMap((entity): Act[] => {
      if (entity.kind !== 'character' && entity.kind !== 'mobile') return []
      if (entity.following !== actor || entity.position !== 'standing') return []
      // A player whose connection is lost does not see where it would go, so it stays.
      if (entity.kind === 'character' && entity.linkLostBeat !== undefined) return []
      return [{ kind: 'line', actor: entity.id, line: direction }]
    })
  }),
)

/** A character that leaves the world leaves its group and its followers behind. */
export const companyParts = defineReaction(
  'company-parts',
  onEvent(characterLeft, ({ world }, data) => {
    const gone = world.get(data.character)
    if (gone?.kind !== 'character') return []
    const events = parting(world, gone, 'away')
    for (const character of world.charactersPresent()) {
      if (character.following !== gone.id) continue
      events.push(followingSet({ actor: character.id, target: gone.id, follows: false }))
    }
    return eventActs(...events)
  }),
)

/** A character that comes in is told of the letters that wait for it. */
export const lettersWait = defineReaction(
  'letters-wait',
  onEvent(sessionOpened, ({ world }, data) => {
    const character = world.get(data.character)
    if (character?.kind !== 'character' || !character.letters) return []
    const view = lettersWaiting({ count: character.letters })
    return [{ kind: 'view', to: { character: character.id }, view }]
  }),
)

/**
 * A character whose connection is lost tries to flee from a fight about once a second, unless its
 * player chose not to.
 */
export const lostLinksFlee: System = {
  name: 'lost-links-flee',
  everyBeats: 4,
  run({ world }) {
    const acts: Act[] = []
    for (const character of world.marked('lost')) {
      if (character.kind !== 'character' || character.place === '') continue
      if (character.position !== 'fighting' || character.autoFlee === false) continue
      acts.push({ kind: 'line', actor: character.id, line: 'flee' })
    }
    return acts
  },
}
