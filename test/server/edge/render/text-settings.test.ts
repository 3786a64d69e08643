import { describe, expect, test } from 'vitest'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import { plainCaps } from '../../../../server/edge/render/client-caps.ts'
import { createTerminalView } from '../../../../server/edge/render/terminal-view.ts'
import {
  changed,
  readSetting,
  type SettingChange,
  settingsUsage,
  textSettings,
} from '../../../../server/edge/render/text-settings.ts'

describe('a line that sets something', () => {
  test.each<[string, SettingChange]>([
    ['set brief on', { brief: true }],
    ['SET Brief OFF', { brief: false }],
    ['set page 20', { page: 20 }],
    ['set page off', { page: undefined }],
    ['set width auto', { width: undefined }],
    ['set colour auto', { colours: undefined, ansi: undefined }],
    ['set prompt %h of %H, %r>', { prompt: '%h of %H, %r>' }],
    ['set prompt default', { prompt: undefined }],
    ['set scenery off', { scenery: false }],
  ])('%s', (line, change) => {
    expect(readSetting(line)?.change).toEqual(change)
    const now = changed({ brief: true, page: 10, prompt: '>' }, change)
    expect(Object.values(now)).not.toContain(undefined)
    expect(textSettings.parse(JSON.parse(JSON.stringify(now)))).toEqual(now)
  })

  test.each(['set brief', 'set brief perhaps', 'set page 4', 'set page 2.5', 'set width wide'])(
    '%s is answered with what can be set',
    (line) => {
      expect(readSetting(line)).toEqual({ change: {}, answer: settingsUsage })
    },
  )

  test.each(['set', 'set sail', 'set autoflee on', 'settle', 'set brief on and on'])(
    '%s is the world’s',
    (line) => {
      expect(readSetting(line)).toBeUndefined()
    },
  )

  test('a prompt that is too long is refused', () => {
    expect(readSetting(`set prompt ${'x'.repeat(81)}`)?.change).toEqual({})
    expect(readSetting('set prompt')?.answer).toContain('%h health')
  })
})

const event = (text: string): MarkedFrame => ({ t: 'event', kind: 'told', text, data: {} })

describe('a prompt of one’s own', () => {
  const view = createTerminalView(plainCaps)
  const vitals = { health: [10, 100], stamina: [80, 90], lucidity: [60, 70] }
  view.render({ t: 'state', frame: '1.1', part: 'char', data: { vitals, toNextLevel: [30, 100] } })
  view.render({ t: 'state', frame: '1.2', part: 'room', data: { title: 'The {Quay}' } })

  test.each([
    ['%h/%H %s/%S %l/%L>', '10/100 80/90 60/70> '],
    ['%x left in %r:', '70 left in The {Quay}: '],
    ['100%% %z {room}%', '100% %z {room}% '],
  ])('%s', (prompt, shown) => {
    view.setCaps({ ...plainCaps, prompt })
    expect(view.prompt()).toBe(shown)
  })
})

describe('a long answer', () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('')

  test('comes in pages, while short ones pass', () => {
    const view = createTerminalView({ ...plainCaps, page: 5 })
    expect(view.render(event(lines(1, 12).trim()))).toBe(lines(1, 5))
    expect(view.pages.isOpen()).toBe(true)
    expect(view.render(event('Bo waves.'))).toBe('Bo waves.\n')
    expect(view.pages.next()).toBe(lines(6, 10))
    expect(view.render(event(lines(21, 26).trim()))).toBe('')
    expect(view.pages.next()).toBe(`${lines(11, 12)}${lines(21, 23)}`)
    expect(view.pages.next()).toBe(lines(24, 26))
    expect(view.pages.isOpen()).toBe(false)
  })

  test('ends where it is not wanted, and comes whole where it fits', () => {
    const view = createTerminalView({ ...plainCaps, page: 5 })
    expect(view.render(event(lines(1, 5).trim()))).toBe(lines(1, 5))
    view.render(event(lines(1, 12).trim()))
    view.pages.end()
    expect(view.pages.isOpen()).toBe(false)
  })
})
