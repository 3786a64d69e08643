/** Company keeps together: followers walk along, groups go on when somebody leaves. */
import { lettersWaiting } from '../../../schema/answers/company.ts'
import { followingSet } from '../../../schema/events/company.ts'
import { parting } from '../../company.ts'
import type { Act, Reaction, System } from '../../define-system.ts'

/** Who follows somebody goes the same way, by the same rules as everybody. */
export const followersWalk: Reaction = {
  name: 'followers-walk',
  on: ['character-moved'],
  react({ world }, event) {
    const { actor, from, direction, manner } = event.data as Record<string, string | undefined>
    if (!from || !direction || manner === 'fled') return []
    return world.contents(from).flatMap((entity): Act[] => {
      if (entity.kind !== 'character' && entity.kind !== 'mobile') return []
      if (entity.following !== actor || entity.position !== 'standing') return []
      // Nobody is dragged along who cannot see where it goes.
      if (entity.kind === 'character' && entity.linkLostBeat !== undefined) return []
      return [{ kind: 'line', actor: entity.id, line: direction }]
    })
  },
}

/** Whoever leaves the world leaves its group and its followers behind. */
export const companyParts: Reaction = {
  name: 'company-parts',
  on: ['character-left'],
  react({ world }, event) {
    const gone = world.get(String(event.data['character'] ?? ''))
    if (gone?.kind !== 'character') return []
    const events = parting(world, gone, 'away')
    for (const character of world.charactersPresent()) {
      if (character.following !== gone.id) continue
      events.push(followingSet({ actor: character.id, target: gone.id, follows: false }))
    }
    return events.length > 0 ? [{ kind: 'events', events }] : []
  },
}

/** A word about letters for whoever comes in. */
export const lettersWait: Reaction = {
  name: 'letters-wait',
  on: ['session-opened'],
  react({ world }, event) {
    const character = world.get(String(event.data['character'] ?? ''))
    if (character?.kind !== 'character' || !character.letters) return []
    const view = lettersWaiting({ count: character.letters })
    return [{ kind: 'view', to: { character: character.id }, view }]
  },
}

/** A lost link runs from a fight about once a second until it is out, unless its player chose not to. */
export const lostLinksFlee: System = {
  name: 'lost-links-flee',
  everyBeats: 4,
  run({ world }) {
    const acts: Act[] = []
    for (const character of world.charactersPresent()) {
      if (character.linkLostBeat === undefined || character.position !== 'fighting') continue
      if (character.autoFlee === false) continue
      acts.push({ kind: 'line', actor: character.id, line: 'flee' })
    }
    return acts
  },
}
