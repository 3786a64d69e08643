import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { ServerFrameOf } from '../../../../schema/frames/server.ts'
import type { TextStyle } from '../../../../schema/text-styles.ts'
import { exportStory } from '../../../../server/pages/play/text/export.ts'
import {
  matchingHighlight,
  splitHighlights,
} from '../../../../server/pages/play/text/highlights.ts'
import { splitLinks } from '../../../../server/pages/play/text/links.ts'
import { createNarrations } from '../../../../server/pages/play/text/narrations.ts'
import {
  eventChannel,
  eventSpans,
  type StoryLine,
} from '../../../../server/pages/play/text/story-line.ts'

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => (href ? [href] : []))

describe('links in a line', () => {
  it.each([
    ['see https://example.org/a?b=c#d.', ['https://example.org/a?b=c#d']],
    ['(https://example.org/tale_(old)) yes', ['https://example.org/tale_(old)']],
    ['“http://example.org”', ['http://example.org/']],
    ['javascript:alert(1) data:text/html,x ftp://x.org file:///etc', []],
    ['https://good.example@evil.example/', []],
    ['http://', []],
    ['HTTPS://EXAMPLE.ORG', ['https://example.org/']],
  ])('%j', (text, expected) => {
    expect(hrefs(text)).toEqual(expected)
  })

  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('https://', 'http://a.b/', 'javascript:', '"', '<', ')', '.', ' '),
  )

  test.prop([fc.array(piece).map((pieces) => pieces.join(''))])(
    'leave the text whole and are never anything but http and https',
    (text) => {
      const pieces = splitLinks(text)
      expect(pieces.map((each) => each.text).join('')).toBe(text)
      for (const { href } of pieces) if (href) expect(href).toMatch(/^https?:\/\//)
    },
  )
})

describe('highlights', () => {
  const rule = fc.record({
    pattern: fc.string({ maxLength: 4 }),
    style: fc.constantFrom('amber' as const, 'red' as const),
  })

  test.prop([fc.string(), fc.array(rule, { maxLength: 5 })])(
    'leave the text whole',
    (text, rules) => {
      const pieces = splitHighlights(text, rules)
      expect(pieces.map((each) => each.text).join('')).toBe(text)
    },
  )

  it('mark every place, whatever the case', () => {
    expect(splitHighlights('Tam met tam.', [{ pattern: 'TAM', style: 'green' }])).toEqual([
      { text: 'Tam', style: 'green' },
      { text: ' met ' },
      { text: 'tam', style: 'green' },
      { text: '.' },
    ])
    expect(matchingHighlight('nothing', [{ pattern: '', style: 'red' }])).toBeUndefined()
  })
})

describe('narration that arrives in pieces', () => {
  const piece = (seq: number, chunk: string) =>
    ({ t: 'narration', narration: 'a', seq, chunk, done: false }) as const

  it('is put together in order, whatever order it comes in, and repeats change nothing', () => {
    for (const first of [0, 1]) {
      const narrations = createNarrations()
      expect(narrations.add(piece(first, 'The tide '))).toBe('The tide ')
      expect(narrations.add(piece(first + 2, '.'))).toBe('The tide ')
      expect(narrations.add(piece(first, 'The tide '))).toBe('The tide ')
      expect(narrations.add(piece(first + 1, 'turns'))).toBe('The tide turns.')
    }
  })
})

describe('an event', () => {
  const event = (more: Partial<ServerFrameOf<'event'>>): ServerFrameOf<'event'> => ({
    t: 'event',
    frame: '1.0',
    kind: 'looked',
    text: 'A quay.',
    data: {},
    ...more,
  })

  it('shows its spans if it has any, else its text', () => {
    expect(eventSpans(event({}))).toEqual([{ t: 'A quay.' }])
    const spans = [{ t: 'A quay', s: 'room' as const }, { t: '' }, { t: '.' }]
    expect(eventSpans(event({ spans }))).toEqual([spans[0], spans[2]])
    expect(eventSpans(event({ kind: 'refused' }))).toEqual([{ t: 'A quay.', s: 'dim' }])
  })

  it('belongs to a channel only when the name is a plain one', () => {
    expect(eventChannel(event({ data: { channel: 'newbie' } }))).toBe('newbie')
    expect(eventChannel(event({ data: { channel: '"><b>' } }))).toBeUndefined()
    expect(eventChannel(event({ data: { channel: 7 } }))).toBeUndefined()
  })
})

describe('the saved story', () => {
  const lines: StoryLine[] = [
    { id: 1, atMs: 0, origin: 'typed', kind: 'typed', spans: [{ t: 'say <b>&"' }] },
    {
      id: 2,
      atMs: 1_000,
      origin: 'game',
      kind: 'speech-uttered',
      channel: 'say',
      spans: [
        { t: 'You say, ' },
        { t: '<script>alert(1)</script>', s: 'speech' },
        // A style that no server of ours sends.
        { t: '!', s: 'x" y' as TextStyle },
      ],
    },
  ]
  const about = { world: 'The Mere', character: 'Tam', atMs: 86_400_000 }

  it('as text has one stamped line each', () => {
    expect(exportStory(lines, 'txt', about)).toEqual({
      name: 'the-mere-tam-1970-01-02.txt',
      type: 'text/plain',
      content:
        '[1970-01-01T00:00:00.000Z] > say <b>&"\n[1970-01-01T00:00:01.000Z] You say, <script>alert(1)</script>!\n',
    })
  })

  it('as a page holds no markup that somebody said', () => {
    const { content } = exportStory(lines, 'html', about)
    expect(content).not.toContain('<script>')
    expect(content).not.toContain('<b>')
    expect(content).not.toContain('x" y')
    expect(content).toContain('<span class="speech">&lt;script&gt;')
  })

  it('as data can be read back', () => {
    expect(JSON.parse(exportStory(lines, 'json', about).content)).toMatchObject([
      { at: '1970-01-01T00:00:00.000Z', origin: 'typed', text: 'say <b>&"' },
      { channel: 'say', text: 'You say, <script>alert(1)</script>!' },
    ])
  })
})
