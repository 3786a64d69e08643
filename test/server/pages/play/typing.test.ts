import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { expandLine } from '../../../../schema/expand-line.ts'
import { splitStack } from '../../../../schema/typed-lines.ts'
import {
  completions,
  type Surroundings,
  verbHints,
} from '../../../../server/pages/play/input/completion.ts'
import { createHistory } from '../../../../server/pages/play/input/history.ts'
import { macroFor } from '../../../../server/pages/play/input/macros.ts'

const stacked = { stacking: true }

describe('a typed line', () => {
  const aliases = [
    { name: 'gl', body: 'get $1 from chest;look' },
    { name: 'k', body: 'kill' },
    { name: 'swap', body: 'remove $2;wear $1;say $*' },
    { name: 'look', body: 'look around;exits' },
    { name: 'ping', body: 'pong' },
    { name: 'pong', body: 'ping' },
  ]

  it.each([
    ['look', ['look around', 'exits']],
    ['north;south ; say hi', ['north', 'south', 'say hi']],
    ['gl 2.coin', ['get 2.coin from chest', 'look around', 'exits']],
    ['k rat', ['kill rat']],
    ['3 n;score', ['north', 'north', 'north', 'score']],
    ['run 2n e', ['north', 'north', 'east']],
    ['swap a b', ['remove b', 'wear a', 'say a b']],
    ['say well met ;)', ['say well met ;)']],
    ['say one\\;two', ['say one;two']],
    ['say a;D;north', ['say a', 'D', 'north']],
    [' ; ;', []],
    ['', []],
    ['ping', ['ping']],
  ])('%j becomes %j', (typed, expected) => {
    expect(expandLine(typed, aliases, stacked)).toEqual(expected)
  })

  it('is sent whole when stacking is off', () => {
    expect(expandLine('say a;b', [], { stacking: false })).toEqual(['say a;b'])
  })

  const word = fc.stringMatching(/^[a-z$*1;\\ ]{0,12}$/)

  test.prop([word, fc.array(fc.record({ name: word, body: word }), { maxLength: 6 })])(
    'never becomes more than forty commands of 512 characters',
    (typed, list) => {
      const lines = expandLine(`${typed};`.repeat(30), list, stacked)
      expect(lines.length).toBeLessThanOrEqual(40)
      for (const line of lines) {
        expect(line.trim()).not.toBe('')
        expect(line.length).toBeLessThanOrEqual(512)
      }
    },
  )

  test.prop([fc.string()])('loses nothing but blanks and separators', (typed) => {
    const kept = splitStack(typed)
      .join('')
      .replace(/[\s;\\]/g, '')
    expect(kept).toBe(typed.replace(/[\s;\\]/g, ''))
  })
})

describe('the history', () => {
  it('walks through the lines that begin like the one being typed', () => {
    const history = createHistory(['say one', 'look', 'say two', 'north'])
    expect(history.older('say')).toBe('say two')
    expect(history.older('say two')).toBe('say one')
    expect(history.older('say one')).toBeUndefined()
    expect(history.newer()).toBe('say two')
    expect(history.newer()).toBe('say')
    expect(history.newer()).toBeUndefined()
  })

  it('skips repeats and remembers five hundred lines', () => {
    const history = createHistory()
    for (let i = 0; i < 600; i++) history.add(`line ${i}`)
    history.add('line 599')
    history.add('')
    expect(history.all()).toHaveLength(500)
    expect(history.older('')).toBe('line 599')
    expect(history.older('')).toBe('line 598')
  })
})

describe('completion', () => {
  const around: Surroundings = {
    manifest: [
      { verb: 'take', aliases: ['get', '!'], help: 'Pick something up.' },
      { verb: 'talk', aliases: [], help: 'Talk to somebody.' },
    ],
    aliases: ['tower'],
    names: ['a brass lantern', 'Old Maren', 'north'],
    words: ['tallow'],
  }

  it('offers own aliases, then verbs, then what is at hand', () => {
    expect(completions('ta', around)).toEqual(['take', 'talk', 'tallow'])
    expect(completions('to', around)).toEqual(['tower'])
    expect(completions('g', around)).toEqual(['get'])
  })

  it('completes the last word to a thing, a person or a way', () => {
    expect(completions('take lan', around)).toEqual(['take lantern'])
    expect(completions('take mar', around)).toEqual(['take Maren'])
    expect(completions('look;ta', around)).toEqual(['look;take', 'look;talk', 'look;tallow'])
    expect(completions('take ', around)).toEqual([])
    expect(completions('take take', around)).toEqual([])
  })

  it('hints at verbs only where a verb is due', () => {
    expect(verbHints('ta', around).map(({ verb }) => verb)).toEqual(['take', 'talk'])
    expect(verbHints('take ta', around)).toEqual([])
  })
})

describe('keys', () => {
  const press = { key: '8', code: 'Numpad8', ctrlKey: false, altKey: false, metaKey: false }

  it('on the number block walk only when allowed', () => {
    expect(macroFor(press, { macros: {}, numpad: true })).toBe('north')
    expect(macroFor(press, { macros: {}, numpad: false })).toBeUndefined()
    expect(macroFor({ ...press, ctrlKey: true }, { macros: {}, numpad: true })).toBeUndefined()
  })

  it('F1 to F10 stand for what the player chose, F5 and F6 never do', () => {
    const macros = { F2: 'look', F5: 'quit', F6: 'quit' }
    const pressed = (key: string) =>
      macroFor({ ...press, key, code: key }, { macros, numpad: false })
    expect(['F1', 'F2', 'F5', 'F6', 'constructor'].map(pressed)).toEqual([
      undefined,
      'look',
      undefined,
      undefined,
      undefined,
    ])
  })
})
