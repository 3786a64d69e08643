import { describe, expect, test } from 'vitest'
import { expandLine } from '../../../../schema/expand-line.ts'
import { readAlias } from '../../../../server/edge/telnet/aliases.ts'

const own = { gg: 'get all', kb: 'kill $1;loot' }

describe('an alias line', () => {
  test.each<[string, string, Record<string, string> | undefined]>([
    ['alias hi say hello', '{item}hi{/} say hello', { ...own, hi: 'say hello' }],
    ['ALIAS GG  get coin ', '{item}gg{/} get coin', { ...own, gg: 'get coin' }],
    ['alias gg', '{item}gg{/} get all', undefined],
    ['alias', '{item}gg{/} get all\n{item}kb{/} kill $1;loot', undefined],
    ['unalias kb', '“kb” is no word of yours any more.', { gg: 'get all' }],
    ['alias set say no', '“set” cannot be a word of yours.', undefined],
    ['alias a;b say no', '“a;b” cannot be a word of yours.', undefined],
    [`alias x ${'y'.repeat(201)}`, 'It may stand for 200 letters at most.', undefined],
  ])('%s', (line, answer, aliases) => {
    expect(readAlias(line, own)).toEqual({ answer, change: aliases ? { aliases } : {} })
  })

  test.each(['aliases', 'say alias', 'unaliased x', ''])('is not “%s”', (line) => {
    expect(readAlias(line, own)).toBeUndefined()
  })

  test('says what to do where there is nothing, and where there is too much', () => {
    expect(readAlias('alias')?.answer).toContain('Try {item}alias gg get all{/}')
    expect(readAlias('unalias nothing', own)?.change).toEqual({})
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, 'look']))
    expect(readAlias('alias b look', many)).toEqual({
      answer: expect.stringContaining('too many'),
      change: {},
    })
    expect(readAlias('alias a1 look', many)?.change).not.toEqual({})
    expect(readAlias('alias __proto__ look')?.answer).toContain('look')
  })
})

describe('what an alias stands for', () => {
  const aliases = [
    ...Object.entries(own),
    ['say2', 'say $2 and $1'],
    ['all', 'say $*'],
    ['look', 'look;n'],
    ['ping', 'pong'],
    ['pong', 'ping;ping'],
  ].map(([name = '', body = '']) => ({ name, body }))

  test.each([
    ['gg', ['get all']],
    ['gg from chest', ['get all from chest']],
    ['kb rat;n', ['kill rat', 'loot', 'n']],
    ['say2 one two', ['say two and one']],
    ['all fish and ale', ['say fish and ale']],
    ['look', ['look', 'n']],
    ['say gg', ['say gg']],
  ])('%s', (typed, commands) => {
    expect(expandLine(typed, aliases, { stacking: true })).toEqual(commands)
  })

  test('ends, however they call each other', () => {
    expect(expandLine('ping', aliases, { stacking: true }).length).toBeLessThan(10)
  })
})
