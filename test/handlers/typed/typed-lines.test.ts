/**
 * What people type in their first hour, habits of other worlds included: every line has an answer in
 * words, and the right one. Real rules in the shipped world, one fresh layer for each line.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../../handlers/commands/index.ts'
import { firstWordOf } from '../../../handlers/decide.ts'
import { idsFor } from '../../../handlers/dice.ts'
import { asMeant } from '../../../handlers/phrasing/index.ts'
import { registry } from '../../../handlers/registry.ts'
import { itemLoaded } from '../../../schema/events/items.ts'
import { apply } from '../../../schema/fold.ts'
import type { Role } from '../../../schema/roles.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import { digested, planWorldLoad } from '../../../server/world/load-world.ts'
import { readWorld } from '../../../server/world/read-world.ts'
import { perform } from '../../support/given.ts'
import { player } from '../../support/small-inn.ts'
import { doing } from './doing.ts'
import { moving } from './moving.ts'
import { speaking } from './speaking.ts'
import { wondering } from './wondering.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
const lines = [...moving, ...doing, ...speaking, ...wondering]
const world = new WorldMap()

beforeAll(async () => {
  const { world: files, problems } = await readWorld('deploy/world')
  expect(problems).toEqual([])
  Array.from(planWorldLoad(world, digested(files), { shard: 1, tick: 1, beat: 0, atMs: 0 }))
  const start = files.settings?.start ?? ''
  const people = ['Bran', 'Ann'].flatMap((name) => player(name, start))
  const things = [
    ['i901', 'saltmere.brass-lantern', 'bran'],
    ['i902', 'saltmere.oatcake', 'bran'],
    ['i903', 'saltmere.rushlight', start],
    ['i904', 'saltmere.satchel', start],
    ['i905', 'saltmere.oatcake', 'i904'],
  ] as const
  for (const event of people) apply(world, event, meta)
  for (const [item, proto, place] of things) {
    apply(world, itemLoaded({ item, proto, place, reason: 'test' }), meta)
  }
})

function answerTo(line: string): string {
  const { seen } = perform(new WorldMap(world), 'bran', line, idsFor(1, 7))
  return seen.get('bran')?.join('\n') ?? ''
}

describe('what people type', () => {
  it('is a table of four hundred different lines', () => {
    expect(new Set(lines.map(([line]) => line)).size).toBe(lines.length)
    expect(lines.length).toBeGreaterThanOrEqual(400)
  })

  it.each(lines)('%j is answered by %j', (line, telling) => {
    const told = answerTo(line)
    expect(told.toLowerCase(), line).toContain(telling.toLowerCase())
    expect(told).not.toMatch(/undefined|NaN|\[object|\{\/?\w*\}/)
  })

  it('hints at a task only where “quest here” shows one', () => {
    expect(answerTo('quest here')).toContain('Nobody here has a task')
    expect(answerTo('hint')).not.toContain('has a task')
  })

  it('reads the examples of every verb as that verb, and takes none for a phrase', () => {
    const read = (line: string, role: Role) => registry.find(line.split(' ', 1)[0] ?? '', role)
    for (const { verb, role, help } of commands) {
      for (const example of [verb, ...(help.examples ?? [])]) {
        const by = role ?? 'player'
        const meant = asMeant(example, (typed) => firstWordOf(typed, by, registry))
        const [typed, understood] = [example, meant].map((line) => read(line, by))
        expect(understood, example).toBe(typed)
      }
    }
  })

  it('proposes the verb for every verb with two letters in the wrong order', () => {
    const verbs = commands
      .filter(({ verb, role }) => verb.length > 5 && !role)
      .map(({ verb }) => verb)
    for (const verb of verbs) {
      const slip = verb.slice(0, 2) + verb.charAt(3) + verb.charAt(2) + verb.slice(4)
      if (slip !== verb) expect(answerTo(slip), slip).toContain(`“${verb}”`)
    }
  })
})
