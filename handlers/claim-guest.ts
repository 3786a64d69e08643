/** A guest has claimed a name at the door: the world calls the character by it. */
import { claimedGuest, guestClaimed } from '../schema/events/claims.ts'
import { accept, reject } from './decision.ts'
import type { SystemCommandType } from './define-system-command.ts'

/** What a gateway says of the account that was made of a guest. */
export const claimGuest: SystemCommandType = {
  name: 'guest-claimed',
  decide({ world, data }) {
    const asked = claimedGuest.safeParse(data)
    if (!asked.success) return reject('bad-order', 'This names nobody.')
    const guest = world.need(asked.data.character)
    if (guest?.kind !== 'character' || guest.account !== undefined) return accept([])
    return accept(guestClaimed(asked.data))
  },
}
