import { describe, expect, it } from 'vitest'
import { logEventsOf } from '../../deploy/tasks/log-references.ts'

const eventsIn = (text: string) =>
  logEventsOf('a.ts', text).map(({ level, event, words }) => [level, event, words])

describe('the reference of log events', () => {
  it.each([
    ['on one line', "log.info({ event: 'a' }, 'it happened')"],
    ['on several', "log\n  .info(\n    {\n      event: 'a',\n    },\n    'it happened',\n  )"],
    [
      'with the event after other fields',
      "log.info({ ...b, c: { d }, event: 'a' }, 'it happened')",
    ],
    ['of a part', "parts.log.info({ event: 'a' }, 'it happened')"],
    ['of a class', "this.#log.info({ event: 'a' }, 'it happened')"],
    ['inside another expression', "f(() => void log.info({ event: 'a', g: '})' }, 'it happened'))"],
  ])('reads a call %s', (_shape, text) => {
    expect(eventsIn(text)).toEqual([['info', 'a', 'it happened']])
  })

  it('reads each call of a file with its level, in their order', () => {
    expect(eventsIn("log.warn({ event: 'b' }, 'x'); log.fatal({ event: 'a' }, 'y')")).toEqual([
      ['warn', 'b', 'x'],
      ['fatal', 'a', 'y'],
    ])
  })

  it.each([
    ['without fields', "\nlog.info('it happened')"],
    ['without an event', "\nlog.info({ a: 1 }, 'it happened')"],
    ['with an event that varies', "\nlog.info({ event: a }, 'it happened')"],
    ['with a message that varies', "\nlog.info({ event: 'a' }, 'it happened to ' + b)"],
    ['without a message', "\nlog.info({ event: 'a' })"],
  ])('refuses a call %s, and says where it is', (_shape, text) => {
    expect(() => eventsIn(text)).toThrow('a.ts:2')
  })

  it('leaves alone what is no log', () => {
    expect(
      eventsIn("console.log('a'); dialog2.info('b'); log.child({}); log.level = 'info'"),
    ).toEqual([])
  })
})
