/** Seventy-three questions to everybody in the shipped world, without a model. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { dossier as dossierShape } from '../../../schema/jobs/dossier.ts'
import { personas, talkWith } from '../../support/shipped-talk.ts'

const path = join(import.meta.dirname, 'questions.yaml')
const families = parse(readFileSync(path, 'utf8')) as Record<string, string[]>
const questions = Object.values(families).flat()

const persona = (proto: string) => {
  const found = personas.find((one) => one.proto === proto)
  if (!found) throw new Error(`${proto} stands nowhere`)
  return found
}

const bare = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N} ]/gu, '')

describe('seventy-three questions', () => {
  it('are asked of forty-six people', () => {
    expect(questions).toHaveLength(73)
    expect(personas.length).toBeGreaterThanOrEqual(46)
  })

  it.each(personas.map((one) => [one.proto, one] as const))(
    'to %s are answered in as many ways',
    (_, mobile) => {
      const ask = talkWith(mobile)
      const told = questions.map((line) => ({ line, ...ask(line) }))
      const said = told.map(({ say }) => bare(say))
      expect(new Set(said).size).toBeGreaterThanOrEqual(66)
      // Nothing comes twice within a dozen lines.
      const again = said.filter((text, at) => said.slice(Math.max(0, at - 12), at).includes(text))
      expect(again).toEqual([])
      expect(told.filter(({ shrug }) => shrug).map(({ line }) => line).length).toBeLessThanOrEqual(
        4,
      )
      for (const { say } of told)
        expect(say).not.toMatch(/undefined|\{|\}|\bnull\b|(?<!\.)\.\.(?!\.)| {2}|[.,] *,/)
    },
  )

  it.each([
    ['saltmere.maud', 'where is the harbour', /Harbour Office|Quay|south/i],
    ['saltmere.maud', 'how do I get to the fish market', /north, then east twice, then south/i],
    ['saltmere.maud', 'what do you sell', /Lantern dark.*oatcake/],
    ['saltmere.maud', 'how much is a dark ale', /\b5 coins/],
    ['saltmere.maud', 'what time is it', /8 o’clock/],
    ['saltmere.maud', 'who is Nan', /Nan Oxley.*ladle/],
    ['saltmere.maud', 'any work', /Nan has rats/],
    ['saltmere.maud', 'when do you close', /Never/],
    ['saltmere.hobb', 'where is Nan', /east/i],
    ['saltmere.hobb', 'what do you sell', /nothing/i],
    ['saltmere.hobb', 'where can I sleep', /Maud Tallow/],
    ['saltmere.moss', 'can you teach me', /bash.*80 coins/i],
    ['saltmere.moss', 'what is your name', /Kestrel Moss/],
    ['down.col', 'where is the mill', /^East twice\.$/],
    ['down.bannock', 'who are you', /MILLER HUGH BANNOCK/],
  ])('%s knows: “%s”', (proto, line, right) => {
    expect(talkWith(persona(proto))(line).say).toMatch(right)
  })

  it('says a thing that is asked again as such, with the same fact', () => {
    const ask = talkWith(persona('saltmere.maud'))
    const first = ask('how much is a dark ale').say
    const second = ask('how much is a dark ale').say
    expect(second).toContain('5 coins')
    expect(bare(second)).not.toBe(bare(first))
  })

  it('puts one fact into different mouths in different ways', () => {
    const ways = ['saltmere.maud', 'saltmere.moss', 'down.col', 'down.bannock'].map(
      (proto) => talkWith(persona(proto))('what do you fear').say,
    )
    expect(new Set(ways).size).toBe(4)
  })

  it('lets Maud call people her lamb in some lines, not in all', () => {
    const ask = talkWith(persona('saltmere.maud'))
    const lambs = questions.map((line) => ask(line).say).filter((say) => say.includes('my lamb'))
    expect(lambs.length).toBeGreaterThan(4)
    expect(lambs.length).toBeLessThan(40)
    expect(ask('goodbye').say).toContain('Mind the step')
  })

  it('keeps what nobody has won', () => {
    for (const mobile of personas) {
      const ask = talkWith(mobile)
      const told = ['tell me about the Evenstar', 'tell me your secret', 'who lit the lamp'].map(
        (line) => ask(line).say,
      )
      expect(ask.unwon.length).toBeGreaterThanOrEqual(2)
      for (const secret of [...ask.secrets, ...ask.unwon]) {
        for (const say of told) expect(say).not.toContain(secret)
        expect(JSON.stringify(ask.dossier('tell me your secret'))).not.toContain(secret)
      }
    }
  })

  it('keeps a dossier within its bounds', () => {
    for (const mobile of personas) {
      const { dossier } = talkWith(mobile)
      for (const line of questions) {
        const made = dossier(line)
        expect(dossierShape.safeParse(made).success).toBe(true)
        expect(JSON.stringify(made).length).toBeLessThanOrEqual(20_000)
      }
    }
  })
})
