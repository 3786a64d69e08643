/** What is said of places without a model: true in every room, at every hour, in every weather. */
import { describe, expect, test } from 'vitest'
import { sceneView } from '../../../handlers/scene-view.ts'
import type { Room } from '../../../schema/entities.ts'
import { skyChanged } from '../../../schema/events/time.ts'
import { apply } from '../../../schema/fold.ts'
import type { SceneView } from '../../../schema/jobs.ts'
import { isDark } from '../../../schema/light.ts'
import { climateOver } from '../../../schema/sky.ts'
import type { Climate } from '../../../schema/world-file.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import { pickerFor } from '../../../workers/narrator/pick.ts'
import { sceneryOf } from '../../../workers/narrator/scenery.ts'
import { shipped, shippedPlay } from '../../support/shipped-play.ts'

const rooms = [...shipped.entities.values()].filter((one): one is Room => one?.kind === 'room')
const parts = ['dawn', 'day', 'dusk', 'night'] as const
const weathers = ['clear', 'cloud', 'fog', 'rain', 'storm', 'snow'] as const
const now = { tick: 9, beat: 8, atMs: 0, heartbeatMs: 250 }
const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }

/** The shipped world under one sky. */
function under(part: (typeof parts)[number], weather: (typeof weathers)[number]): WorldMap {
  const world = new WorldMap(shipped)
  const climates = world.definitions.all<Climate>('climate').map(({ key }) => [key, weather])
  apply(world, skyChanged({ part, weather: Object.fromEntries(climates), lines: [] }), meta)
  return world
}

/** Words that are only true where the fact is so. */
const wordsOfWeather = {
  rain: /\brain(?:s|ing)?\b/i,
  storm: /\bstorm\b/i,
  snow: /\b(?:snow|flakes)\b/i,
  fog: /\bfog\b/i,
  cloud: /\b(?:clouds are|grey sky|overcast)\b/i,
  clear: /\b(?:sky is clear|not a cloud|but height)\b/i,
} as const
const wordsOfPart = {
  dawn: /\b(?:morning|dawn|bakers|too early)\b/i,
  day: /\b(?:noon|ordinary hour)\b/i,
  dusk: /\b(?:evening|dusk|supper|light goes|last colour)\b/i,
  night: /\b(?:night|nightfall|locked doors)\b/i,
} as const
const ofSky = /\b(?:sky|cloud|clouds|rain|snow|fog|storm|sun|moon|stars?|overcast|overhead but)\b/i
const ofDarkness = /\b(?:blackness|see with the fingers|would rather have a light)\b/i

/** What of a text is not so. */
function untrue(text: string, scene: SceneView, weather: (typeof weathers)[number]): string[] {
  const wrong: string[] = []
  if (/[{}]|\bundefined\b|\s{2}|\b(?:the|a|an) (?:the|a|an|some)\b/i.test(text)) wrong.push('form')
  for (const sentence of text.match(/[^.!?]+[.!?]+/g) ?? []) {
    if (!/^\s*[\p{Lu}“]/u.test(sentence)) wrong.push(`begins small: ${sentence}`)
  }
  if ((scene.roofed || scene.dark) && ofSky.test(text)) wrong.push('a sky')
  for (const [name, words] of Object.entries(wordsOfWeather)) {
    if (words.test(text) && (scene.roofed || name !== weather)) wrong.push(`weather: ${name}`)
  }
  for (const [name, words] of Object.entries(wordsOfPart)) {
    if (words.test(text) && name !== scene.dayPhase) wrong.push(`hour: ${name}`)
  }
  if (ofDarkness.test(text) !== scene.dark && ofDarkness.test(text)) wrong.push('darkness')
  const shown = [...scene.people.map(({ name }) => name), ...scene.items]
  if (scene.dark && shown.some((name) => text.includes(name)))
    wrong.push('something seen in the dark')
  if (/\bfight\b/.test(text) !== (!scene.dark && scene.fighting.length > 0)) wrong.push('a fight')
  return wrong
}

describe('the words about a place', () => {
  test.each(parts.flatMap((part) => weathers.map((weather) => [part, weather] as const)))(
    'are true in every room at %s under %s',
    (part, weather) => {
      const world = under(part, weather)
      const faults = rooms.flatMap((room) => {
        const scene = sceneView(world, room, now)
        expect([scene.roofed, scene.dark]).toEqual([!climateOver(world, room), isDark(world, room)])
        return [0, 1, 2, 5, 7, 11].flatMap((turn) => {
          const text = sceneryOf({ ...scene, turn }, pickerFor(`${room.id} ${turn}`))
          const found = untrue(text, scene, weather)
          return found.length > 0 ? [`${room.id}: ${found.join(', ')}: ${text}`] : []
        })
      })
      expect(faults).toEqual([])
    },
  )

  test('know who fights', () => {
    const [room] = rooms
    if (!room) throw new Error('there is no room')
    const scene = { ...sceneView(shipped, room, now), dark: false, fighting: ['a rat', 'Ash'] }
    const text = sceneryOf(scene, pickerFor('x'))
    expect(text).toMatch(/a rat and Ash\./)
  })

  test('begin in sixty ways and more, each with a capital', () => {
    const begins = new Set<string>()
    for (const part of parts) {
      for (const [dark, roofed] of [
        [true, true],
        [false, true],
        [false, false],
      ] as const) {
        for (let turn = 0; turn < 40; turn += 1) {
          const [room] = rooms
          if (!room) throw new Error('there is no room')
          const scene = { ...sceneView(shipped, room, now), dayPhase: part, dark, roofed, turn }
          begins.add(sceneryOf(scene, pickerFor('x')).split('.')[0] ?? '')
        }
      }
    }
    expect(begins.size).toBeGreaterThanOrEqual(60)
  })

  test('do not begin alike twice within ten rooms of a walk', () => {
    const play = shippedPlay('saltmere.common-room')
    const begun: string[] = []
    const visited = new Set<string>()
    for (let step = 0; step < 60 && begun.length < 24; step += 1) {
      for (const job of play.wait(24).jobs) {
        if (job.kind !== 'narrate-room') continue
        begun.push(sceneryOf(job.payload.scene, pickerFor(job.job)).split(/[.!?]/)[0] ?? '')
      }
      const here = play.world.room(String(play.world.get('ann')?.place))
      visited.add(here?.id ?? '')
      const ways = Object.entries(here?.exits ?? {}).filter(([, exit]) => !exit.door)
      const [next] = [...ways.filter(([, { to }]) => !visited.has(to)), ...ways]
      if (!next) break
      play.type('Ann', next[0])
    }
    expect(begun.length).toBeGreaterThanOrEqual(12)
    for (const [at, words] of begun.entries()) {
      expect(begun.slice(Math.max(0, at - 9), at)).not.toContain(words)
    }
  })
})
