import { describe, expect, test } from 'vitest'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import { plainCaps } from '../../../../server/edge/render/client-caps.ts'
import { createTerminalView } from '../../../../server/edge/render/terminal-view.ts'

const vitals = (health: number): MarkedFrame => ({
  t: 'state',
  frame: '1.1',
  part: 'char',
  data: { vitals: { health: [health, 100], stamina: [80, 80], lucidity: [60, 60] } },
})
const event = (text: string): MarkedFrame => ({
  t: 'event',
  frame: '1.2',
  kind: 'looked',
  text,
  data: {},
})

describe('frames as text', () => {
  test.each<[string, MarkedFrame, string]>([
    ['an event is its words', event('{npc}Maren{/} nods.'), 'Maren nods.\n'],
    ['an event without words is nothing', event(''), ''],
    ['state is for machines', vitals(10), ''],
    ['an ack is for machines', { t: 'ack', n: 1, request: 'r' }, ''],
    [
      'a rejection says why',
      { t: 'reject', code: 'too-fast', message: 'Slow {down}.' },
      'Slow {down}.\n',
    ],
    ['a farewell', { t: 'bye', code: 'quit', reason: 'Farewell.', resume: false }, 'Farewell.\n'],
    [
      'live narration waits for its event',
      { t: 'narration', narration: 'x', seq: 0, chunk: 'The ', done: false },
      '',
    ],
  ])('%s', (_name, frame, text) => {
    expect(createTerminalView(plainCaps).render(frame)).toBe(text)
  })

  test('follow the width when it changes', () => {
    const view = createTerminalView(plainCaps)
    const text = 'The quay is wet and empty tonight.'
    expect(view.render(event(text))).toBe(`${text}\n`)
    view.setCaps({ ...plainCaps, width: 20 })
    expect(view.render(event(text))).toBe('The quay is wet and\nempty tonight.\n')
  })
})

describe('the prompt', () => {
  test('shows the gauges it knows and marks a low one', () => {
    const view = createTerminalView({ ...plainCaps, ansi: true, colours: 16 })
    expect(view.prompt()).toBe('> ')
    view.render(vitals(100))
    expect(view.prompt()).toBe('100h 80s 60l> ')
    view.render(vitals(10))
    expect(view.prompt()).toBe('\u001b[1;31m10h\u001b[0m 80s 60l> ')
  })

  test('is spoken by a screen reader in words, and only when it has changed', () => {
    const view = createTerminalView({ ...plainCaps, screenReader: true })
    expect(view.prompt()).toBeUndefined()
    view.render(vitals(100))
    expect(view.prompt()).toBe('health 100 of 100, stamina 80 of 80, lucidity 60 of 60')
    expect(view.prompt()).toBeUndefined()
    view.render(vitals(90))
    expect(view.prompt()).toBe('health 90 of 100, stamina 80 of 80, lucidity 60 of 60')
  })
})
