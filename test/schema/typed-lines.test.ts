import { describe, expect, it } from 'vitest'
import { commandsIn } from '../../schema/typed-lines.ts'

const three = ['north', 'north', 'north']

describe('the commands of a typed line', () => {
  it.each<[typed: string, commands: string[]]>([
    ['n;n;e', ['n', 'n', 'e']],
    ['look; say hi ;exits', ['look', 'say hi', 'exits']],
    ['3 n', three],
    ['3n', three],
    ['n 3', three],
    ['run 3 n', three],
    ['north north north', three],
    ['go 3 north', three],
    ['run 2n e', ['north', 'north', 'east']],
    ['2n e;look', ['north', 'north', 'east', 'look']],
    ['99 n', Array.from({ length: 20 }, () => 'north')],
    ['run north', ['run north']],
    ['n', ['n']],
    ['no', ['no']],
    ['12', ['12']],
    ['say 3 n', ['say 3 n']],
    ['buy 2 ale', ['buy 2 ale']],
    ['say well met ;)', ['say well met ;)']],
    ['say one\\;two', ['say one;two']],
    [' ; ', [' ; ']],
  ])('%j are %j', (typed, commands) => {
    expect(commandsIn(typed)).toEqual(commands)
  })
})
