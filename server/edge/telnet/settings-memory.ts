/** Where it is kept what a text player has set. */
import type { AccountId, SessionId } from '../../../schema/ids.ts'
import type { TextSettings } from '../render/text-settings.ts'

/** Of whom it is: an account, or a guest's session. */
export interface Whose {
  readonly session: SessionId
  readonly account: AccountId | undefined
}

/** Neither rejects; what cannot be read in time is as if nothing were set. */
export interface SettingsMemory {
  readonly read: (whose: Whose) => Promise<TextSettings>
  readonly save: (whose: Whose, settings: TextSettings) => Promise<void>
}
