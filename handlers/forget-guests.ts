/** Guests who cannot come back: nobody has a secret any more that resumes their session. */
import { z } from 'zod'
import { guestForgotten } from '../schema/events/presence.ts'
import { accept, reject } from './decision.ts'
import type { SystemCommandType } from './define-system-command.ts'

const wanted = z.object({ characters: z.array(z.string()).max(1_000) })

/** The tick that leads asks for it (`server/log/retention/`); the rule looks once more who may go. */
export const forgetGuests: SystemCommandType = {
  name: 'forget-guests',
  decide({ world, data }) {
    const asked = wanted.safeParse(data)
    if (!asked.success) return reject('bad-data', 'This names no guests.')
    const gone = asked.data.characters.filter((id) => {
      const character = world.need(id)
      if (character?.kind !== 'character' || character.role !== 'guest') return false
      return character.place === '' && character.session === undefined
    })
    return accept(gone.map((character) => guestForgotten({ character })))
  },
}
