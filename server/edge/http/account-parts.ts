/** What the routes of accounts work with. */
import type { Identity } from '../accounts/identity.ts'
import type { AccountJournal } from '../accounts/journal.ts'
import type { RightsWatch } from '../session/rights.ts'
import type { GatewaySignIn } from '../session/sign-in.ts'

export interface AccountRouteParts {
  readonly identity: Identity
  readonly signIn: GatewaySignIn
  readonly rights: Pick<RightsWatch, 'changed'>
  readonly journal: AccountJournal
}
