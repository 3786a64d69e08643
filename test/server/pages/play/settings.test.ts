import { readFile } from 'node:fs/promises'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { readManifest } from '../../../../server/pages/play/link/account.ts'
import {
  defaultCharacter,
  defaultSettings,
  ofCharacter,
  readSettings,
} from '../../../../server/pages/play/settings/settings.ts'
import {
  readBelongings,
  readConflicts,
  readFellows,
  readQuests,
  upserted,
} from '../../../../server/pages/play/state-parts.ts'

describe('stored settings', () => {
  it('are the defaults when there are none', () => {
    expect(readSettings(undefined)).toEqual(defaultSettings)
  })

  it('keep what fits and drop what does not', () => {
    const read = readSettings({
      theme: 'light',
      font: 'wingdings',
      fontSizePx: 900,
      sound: 'yes',
      characters: {
        tam: {
          aliases: [{ name: 'k', body: 'kill' }, { name: 7 }],
          macros: { F2: 'look', F3: 3 },
          highlights: [
            { pattern: 'Tam', style: 'red' },
            { pattern: 'x', style: 'url(evil)' },
          ],
        },
      },
    })
    expect(read).toMatchObject({ theme: 'light', font: 'serif', fontSizePx: 17, sound: false })
    expect(ofCharacter(read, 'Tam')).toEqual({
      aliases: [{ name: 'k', body: 'kill' }],
      macros: { F2: 'look' },
      highlights: [{ pattern: 'Tam', style: 'red' }],
      timers: [],
    })
    expect(ofCharacter(read, 'constructor')).toBe(defaultCharacter)
  })

  test.prop([fc.jsonValue()])(
    'are read from anything, and reading twice changes nothing',
    (value) => {
      const once = readSettings(value)
      expect(readSettings(JSON.parse(JSON.stringify(once)))).toEqual(once)
    },
  )
})

describe('the state parts', () => {
  it('are read in the forms a server may send', () => {
    const lamp = { id: 'i1', name: 'a lamp' }
    const coat = { id: 'i2', name: 'a coat' }
    const expected = { carried: [lamp], worn: [{ ...coat, slot: 'body' }] }
    expect(readBelongings({ carried: [lamp], worn: [{ ...coat, slot: 'body' }] })).toEqual(expected)
    expect(readBelongings({ inventory: [lamp], equipment: { body: coat } })).toEqual(expected)
    expect(readBelongings([lamp, { ...coat, slot: 'body' }])).toEqual(expected)
    const member = { id: 'c1', name: 'Tam', vitals: { health: [3, 9], odd: 'x' } }
    expect(readFellows({ leader: 'c1', members: [member] })).toEqual([
      { name: 'Tam', leader: true, vitals: { health: [3, 9] } },
    ])
  })

  test.prop([fc.jsonValue()])('are read from anything without harm', (value) => {
    expect(readBelongings(value)).toHaveProperty('carried')
    for (const read of [readFellows, readQuests, readConflicts]) {
      expect(Array.isArray(read(value))).toBe(true)
    }
    expect(Array.isArray(readManifest(value))).toBe(true)
  })

  it('of a quest replace the older view of it', () => {
    const list = [
      { id: 'a', step: 1 },
      { id: 'b', step: 1 },
    ]
    expect(upserted(list, { id: 'a', step: 2 })).toEqual([{ id: 'a', step: 2 }, list[1]])
    expect(upserted(list, { id: 'c', step: 1 })).toHaveLength(3)
  })
})

describe('the colours', async () => {
  const css = await readFile(
    new URL('../../../../server/pages/play/styles/themes.css', import.meta.url),
    'utf8',
  )
  const blocks = [...css.matchAll(/data-theme="(\w+)"\] \{([^}]*)\}/g)].map(([, name, body]) => ({
    name: String(name),
    colours: Object.fromEntries(
      [...String(body).matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, key, value]) => [
        key,
        value,
      ]),
    ) as Record<string, string>,
  }))

  it('are given for every theme', () => {
    expect(blocks.map(({ name }) => name)).toEqual(['dark', 'auto', 'light', 'contrast'])
    expect(blocks[1]?.colours).toEqual(blocks[2]?.colours)
  })

  it.each(blocks)('of $name have the contrast WCAG asks for', ({ name, colours }) => {
    const least = name === 'contrast' ? 7 : 4.5
    const inks = Object.keys(colours).filter(
      (key) => !/^(ground|raised|well|edge|on-|mark-)/.test(key),
    )
    expect(inks.length).toBeGreaterThan(12)
    for (const ground of ['ground', 'raised', 'well']) {
      for (const ink of inks) {
        const ratio = contrast(colours[ink] ?? '', colours[ground] ?? '')
        expect(ratio, `${ink} on ${ground}`).toBeGreaterThanOrEqual(least)
      }
    }
    for (const mark of ['mark-amber', 'mark-green', 'mark-red', 'mark-blue']) {
      expect(contrast(colours['ink'] ?? '', colours[mark] ?? ''), mark).toBeGreaterThanOrEqual(
        least,
      )
    }
    const button = contrast(colours['on-accent'] ?? '', colours['accent'] ?? '')
    expect(button, 'buttons').toBeGreaterThanOrEqual(least)
  })
})

/** The ratio of WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
