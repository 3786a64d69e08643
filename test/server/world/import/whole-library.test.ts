import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkWorld, mergeWorld, worldFileSchema } from '../../../../schema/world-file.ts'
import type { Dialect } from '../../../../server/world/import/area-model.ts'
import type { ImportProgress } from '../../../../server/world/import/import-areas.ts'
import { importAreas } from '../../../../server/world/import/import-areas.ts'
import { toWorldFile, writeZones } from '../../../../server/world/import/write-zones.ts'
import { readWorld, readWorldTexts } from '../../../../server/world/read-world.ts'
import { importSample, temporaryFolder } from './import-samples.ts'
import { classicSize, writeSyntheticLibrary } from './synthetic-library.ts'

/** What an imported library leaves to the world around it: a start and the usual climate. */
function surroundings(start: string) {
  return worldFileSchema.parse({
    world: { name: 'Test', start },
    climates: { temperate: { name: 'temperate', weights: { clear: 100 } } },
  })
}

describe('a whole library', () => {
  it('of the classic size is imported with every room and exit, and its world has no fault', async () => {
    const path = await temporaryFolder()
    await writeSyntheticLibrary(path, classicSize, 20)
    const seen: ImportProgress[] = []
    const { zones, report } = await importAreas({
      ...{ format: 'tbamud', path },
      onProgress: (progress) => seen.push(progress),
    })
    expect(report.damage).toEqual([])
    expect(report.counts).toMatchObject({
      ...{ zones: 190, rooms: 12_700, exits: 29_000, exitsLinked: 29_000 },
      ...{ mobiles: 3_700, items: 4_760, shops: 330 },
    })
    const rooms = zones.flatMap((zone) => Object.values(zone.rooms))
    expect(rooms).toHaveLength(12_700)
    expect(rooms.flatMap((room) => Object.keys(room.exits))).toHaveLength(29_000)
    expect(report.entries.filter(({ outcome }) => outcome === 'dropped')).toEqual([])
    const documents = zones.map((document) => ({ file: document.zone?.id ?? '', document }))
    const around = { file: 'world', document: surroundings(rooms[0]?.id ?? '') }
    expect(checkWorld(mergeWorld([around, ...documents]))).toEqual([])
    expect(seen.filter(({ phase }) => phase === 'read').at(-1)).toMatchObject({
      ...{ done: 950, total: 950 },
    })
    expect(seen.at(-1)).toMatchObject({ phase: 'translate', done: 190, total: 190 })
  }, 120_000)

  it.each(['tbamud', 'diku', 'rom'] as const)(
    'of %s samples survives being written',
    async (format) => {
      const { zones } = await importSample(format satisfies Dialect)
      const dir = await temporaryFolder()
      const paths = await writeZones(dir, zones)
      expect(paths).toHaveLength(zones.length)
      const start = Object.keys(zones[0]?.rooms ?? {})[0] ?? ''
      await writeFile(join(dir, 'around.yaml'), toWorldFile(surroundings(start)))
      const { world, problems } = await readWorld(dir)
      expect(problems).toEqual([])
      for (const zone of zones) {
        const id = zone.zone?.id ?? ''
        const [again] = readWorldTexts([{ file: id, text: toWorldFile(zone) }]).documents
        expect(again?.document).toEqual(zone)
        expect(world.zones[id]).toEqual(zone.zone)
      }
    },
  )

  it('never overwrites a zone that is there already', async () => {
    const { zones } = await importSample('diku')
    const dir = await temporaryFolder()
    await writeFile(join(dir, 'the-far-bank.yaml'), 'mine')
    await expect(writeZones(dir, zones)).rejects.toMatchObject({ code: 'EEXIST' })
  })
})
