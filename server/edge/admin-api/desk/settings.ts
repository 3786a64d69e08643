/** Every setting of this gateway: its value, where that comes from, and whether it can be changed here. */
import type { SettingRow } from '../../../../schema/admin-desk.ts'
import type { Config } from '../../../platform/config.ts'
import { describeSettings, showConfig, sourceOf } from '../../../platform/setting-rows.ts'

export function settingsOf(config: Config): SettingRow[] {
  const values = new Map(showConfig(config).map(({ name, value }) => [name, value]))
  return describeSettings().map(({ name, about, allowed, fallback, live }) => ({
    name,
    value: values.get(name) ?? '',
    source: sourceOf(config, name),
    fallback,
    about,
    allowed,
    live,
  }))
}
