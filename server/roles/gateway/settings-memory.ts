/** Keeps what text players have set in the database. */
import type { AccountSettings } from '../../edge/accounts/settings.ts'
import { inTime } from '../../edge/http/deadline.ts'
import { textSettings } from '../../edge/render/text-settings.ts'
import type { SettingsMemory } from '../../edge/telnet/settings-memory.ts'

type OnTrouble = (where: string, error: unknown) => void

export function createSettingsMemory(
  settings: Pick<AccountSettings, 'readText' | 'saveText'>,
  onTrouble: OnTrouble,
): SettingsMemory {
  const failed = (error: unknown) => onTrouble('text-settings', error)
  return {
    async read(whose) {
      try {
        return textSettings.parse(JSON.parse(await inTime(settings.readText(whose))))
      } catch (error) {
        failed(error)
        return {}
      }
    },
    save: (whose, all) => settings.saveText(whose, JSON.stringify(all)).catch(failed),
  }
}
