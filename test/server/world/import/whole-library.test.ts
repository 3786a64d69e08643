import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkWorld, mergeWorld } from '../../../../schema/world-file.ts'
import type { Dialect } from '../../../../server/world/import/dialect-names.ts'
import type { ImportProgress } from '../../../../server/world/import/import-areas.ts'
import { importAreas } from '../../../../server/world/import/import-areas.ts'
import { planZones } from '../../../../server/world/import/plan-zones.ts'
import { toWorldFile, writeFiles } from '../../../../server/world/import/write-zones.ts'
import { readWorld, readWorldTexts } from '../../../../server/world/read-world.ts'
import { importSample, temporaryFolder } from './import-samples.ts'
import { classicSize, writeSyntheticLibrary } from './synthetic-library.ts'
import { surroundings } from './walker.ts'

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
      await writeFiles(dir, await planZones(dir, zones))
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

  it('imported twice is a diff, and never takes what belongs to another zone', async () => {
    const { zones } = await importSample('diku')
    const dir = await temporaryFolder()
    const states = async (documents: typeof zones) =>
      (await planZones(dir, documents)).map(({ state }) => state)
    expect(await states(zones)).toEqual(['new', 'new'])
    await writeFiles(dir, await planZones(dir, zones))
    expect(await states(zones)).toEqual(['same', 'same'])

    const other = structuredClone(zones)
    const room = other[1]?.rooms['the-far-bank.r1100']
    if (room !== undefined) room.title = 'Elsewhere'
    const [, changed] = await planZones(dir, other)
    expect(changed).toMatchObject({
      ...{ state: 'changed', differences: ['~ the-far-bank.r1100 title'] },
    })

    await writeFile(join(dir, 'the-far-bank.yaml'), 'zone: { id: the-far-bank, name: Mine }\n')
    expect(await states(zones)).toEqual(['same', 'clash'])
    await rename(join(dir, 'the-far-bank.yaml'), join(dir, 'mine.yaml'))
    expect(await states(zones)).toEqual(['same', 'clash'])
  })
})
