/** The declarations of the client protocol: complete, described, and never poorer than the contract. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { clientFrame, readClientFrame } from '../../schema/frames/client.ts'
import { serverFrame } from '../../schema/frames/server.ts'

interface Json {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Json & { readonly const?: string }>>
  readonly required?: readonly string[]
}

function framesOf(union: z.ZodType): Map<string, Json> {
  const { oneOf, anyOf } = z.toJSONSchema(union) as { oneOf?: Json[]; anyOf?: Json[] }
  return new Map((oneOf ?? anyOf ?? []).map((one) => [one.properties?.['t']?.const ?? '', one]))
}

const client = framesOf(clientFrame)
const server = framesOf(serverFrame)

test.each([...client, ...server])('%s and each of its fields have a description', (_t, frame) => {
  expect(frame.description).toMatch(/[.…]$/)
  for (const [name, field] of Object.entries(frame.properties ?? {})) {
    if (name !== 't') expect(field.description, name).toMatch(/[.…]$/)
  }
})

describe('version 1 of the contract, which may grow and not shrink', () => {
  test.each([
    ['hello', '', 'client token resume prefs'],
    ['register', 'name password', ''],
    ['login', 'name password', 'character'],
    ['guest', '', 'name'],
    ['claim', 'name password', ''],
    ['cmd', 'n line', ''],
    ['sync', '', ''],
    ['ping', 'at', ''],
  ])(
    'a client may send %s with "%s" and perhaps "%s", and needs no more',
    (t, needed, optional) => {
      const { properties = {}, required = [] } = client.get(t) ?? {}
      expect([...required].sort()).toEqual(['t', ...words(needed)].sort())
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(words(optional)))
    },
  )

  test.each([
    ['welcome', 'protocol session character world lastN resume', 'needs resumed'],
    ['ack', 'n request', ''],
    ['reject', 'code message', 'n expected'],
    // `text` and `data` are missing only for who asked for that; see wire-formats.test.ts.
    ['event', 'kind', 'frame text data cause'],
    ['state', 'frame part data', ''],
    ['delta', 'frame part', 'set put drop'],
    ['done', 'frame request n status', ''],
    ['narration', 'narration seq chunk done', 'cause'],
    ['pong', 'at', ''],
    ['bye', 'code reason resume', ''],
    ['resync', 'reason', ''],
  ])('the server sends %s with "%s" and perhaps "%s"', (t, always, sometimes) => {
    const { properties = {}, required = [] } = server.get(t) ?? {}
    expect(required).toEqual(expect.arrayContaining(words(always)))
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(words(sometimes)))
  })
})

test('a frame that cannot be read names its command number where that can be read', () => {
  expect(readClientFrame({ t: 'cmd', n: 7, line: 7 })).toMatchObject({ ok: false, n: 7 })
  expect(readClientFrame({ t: 'cmd', n: 'seven', line: '' })).not.toHaveProperty('n')
  expect(readClientFrame(null)).toMatchObject({ ok: false })
})

function words(text: string): string[] {
  return text.split(' ').filter(Boolean)
}
