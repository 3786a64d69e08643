/** A character whose connection was lost leaves the world when the grace period is over. */
import { characterLeft } from '../../../schema/events/presence.ts'
import type { System } from '../../define-system.ts'
import { leave } from '../../presence.ts'

export const linkGrace: System = {
  name: 'link-grace',
  everyBeats: 4,
  run({ world, now, rules }) {
    const acts = []
    for (const character of world.marked('lost')) {
      if (character.kind !== 'character' || character.linkLostBeat === undefined) continue
      if (character.place === '') continue
      if (now.beat - character.linkLostBeat < rules.linkGraceBeats) continue
      const session = character.session ? world.get(character.session) : undefined
      const events =
        session?.kind === 'session'
          ? leave(world, session, 'expired')
          : [
              characterLeft({
                character: character.id,
                room: character.place,
                reason: 'expired' as const,
              }),
            ]
      acts.push({ kind: 'events' as const, events })
    }
    return acts
  },
}
