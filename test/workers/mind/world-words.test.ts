import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { authoredLines } from '../../../handlers/minds/authored.ts'
import type { MobilePrototype, World } from '../../../schema/world-file.ts'
import { readWorld } from '../../../server/world/read-world.ts'
import { nothingKnown, problemOfText } from '../../../workers/text/accept-text.ts'
import { importSample } from '../../server/world/import/import-samples.ts'
import { mouthOf } from './mouths.ts'

const { world } = await readWorld(join(import.meta.dirname, '../../../deploy/world'))

/** Lines that come out otherwise than they went in; none of them is refused. */
function changed(speaker: MobilePrototype, lines: readonly string[], quoting = true) {
  const says = mouthOf(world, speaker, quoting)
  return lines.flatMap((line) => {
    const said = says(line)?.say
    return said === line ? [] : [{ by: speaker.id, line, said }]
  })
}

const speakers = Object.values(world.mobiles)
const questLines = ({ quests }: World, id: string) =>
  Object.values(quests)
    .filter(({ giver }) => giver === id)
    .flatMap(({ offer, finish }) => [offer ?? [], finish ?? []].flat())

describe('what its author has written for somebody may be said by a model, too', () => {
  test('every line comes out as it went in', () => {
    const all = speakers.flatMap((one) => changed(one, authoredLines(one)))
    expect(all).toEqual([])
    expect(speakers.flatMap(authoredLines).length).toBeGreaterThan(200)
  })

  test('what givers say of their quests comes out as it went in', () => {
    const all = speakers.flatMap((one) => changed(one, questLines(world, one.id)))
    expect(all).toEqual([])
  })

  test('also where nobody knows that it is a quotation, nothing is refused', () => {
    const all = speakers.flatMap((one) => changed(one, authoredLines(one), false))
    expect(all.filter(({ said }) => said === undefined)).toEqual([])
    // Stars and a missing stop are mended there.
    expect(all.length).toBeLessThanOrEqual(3)
  })

  test('every gesture comes out as it went in', () => {
    const wrong = speakers.flatMap((one) => {
      const says = mouthOf(world, one)
      const ready = [...one.greets, ...Object.values(one.lines).flat()]
      const gestures = [
        ...ready.filter((line) => line.startsWith(':')).map((line) => line.slice(1).trim()),
        ...one.talk.flatMap(({ emote }) => emote ?? []),
      ]
      return gestures.filter((gesture) => says('Aye.', gesture)?.emote !== gesture)
    })
    expect(wrong).toEqual([])
  })

  test('everybody can speak of everything in its own part of the world', () => {
    const named = [world.rooms, world.items, world.mobiles].flatMap((all) => Object.values(all))
    const calls = named.map((one) => ({
      zone: one.zone,
      name: 'title' in one ? one.title : one.name,
    }))
    const wrong = speakers
      .filter((one) => one.persona)
      .flatMap((one) =>
        changed(
          one,
          calls
            .filter(({ zone }) => zone === one.zone)
            .map(({ name }) => `I would ask about ${name.replace(/[!?.]$/, '')}, if I were you.`),
        ),
      )
    expect(wrong).toEqual([])
  })
})

test.each(['diku', 'rom', 'tbamud'] as const)(
  'in an area imported from %s everybody may say what stands in its texts',
  async (format) => {
    const { zones } = await importSample(format)
    for (const { rooms, items, mobiles } of zones) {
      const area = { ...world, rooms, items, mobiles }
      const named = [rooms, items, mobiles].flatMap((all) => Object.values(all))
      const lines = named.flatMap((one) => [
        `Have you seen ${'title' in one ? one.title : one.name}?`,
        ...one.description
          .split(/(?<=[.!?])\s+/)
          .filter((line: string) => /^\p{Lu}[^{~@]*[.!?]$/u.test(line)),
      ])
      expect(lines.length).toBeGreaterThan(1)
      for (const speaker of Object.values(mobiles)) {
        const says = mouthOf(area, speaker)
        expect(lines.filter((line) => says(line)?.say !== line)).toEqual([])
      }
    }
  },
)

test('no name of the world is a word that gives a machine away', () => {
  const named = [world.rooms, world.items, world.mobiles, world.quests, world.factions]
  const names = named.flatMap((all) =>
    Object.values(all).map((one) => ('title' in one ? one.title : one.name)),
  )
  expect(names.filter((name) => problemOfText(`I like ${name} and you.`, nothingKnown))).toEqual([])
})

test('a name that a player told may be said back', () => {
  const maud = world.mobiles['saltmere.maud'] as MobilePrototype
  expect(mouthOf(world, maud)('Aye, my lamb, I remember Tomas.')?.say).toContain('Tomas')
})
