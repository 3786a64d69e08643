import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { acceptAnswer } from '../../../workers/mind/accept.ts'
import { createLiveText } from '../../../workers/text/live-text.ts'
import { jobFor } from '../jobs.ts'

/** What is stored of words that a mobile would say, or nothing. */
function stored(say: string): string | undefined {
  const verdict = acceptAnswer(jobFor('npc-reply'), JSON.stringify({ say }))
  return verdict.ok ? verdict.value.say : undefined
}

/** Cuts a text at the given places. */
function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [
    0,
    ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b),
    text.length,
  ]
  return places.slice(1).map((end, index) => text.slice(places[index], end))
}

function shownOf(json: string, cuts: readonly number[]): string {
  const live = createLiveText(stored, 'say')
  return pieces(json, cuts)
    .map((piece) => live.push(piece))
    .join('')
}

const anyCuts = fc.array(fc.nat(600), { maxLength: 30 })

property.prop([anyCuts, fc.constantFrom('It will keep.', 'Ask “the tide”. It will keep! Café?')])(
  'the pieces of an answer are its stored words, byte for byte, however it is cut',
  (cuts, say) => {
    const json = JSON.stringify({ say, emote: 'waves a hand about' }).replace('é', '\\u00e9')
    expect(shownOf(json, cuts)).toBe(say)
  },
)

property.prop([
  anyCuts,
  fc.array(
    fc.constantFrom(
      'The lamp gutters in the wind tonight.',
      '*wipes the bar. Slowly.*',
      'Lord Vexmoor pays for it.',
      '[nods]',
      '"Quite so", said the tide.',
      'I know what I know -- and no more.',
      'Das ist nicht mein Schiff und ich bin müde.',
      'As an AI I would rather not.',
      'The lamp gutters in the wind tonight.',
    ),
    { minLength: 1, maxLength: 5 },
  ),
])('what is shown of any answer is a beginning of what is stored of it', (cuts, sentences) => {
  const say = sentences.join(' ')
  const shown = shownOf(JSON.stringify({ say, emote: null }), cuts)
  const whole = stored(say)
  if (whole !== undefined) expect(whole.startsWith(shown)).toBe(true)
  // What is refused as a whole may have begun well: only whole good sentences of it were shown.
  else expect(shown).not.toMatch(/Vexmoor|AI|Das|[*[]/)
})

test('thoughts of a model are not shown, whatever they hold', () => {
  const say = 'The tide turns before the bell does.'
  const json = `<think>{"say": "They must not know about the bell."}</think>${JSON.stringify({ say })}`
  expect(shownOf(json, [9, 30, 61])).toBe(say)
})

test('a sentence is shown when it is whole, and not before', () => {
  const live = createLiveText(stored, 'say')
  expect(live.push('{"say": "The tide turns before the bell')).toBe('')
  expect(live.push(' does.')).toBe('')
  expect(live.push(' And th')).toBe('The tide turns before the bell does.')
  expect(live.push('en it waits."')).toBe(' And then it waits.')
})

test('words too few to tell their language by wait for more', () => {
  const live = createLiveText(stored, 'say')
  expect(live.push('{"say": "Ja. Das ist nicht mein Schiff. Und ich bin')).toBe('')
  expect(live.push(' sehr müde."')).toBe('')
})
