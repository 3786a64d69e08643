/** Help as people read it: articles, skills, gestures, search, and what builders write themselves. */
import { describe, expect, it } from 'vitest'
import type { Article, Skill, Social } from '../../schema/world-file.ts'
import { given } from '../support/given.ts'
import { shipped, shippedPlay } from '../support/shipped-play.ts'

const start = 'saltmere.common-room'
const asked = (line: string): string => shippedPlay(start).type('Ann', line).read('Ann').join('\n')

const articles = shipped.definitions.all<Article>('article')
const skills = shipped.definitions.all<Skill>('skill')
const socials = shipped.definitions.all<Social>('social')

describe('the pages of help', () => {
  it('begin with what there is to read about, not with every verb', () => {
    const page = asked('help')
    for (const { key } of articles) expect(page).toContain(`${key}: `)
    expect(page).not.toContain('northeast')
  })

  it('are found by their word, their title and every keyword', () => {
    for (const { key, data } of articles) {
      expect(asked(`help ${key}`)).toContain(data.title)
      for (const word of [data.title, ...data.keywords]) {
        // A verb of that name comes first, and names the article if the article names it.
        expect(asked(`help ${word}`), word).not.toMatch(/no help about/)
      }
    }
  })

  it('name nothing to read next that is not there', () => {
    const play = shippedPlay(start)
    play.world.patch('ann', { role: 'builder' })
    for (const { key, data } of articles) {
      for (const word of data.see) {
        const page = play.type('Ann', `help ${word}`).read('Ann').join(' ')
        expect(page, `${key} names ${word}`).not.toMatch(/no help about|you can read/)
      }
    }
  })

  it('are there for every skill and every gesture', () => {
    for (const { data } of skills) expect(asked(`help ${data.verb}`)).not.toMatch(/no help about/)
    for (const { key } of socials) expect(asked(`help ${key}`)).toMatch(new RegExp(key))
    expect(asked('help mend')).toMatch(/spell|skill/)
    expect(asked('help wave')).toContain('(gesture)')
  })

  it('are searched by words that stand in them', () => {
    expect(asked('help search corpse')).toMatch(/death: /)
    expect(asked('help search screen readers')).toMatch(/accessibility: /)
    expect(asked('help how to heal after fights')).toMatch(/help|read/i)
    expect(asked('help search flibberty')).toMatch(/There is no help about/)
  })

  it('say what was meant by a slip', () => {
    expect(asked('help comabt')).toContain('Did you mean “combat”')
    expect(asked('help accessibilty')).toContain('“accessibility”')
  })

  it('lead from a verb to the articles that speak of it', () => {
    expect(asked('help flee')).toContain('See also: help combat')
  })
})

it('commands are listed by what one wants, a few of each, and all of them on demand', () => {
  const short = asked('commands')
  expect(short).toContain('Moving about: ')
  expect(short).toContain('(help things)')
  expect(short).not.toContain('extinguish')
  expect(asked('commands all')).toContain('extinguish')
})

describe('a builder', () => {
  it('writes a page that everybody reads, and takes it back', () => {
    const play = shippedPlay(start, { Bea: start })
    play.world.patch('bea', { role: 'builder' })
    play.type('Bea', 'create article boats how to hire a boat')
    play.type(
      'Bea',
      'edit article boats text Ask the ferryman by the steps, before the tide turns.',
    )
    expect(play.type('Ann', 'help boats').read('Ann').join('\n')).toContain('before the tide turns')
    expect(play.type('Ann', 'help').read('Ann').join('\n')).toContain('boats: ')
    play.type('Bea', 'undo')
    play.type('Bea', 'undo')
    expect(play.type('Ann', 'help boats').read('Ann').join('\n')).not.toContain('tide turns')
    expect(play.type('Ann', 'help').read('Ann').join('\n')).not.toContain('boats: ')
  })
})

it('without articles the verbs are listed', () => {
  given().when('Ann', 'help').thenAnswers('help-listed')
})
