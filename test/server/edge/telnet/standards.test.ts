import { describe, expect, test } from 'vitest'
import { deriveCaps } from '../../../../server/edge/telnet/derive-caps.ts'
import { encodeMssp } from '../../../../server/edge/telnet/mssp.ts'
import { readMtts } from '../../../../server/edge/telnet/mtts.ts'
import { readEnviron } from '../../../../server/edge/telnet/new-environ.ts'
import { bytes } from './bytes.ts'

describe('MTTS', () => {
  test.each([
    [1, 'ansi'],
    [2, 'vt100'],
    [4, 'utf8'],
    [8, 'colours256'],
    [16, 'mouse'],
    [32, 'oscPalette'],
    [64, 'screenReader'],
    [128, 'proxy'],
    [256, 'trueColour'],
    [512, 'mnes'],
    [1024, 'mslp'],
    [2048, 'tls'],
  ])('bit %i is %s', (bit, flag) => {
    expect([...(readMtts(`MTTS ${bit}`) ?? [])]).toEqual([flag])
    expect(readMtts(`MTTS ${4095 - bit}`)?.size).toBe(11)
    expect(readMtts(`MTTS ${4095 - bit}`)).not.toContain(flag)
  })

  test.each(['', 'MTTS', 'MTTS -1', 'MTTS 1e3', 'xterm', 'MTTS 99999999999'])(
    '%j is none',
    (text) => {
      expect(readMtts(text)).toBeUndefined()
    },
  )
})

describe('colours', () => {
  const facts = { gmcp: false, mccp: false, eor: false }
  test.each([
    [[], undefined, 0],
    [['dumb'], undefined, 0],
    [['UNKNOWN'], undefined, 0],
    [['xterm'], undefined, 16],
    [['ANSI'], undefined, 16],
    [['xterm-256color'], undefined, 256],
    [['mudlet', 'ansi-truecolor'], undefined, 16_777_216],
    [['xterm-256color'], 'MTTS 1', 16],
    [['xterm-256color'], 'MTTS 4', 0],
    [['dumb'], 'MTTS 9', 256],
    [['dumb'], 'MTTS 265', 16_777_216],
  ])('%j with %s: %i', (terminalTypes, mtts, colours) => {
    const bits = mtts === undefined ? undefined : readMtts(mtts)
    const caps = deriveCaps({ ...facts, terminalTypes, ...(bits ? { mtts: bits } : {}) })
    expect(caps).toMatchObject({ colours, ansi: colours > 0 })
  })
})

describe('MSSP', () => {
  test('writes variables and repeated values, and nothing that would break the frame', () => {
    expect(encodeMssp({ NAME: 'Mud\u0001\u0002stream', PORT: [4002, 4001] })).toEqual(
      bytes(1, 'NAME', 2, 'Mudstream', 1, 'PORT', 2, '4002', 2, '4001'),
    )
  })
})

describe('NEW-ENVIRON', () => {
  test('reads escaped bytes and passes over unknown variables', () => {
    const data = bytes(
      0,
      3,
      'DISPLAY',
      1,
      ':0',
      0,
      'CLIENT_NAME',
      1,
      'a',
      2,
      1,
      'b',
      0,
      'MTTS',
      1,
      '9',
    )
    expect(readEnviron(data)).toEqual({ CLIENT_NAME: 'a\u0001b', MTTS: '9' })
  })

  test('a SEND, which only servers send, says nothing', () => {
    expect(readEnviron(bytes(1, 0, 'CLIENT_NAME', 1, 'x'))).toEqual({})
  })
})
