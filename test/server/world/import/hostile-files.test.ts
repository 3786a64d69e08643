import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { checkWorld, mergeWorld } from '../../../../schema/world-file.ts'
import { families } from './families.ts'
import { importTexts } from './import-texts.ts'
import { surroundings } from './walker.ts'

/** The file of a family that says most: its rooms, or its whole area. */
const mainFiles = Object.values(families).flatMap(({ files }) =>
  Object.entries(files)
    .filter(([name]) => !name.endsWith('.lst'))
    .map(([name]) => ({ files: files as Readonly<Record<string, string>>, name })),
)

const piece = fc.oneof(
  fc.constantFrom('~', '\n', '\r', 'S\n', '$', '#0', '#101', '-1', '99999999999999', 'D0\n', 'E\n'),
  fc.constantFrom('\u0000', '\u001a', '{', '{{', '>', '|', "'", '*', '1d', '\uffff', '#$'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const edit = fc.record({ at: fc.nat(4000), remove: fc.nat(40), insert: piece })

function edited(text: string, edits: readonly { at: number; remove: number; insert: string }[]) {
  return edits.reduce((so, { at, remove, insert }) => {
    const from = at % (so.length + 1)
    return so.slice(0, from) + insert + so.slice(from + remove)
  }, text)
}

describe('hostile files', () => {
  test.prop(
    [fc.constantFrom(...mainFiles), fc.array(edit, { minLength: 1, maxLength: 5 }), fc.boolean()],
    { numRuns: 100 },
  )('break nothing, and what comes in is sound', async ({ files, name }, edits, keepGoing) => {
    const broken = edited(files[name] ?? '', edits)
    const { zones, report } = await importTexts({ ...files, [name]: broken }, { keepGoing })
    if (!keepGoing) expect(zones.length > 0).toBe(report.damage.length === 0)
    for (const { file, line } of report.damage)
      expect([file !== '', line > 0]).toEqual([true, true])
    const documents = zones.map((document) => ({ file: document.zone?.id ?? '', document }))
    const start = zones.flatMap(({ rooms }) => Object.keys(rooms))[0]
    if (start === undefined) return
    const around = surroundings(start)
    expect(checkWorld(mergeWorld([{ file: 'world', document: around }, ...documents]))).toEqual([])
  })

  test.prop([fc.uint8Array({ maxLength: 400 })])('may be any bytes', async (bytes) => {
    for (const name of ['a.are', '1.wld', '1.zon', '1.shp', '1.trg']) {
      const { zones, report } = await importTexts({ [name]: bytes })
      expect(zones.length > 0 && report.damage.length > 0).toBe(false)
    }
  })

  it.each([
    ['blank lines', '\n'.repeat(2_000_000)],
    ['comments', '*\n'.repeat(500_000)],
    ['closing marks', '~'.repeat(2_000_000)],
    ['closing marks and blanks', '~ '.repeat(500_000)],
    ['digits', '1'.repeat(2_000_000)],
    ['bars', '1|'.repeat(500_000)],
    ['opening quotes', "'".repeat(1_000_000)],
    ['programs', '> '.repeat(500_000)],
    ['records', '#1\n'.repeat(300_000)],
  ])('of nothing but %s take bounded time', async (_what, text) => {
    for (const [name, begin] of [
      ['a.are', '#AREA x~\n#ROOMS\n#1\n'],
      ['1.wld', '#1\n'],
      ['1.zon', '#1\n'],
    ] as const) {
      const { report } = await importTexts({ [name]: begin + text })
      expect(report.damage.length).toBeGreaterThan(0)
    }
  })
})
