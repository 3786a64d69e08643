import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../../../server/world/import/dialect-names.ts'
import { importAreas } from '../../../../server/world/import/import-areas.ts'
import { formatReport } from '../../../../server/world/import/report.ts'
import { alteredSample, samplePath } from './import-samples.ts'

type Row = readonly [
  what: string,
  format: Dialect,
  file: string,
  from: string,
  to: string,
  line: number,
  message: RegExp,
]

const rows: readonly Row[] = [
  [
    'a text without an end',
    'tbamud',
    'wld/70.wld',
    'panel~\n3 -1 7000\nS\n$~',
    'panel',
    77,
    /no closing ~/,
  ],
  ['a record without a number', 'tbamud', 'wld/70.wld', '#7001', '#7x01', 33, /#<number>/],
  ['a room twice', 'tbamud', 'wld/70.wld', '#7001', '#7000', 33, /twice, first at wld\/70.wld:1/],
  ['missing room fields', 'tbamud', 'wld/70.wld', '70 0 0 0 0 2', '70 0', 8, /zone, flags/],
  ['an impossible direction', 'tbamud', 'wld/70.wld', 'D8', 'D12', 75, /from 0 to 9, found 12/],
  ['a strange line in a room', 'tbamud', 'wld/70.wld', 'S\n#7002', 'Q\n#7002', 56, /found "Q"/],
  ['missing exit numbers', 'tbamud', 'wld/70.wld', '0 -1 7001', '0 -1', 13, /3 numbers, found 2/],
  ['no closing mark', 'tbamud', 'wld/70.wld', '$~\n', '', 79, /the file ends/],
  ['a NUL', 'tbamud', 'wld/70.wld', 'millstone', 'mill\u0000', 35, /not a text file/],
  ['wrong dice', 'tbamud', 'mob/70.mob', '3d6+40', '3x6', 9, /hit dice such as 2d6\+1/],
  ['an unknown mobile type', 'tbamud', 'mob/70.mob', '350 E', '350 Z', 8, /S or E, found "Z"/],
  ['an endless enhanced mobile', 'tbamud', 'mob/70.mob', 'E\nT 7001', 'T 7001', 15, /Key: value/],
  ['few object values', 'tbamud', 'obj/70.obj', '0 0 24 0', '0 0', 7, /4 numbers, found 2/],
  ['a strange object line', 'tbamud', 'obj/70.obj', 'T 7002', 'X 7002', 47, /E, A, T or #/],
  ['a zone without an S', 'tbamud', 'zon/70.zon', 'S\n$', '', 20, /the file ends/],
  ['an unknown zone command', 'tbamud', 'zon/70.zon', 'R 0 7002', '? 0 7002', 17, /zone command/],
  ['a short zone command', 'tbamud', 'zon/70.zon', '5 2 \t(the', '(the', 15, /4 numbers after D/],
  [
    'a zone that ends early',
    'tbamud',
    'zon/70.zon',
    '7000 7099',
    '7099 7000',
    4,
    /before it begins/,
  ],
  ['a profit in words', 'tbamud', 'shp/70.shp', '1.15', 'much', 6, /such as 1\.15, found "much"/],
  ['a shop cut short', 'tbamud', 'shp/70.shp', '6\n22\n0\n0\n$~\n', '6\n', 25, /the file ends/],
  [
    'a trigger without an end',
    'tbamud',
    'trg/70.trg',
    'rustles.\n~\n$~',
    'rustles.',
    5,
    /closing ~/,
  ],
  ['a listed file that is missing', 'tbamud', 'wld/index', '70', '71', 1, /names 71\.wld/],
  ['an unknown section', 'rom', 'glade.are', '#HELPS', '#WHELPS', 9, /section #WHELPS/],
  ['a word for a number', 'rom', 'glade.are', 'S\n#8001', 'H x\nS\n#8001', 123, /whole number/],
  [
    'an unknown object type',
    'rom',
    'glade.are',
    'weapon AGY',
    'vapour AGY',
    54,
    /object type "vapour"/,
  ],
  ['an endless text', 'rom', 'glade.are', 'say Welcome.\n~\n#0\n\n#$\n', 'say', 161, /closing ~/],
  ['an endless file', 'rom', 'glade.are', '#$\n', '', 163, /the file ends/],
  ['rooms without a header', 'rom', 'glade.are', '#AREADATA', '#HELPS', 2, /whole number/],
]

describe('a damaged area', () => {
  it.each(rows)('with %s (%s) names file and line and imports nothing', async (...row) => {
    const [, format, file, from, to, line, message] = row
    const path = await alteredSample(format, file, (content) => {
      expect(content).toContain(from)
      return content.replace(from, to)
    })
    const { zones, report } = await importAreas({ format, path })
    expect(zones).toEqual([])
    expect(report.damage).toEqual([{ file, line, message: expect.stringMatching(message) }])
    expect(formatReport(report)).toMatch(/^Nothing was imported:\n/)
  })

  it('is reported together with all others', async () => {
    const path = await alteredSample('tbamud', 'wld/70.wld', (content) => content.slice(0, 40))
    await writeFile(join(path, 'mob', '70.mob'), '#x\n')
    const { report } = await importAreas({ format: 'tbamud', path })
    expect(report.damage.map(({ file }) => file)).toEqual(['wld/70.wld', 'mob/70.mob'])
  })

  it('is also a path without any areas', async () => {
    const missing = await importAreas({ format: 'rom', path: join(samplePath('rom'), 'none.are') })
    expect(missing.report.damage[0]?.message).toMatch(/no such file/)
    const empty = await importAreas({ format: 'rom', path: join(samplePath('tbamud'), 'wld') })
    expect(empty.report.damage[0]?.message).toMatch(/no area files here/)
  })

  it.each([
    ['tbamud', 'wld/70.wld'],
    ['tbamud', 'mob/70.mob'],
    ['tbamud', 'obj/70.obj'],
    ['tbamud', 'shp/70.shp'],
    ['rom', 'glade.are'],
  ] as const)('is noticed wherever %s %s was cut off', async (format, file) => {
    const whole = await readFile(join(samplePath(format), file), 'utf8')
    const lines = whole.trimEnd().split('\n')
    const path = await alteredSample(format, file, (content) => content)
    for (let kept = 0; kept < lines.length; kept += 1) {
      await writeFile(join(path, file), lines.slice(0, kept).join('\n'))
      const { zones, report } = await importAreas({ format, path })
      expect([kept, zones.length, report.damage.length > 0]).toEqual([kept, 0, true])
    }
  })

  const edits = fc.array(
    fc.record({
      at: fc.nat(160),
      text: fc.oneof(
        fc.constantFrom('', '~', 'S', '$', '#7000', '-1', '99999999999999', 'E', 'D0', '#0', '*'),
        fc.string({ unit: 'binary', maxLength: 12 }),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )

  test.prop([
    fc.constantFrom(
      ...([
        ['tbamud', 'wld/70.wld'],
        ['tbamud', 'obj/70.obj'],
        ['tbamud', 'zon/70.zon'],
        ['rom', 'glade.are'],
      ] as const),
    ),
    edits,
  ])('never breaks the importer, whatever lines were changed', async ([format, file], changes) => {
    const path = await alteredSample(format, file, (content) => {
      const lines = content.split('\n')
      for (const { at, text } of changes) lines[at % lines.length] = text
      return lines.join('\n')
    })
    const { zones, report } = await importAreas({ format, path })
    expect(zones.length > 0).toBe(report.damage.length === 0)
    for (const { file: where, line } of report.damage) {
      expect(where).not.toBe('')
      expect(line).toBeGreaterThan(0)
    }
  })
})
