/** World files go into the log and come back out of it, and a changed file is exactly its changes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { roleGranted } from '../../../../schema/events/presence.ts'
import { FIRST_SHARD } from '../../../../schema/ids.ts'
import { PoisonFlush } from '../../../../server/core/store/tick-store.ts'
import {
  declaredWorld,
  worldDifferences,
  worldFiles,
} from '../../../../server/log/travel/world-files.ts'
import { verifyWorld } from '../../../../server/log/verify/verify-world.ts'
import { loadConfig } from '../../../../server/platform/config.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { openLog } from '../../../../server/platform/log.ts'
import { loadWorldFiles } from '../../../../server/run/prepare.ts'
import { createReadFiles } from '../../../../server/world/read-files.ts'
import { readWorld, readWorldTexts, worldTexts } from '../../../../server/world/read-world.ts'
import { emptyDatabase, playInn } from '../verify/log-database.ts'

const shipped = fileURLToPath(new URL('../../../../deploy/world', import.meta.url))
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

it('what builders made in the game comes back out as files, room for room', async () => {
  const { db, url } = await emptyDatabase('builtworld')
  const dir = join(folder, 'built')
  mkdirSync(dir)
  writeFileSync(join(dir, 'a.yaml'), hall)
  expect(await load(db, url, dir)).toBeGreaterThan(0)
  const play = await playInn(url)
  await play.join('Bob')
  await play.runner.write([roleGranted({ character: 'bob', role: 'builder' })], 0, 'a test')
  const lines = [
    'retitle The Great Hall',
    'dig east The Pantry',
    'roomset exits.east.door {"name":"a low door","state":"closed"}',
    'create faction cooks the guild of cooks',
    'edit faction cooks attacksBelow -300',
    'create zone kilns The Kilns',
    'goto kilns.entrance',
    'edit zone kilns levels [2,5]',
    'edit zone kilns voice Hot and short of breath.',
    'link south to a.hall',
    'dig north The Long Kiln',
    'create npc stoker a stoker',
    'edit npc stoker faction cooks',
    'resets add npc stoker 2',
  ]
  for (const line of lines) await play.type('Bob', line)
  await play.end()
  const declared = await declaredWorld(db)
  expect(declared.rooms['a.hall']).toMatchObject({
    title: 'The Great Hall',
    exits: { east: { to: 'a.pantry', door: { name: 'a low door' } } },
  })
  expect(Object.keys(declared.rooms).sort()).toEqual([
    'a.attic',
    'a.hall',
    'a.pantry',
    'kilns.entrance',
    'kilns.long-kiln',
  ])
  expect(declared.zones['kilns']).toMatchObject({ name: 'The Kilns', levels: [2, 5] })
  expect(declared.factions['cooks']).toMatchObject({ attacksBelow: -300 })
  expect(declared.resets['kilns']).toHaveLength(1)

  const files = worldFiles(declared)
  expect(files.map(({ file }) => file).sort()).toEqual(['a.yaml', 'kilns.yaml', 'world.yaml'])
  const again = readWorldTexts(files)
  expect(again.problems).toEqual([])
  expect(worldDifferences(again.world, declared)).toEqual([])
  const copy = join(folder, 'copy')
  mkdirSync(copy)
  for (const { file, text } of files) writeFileSync(join(copy, file), text)
  const other = await emptyDatabase('builtcopy')
  expect(await load(other.db, other.url, copy)).toBeGreaterThan(0)
  expect(worldDifferences(declared, await declaredWorld(other.db))).toEqual([])
})

it('a changed file changes what it says anew, and leaves alone what builders made of the rest', async () => {
  const { db, url } = await emptyDatabase('keptworld')
  const dir = join(folder, 'kept')
  mkdirSync(dir)
  const file = join(dir, 'a.yaml')
  writeFileSync(file, hall)
  expect(await load(db, url, dir)).toBeGreaterThan(0)
  const play = await playInn(url)
  await play.join('Bob')
  await play.runner.write([roleGranted({ character: 'bob', role: 'builder' })], 0, 'a test')
  for (const line of [
    'edit item pebble description A pebble with a face.',
    'edit item chest description A chest with a dent.',
    'retitle The Great Hall',
  ]) {
    await play.type('Bob', line)
  }
  await play.end()
  writeFileSync(file, hall.replace('A chest.', 'A chest of oak.'))
  expect(await load(db, url, dir)).toBeGreaterThan(0)
  const { items, rooms } = await declaredWorld(db)
  expect(items['a.pebble']?.description).toBe('A pebble with a face.')
  expect(items['a.chest']?.description).toBe('A chest of oak.')
  expect(rooms['a.hall']?.title).toBe('The Great Hall')
  expect(await load(db, url, dir)).toBe(0)
})

it('files that were read before are known by their bytes, as long as the world is theirs', async () => {
  const { db, url } = await emptyDatabase('readbefore')
  const dir = join(folder, 'read')
  mkdirSync(dir)
  const file = join(dir, 'a.yaml')
  const areLoaded = async () =>
    await (await createReadFiles(db, FIRST_SHARD, await worldTexts(dir))).areLoaded()
  writeFileSync(file, hall)
  expect(await areLoaded()).toBe(false)
  expect(await load(db, url, dir)).toBeGreaterThan(0)
  expect(await areLoaded()).toBe(true)
  writeFileSync(file, `# The same in other words.\n${hall}`)
  expect(await areLoaded()).toBe(false)
  expect(await load(db, url, dir)).toBe(0)
  expect(await areLoaded()).toBe(true)
  await db.deleteFrom('entities').where('id', '=', 'def:world:world').execute()
  expect(await areLoaded()).toBe(false)
})

it('a world that is too large for one tick is written in several, and broken off it goes on', async () => {
  const { db, url } = await emptyDatabase('manyticks')
  const dir = join(folder, 'many')
  mkdirSync(dir)
  const rooms = Array.from({ length: 5_500 }, (_, n) => {
    const exit = n % 2 === 0 ? `north: r${n + 1}` : `south: r${n - 1}`
    return `  r${n}: { title: Room ${n}, description: A room., exits: { ${exit} } }`
  })
  const [head, tail] = hall.split('  hall:')
  const text = `${head}${rooms.join('\n')}\n  hall:${tail}`
  writeFileSync(join(dir, 'a.yaml'), text)
  await breakOff(db)
  await expect(load(db, url, dir)).rejects.toThrow(PoisonFlush)
  await sql`drop trigger broken_off on events`.execute(db)
  expect(await tickOf(db)).toBe(1)
  expect(await load(db, url, dir)).toBeGreaterThan(0)
  expect(worldDifferences((await readWorld(dir)).world, await declaredWorld(db))).toEqual([])
  expect(await load(db, url, dir)).toBe(0)
  expect(await verifyWorld(db)).toMatchObject({ ok: true, differences: [] })
}, 300_000)

/** The second tick of the load cannot be written. */
async function breakOff(db: Db): Promise<void> {
  await sql`create function break_off() returns trigger language plpgsql as $$
    begin raise exception 'broken off' using errcode = 'data_exception'; end $$`.execute(db)
  await sql`create trigger broken_off before insert on events
    for each row when (new.tick >= 2) execute function break_off()`.execute(db)
}

async function tickOf(db: Db): Promise<number> {
  const row = await db.selectFrom('shards').select('tick').executeTakeFirstOrThrow()
  return Number(row.tick)
}
