/**
 * The table of settings: for each one a check that changes it and sees the change from outside, as a
 * player, a client, a model's endpoint or another program would. Areas share what they start.
 */
import { afterAll, beforeAll } from 'vitest'
import type { settings } from '../../server/platform/settings.ts'

export type SettingName = keyof typeof settings

/** Values of settings as the environment has them. */
export type Values = Readonly<Partial<Record<SettingName, string>>>

/** Changes one setting and sees the change from outside. */
export type Row<S> = (scene: S) => Promise<void>

export interface Area<S, N extends SettingName> {
  /** Starts what the rows of the area share. */
  open(): Promise<S>
  close(scene: S): Promise<void>
  readonly rows: Readonly<Record<N, Row<S>>>
}

export const defineArea = <S, N extends SettingName>(area: Area<S, N>): Area<S, N> => area

/** The rows of an area for `it.each`; the scene is opened before the first and closed after the last. */
export function rowsOf<S, N extends SettingName>(area: Area<S, N>): [N, () => Promise<void>][] {
  let scene: S | undefined
  const opened = (): S => {
    if (scene === undefined) throw new Error('the scene of the area did not open')
    return scene
  }
  beforeAll(async () => {
    scene = await area.open()
  })
  afterAll(async () => {
    if (scene !== undefined) await area.close(scene)
  })
  const names = Object.keys(area.rows) as N[]
  return names.map((name) => [name, () => area.rows[name](opened())])
}
