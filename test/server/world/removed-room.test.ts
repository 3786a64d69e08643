/**
 * A room that the world files no longer declare: `history`, `at` and `verify` tell the truth about
 * what was in it, and no character loses what it owns (decision 0014).
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { characterDied } from '../../../schema/events/death.ts'
import { historyOf } from '../../../server/log/travel/history.ts'
import { projectOnce } from '../../../server/log/travel/projector.ts'
import { stateAt } from '../../../server/log/travel/state-at.ts'
import type { Db } from '../../../server/platform/database.ts'
import { mudstream as program } from '../../support/program.ts'
import { prototype, thing } from '../../support/small-inn.ts'
import { emptyDatabase, playInn } from '../log/verify/log-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'mudstream-removed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = `
world: { name: vaults, start: a.hall }
zone: { id: a, name: A }
rooms:
  hall: { title: The Hall, description: A hall., exits: { north: vault } }
  vault: { title: The Vault, description: A vault., exits: { south: hall } }
items:
  chest: { name: a chest, description: A chest., type: container, container: { capacity: 10 } }
  goblet: { name: a goblet, description: A goblet., type: other }
  key: { name: a key, description: A key., type: other }
mobiles:
  guard: { name: a guard, description: A guard., ground: A guard stands here., health: 20 }
climates:
  temperate: { name: mild, weights: { clear: 100 }, lines: { clear: The sun is out. } }
resets:
  - { load: chest, room: vault, then: [{ put: goblet }] }
  - { mobile: guard, room: vault, then: [{ give: key }] }
`
const withoutVault = files
  .replace(', exits: { north: vault }', '')
  .replace(/ {2}vault: .*\n/, '')
  .replace(/resets:[\s\S]*/, '')

let db: Db
let builtByHand: () => Promise<void>
let mudstream: (...words: string[]) => Promise<string>

async function idOf(proto: string): Promise<string> {
  const { rows } = await sql<{ subject: string }>`
    select subject from events where type in ('item-loaded', 'mobile-loaded')
      and convert_from(body, 'UTF8')::json->>'proto' = ${proto}`.execute(db)
  return rows[0]?.subject ?? ''
}

beforeAll(async () => {
  const made = await emptyDatabase('removedroom')
  db = made.db
  builtByHand = async () => {
    const play = await playInn(made.url)
    await play.runner.write([prototype('a.spoon', { name: 'a spoon', type: 'other' })], 0, 'a test')
    await play.end()
  }
  const env = { PATH: process.env['PATH'], MUD_DATABASE_URL: made.url, MUD_LOG_LEVEL: 'silent' }
  const run = promisify(execFile)
  mudstream = async (...words) =>
    (await run(process.execPath, [program, ...words], { env }).catch((failed) => failed)).stdout
  writeFileSync(join(folder, 'a.yaml'), files)
  expect(await mudstream('world', 'load', folder)).toMatch(/events were recorded/)
  const play = await playInn(made.url)
  await play.join('Ann')
  await play.type('Ann', 'north')
  await play.runner.write([thing('cloak', 'a.goblet', 'ann')], 0, 'a test')
  const died = { character: 'ann', room: 'a.vault', corpse: 'remains', until: 9_000 }
  const after = { wakes: 'a.vault', health: 9, stamina: 9, lucidity: 9, lostExperience: 0 }
  await play.runner.write([characterDied({ ...died, ...after })], 0, 'a test')
  await play.end()
  writeFileSync(join(folder, 'a.yaml'), withoutVault)
  expect(await mudstream('world', 'load', folder)).toMatch(/events were recorded/)
})

describe('a world file removes a room', () => {
  it.each(['the log alone', 'the index'])(
    'and the history of what was in it says how it ended, read from %s',
    async (source) => {
      if (source === 'the index') while ((await projectOnce(db)) > 0);
      const endings = ['a.chest', 'a.goblet', 'a.guard', 'a.key'].map(async (proto) => {
        const last = (await historyOf(db, await idOf(proto), { changesOnly: true })).at(-1)
        return [proto, last?.type, last?.cause]
      })
      expect(await Promise.all(endings)).toEqual([
        ['a.chest', 'item-destroyed', 'world-files'],
        ['a.goblet', 'item-destroyed', 'world-files'],
        ['a.guard', 'mobile-gone', 'world-files'],
        ['a.key', 'mobile-gone', 'world-files'],
      ])
      expect((await historyOf(db, 'a.vault', { changesOnly: true })).at(-1)?.type).toBe(
        'room-razed',
      )
    },
  )

  it('and the command line tells the same of a thing that was in a chest there', async () => {
    const goblet = await idOf('a.goblet')
    const lines = (await mudstream('history', goblet)).trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(/^\S+ \* \d+\.\d+ {2}item-destroyed: .* <- world-files$/)
    expect(await mudstream('at', 'show', goblet, '--tick', '1')).toContain('a goblet')
    expect(await mudstream('at', 'show', goblet)).toMatch(/^At tick \d+ there was no /)
    expect(await mudstream('verify')).toContain('No difference: ')
  })

  it('and characters and their corpses come to the start room, with what they hold', async () => {
    const placeOf = async (id: string) => (await stateAt(db, id, 1_000))?.entity.place
    expect(await placeOf('ann')).toBe('a.hall')
    expect(await placeOf('remains')).toBe('a.hall')
    expect(await placeOf('cloak')).toBe('remains')
    const last = async (id: string) => (await historyOf(db, id, { changesOnly: true })).at(-1)
    expect(await last('ann')).toMatchObject({ type: 'being-transported' })
    expect((await last('remains'))?.words).toBe('The corpse of Ann is suddenly here.')
  })
})

describe('a world file drops a declaration', () => {
  // PROMISE RUNBOOK: what files declared and declare no more is withdrawn
  it('and the world drops it too, but nothing that the files never declared', async () => {
    const declared = async () => {
      const { rows } = await sql<{ id: string }>`
        select id from entities where id like 'def:%:a.%' and id not like 'def:room-source%'`.execute(
        db,
      )
      return rows.map(({ id }) => id).sort()
    }
    await builtByHand()
    expect(await declared()).toContain('def:item:a.key')
    const without = withoutVault.replace(/ {2}(key|guard): .*\n/g, '').replace('mobiles:\n', '')
    writeFileSync(join(folder, 'a.yaml'), without)
    expect(await mudstream('world', 'load', folder)).toMatch(/events were recorded/)
    expect(await declared()).toEqual(['def:item:a.chest', 'def:item:a.goblet', 'def:item:a.spoon'])
    expect(await mudstream('verify')).toContain('No difference: ')
  })
})
