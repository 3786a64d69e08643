/** World files go into the log and come back out of it, and a changed file is exactly its changes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { loadConfig } from '../../../server/platform/config.ts'
import type { Db } from '../../../server/platform/database.ts'
import { openLog } from '../../../server/platform/log.ts'
import { loadWorldFiles } from '../../../server/platform/setup.ts'
import { declaredWorld, worldDifferences, worldFiles } from '../../../server/travel/world-files.ts'
import { verifyWorld } from '../../../server/verify/verify-world.ts'
import { readWorld, readWorldTexts } from '../../../server/world/read-world.ts'
import { emptyDatabase, playInn } from '../verify/log-database.ts'

const shipped = fileURLToPath(new URL('../../../deploy/world', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mudstream-world-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function load(db: Db, databaseUrl: string, dir: string): Promise<number | null> {
  const config = loadConfig({ MUD_WORLD_DIR: dir, MUD_LOG_LEVEL: 'silent' })
  return await loadWorldFiles(
    { config, databaseUrl, natsUrl: '', log: openLog(config, 'test') },
    db,
  )
}

it('the shipped world comes back out of the log as files that say the same', async () => {
  const { db, url } = await emptyDatabase('shipped')
  const { world, problems } = await readWorld(shipped)
  expect(problems).toEqual([])
  expect(await load(db, url, shipped)).toBeGreaterThan(100)
  expect(worldDifferences(world, await declaredWorld(db))).toEqual([])
  const again = readWorldTexts(worldFiles(await declaredWorld(db)))
  expect(again.problems).toEqual([])
  expect(worldDifferences(world, again.world)).toEqual([])
  expect(await load(db, url, shipped)).toBe(0)
  expect(await verifyWorld(db)).toMatchObject({ ok: true, differences: [] })
})

const hall = `
world: { name: two rooms, start: a.hall }
zone: { id: a, name: A }
rooms:
  hall: { title: The Hall, description: A hall., exits: { north: attic } }
  attic: { title: The Attic, description: An attic., exits: { south: hall } }
items:
  chest: { name: a chest, description: A chest., type: container, container: { capacity: 10 } }
  pebble: { name: a pebble, description: A pebble., type: other }
climates:
  temperate: { name: mild, weights: { clear: 100 }, lines: { clear: The sun is out. } }
resets:
  - { load: chest, room: attic, then: [{ put: pebble }] }
`

it('a changed file shows as its changes, and a room that goes takes its things but nobody along', async () => {
  const { db, url } = await emptyDatabase('changedworld')
  const dir = join(folder, 'two')
  mkdirSync(dir)
  const file = join(dir, 'a.yaml')
  writeFileSync(file, hall)
  expect(await load(db, url, dir)).toBeGreaterThan(0)
  const play = await playInn(url)
  await play.join('Ann')
  await play.type('Ann', 'north')
  await play.end()
  writeFileSync(
    file,
    hall
      .replace(', exits: { north: attic }', '')
      .replace(/ {2}attic: .*\n/, '')
      .replace(/resets:[\s\S]*/, '')
      .replace('A pebble.', 'A white pebble.'),
  )
  const { world, problems } = await readWorld(dir)
  expect(problems).toEqual([])
  const before = worldDifferences(world, await declaredWorld(db))
  expect(before.map(({ what, kind }) => `${kind} ${what}`)).toEqual([
    'changed items/a.pebble',
    'changed resets/a',
    'only-database rooms/a.attic',
    'changed rooms/a.hall',
  ])
  expect(before[0]?.fields).toEqual([
    { path: 'description', log: 'A white pebble.', table: 'A pebble.' },
  ])
  expect(await load(db, url, dir)).toBeGreaterThan(3)
  expect(worldDifferences(world, await declaredWorld(db))).toEqual([])
  expect(await verifyWorld(db)).toMatchObject({ ok: true, differences: [] })
  const left = await db
    .selectFrom('entities')
    .select(['id', 'place'])
    .where('kind', 'in', ['character', 'item', 'room'])
    .orderBy('id')
    .execute()
  expect(left).toEqual([
    { id: 'a.hall', place: '' },
    { id: 'ann', place: 'a.hall' },
  ])
  expect(readFileSync(file, 'utf8')).not.toContain('attic')
})
