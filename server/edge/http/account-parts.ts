/** What the routes of accounts work with. */
import type { Identity } from '../accounts/identity.ts'
import type { AccountJournal } from '../accounts/journal.ts'
import type { ExportOf } from '../accounts/own-data.ts'
import type { AccountDesk } from '../session/account-desk.ts'
import type { GatewaySignIn } from '../session/sign-in.ts'

export interface AccountRouteParts {
  readonly identity: Identity
  readonly signIn: GatewaySignIn
  readonly journal: AccountJournal
  readonly desk: AccountDesk
  readonly exportOf: ExportOf
}
