/**
 * A card as a mobile of a world file. What a card says to a model ("system prompt") is left out: here rules
 * decide what is asked of models. Texts are cut to whole sentences that a world file may hold.
 */
import { ownOf } from '../../../../schema/own.ts'
import type { Card } from './card.ts'

type Plain = Record<string, unknown>

const sentence = /[^.!?…]+[.!?…]+["”’')]*/gu
const mayStand = /^[\p{Lu}“"‘'(…][^\n]*[.!?…”"’')]$/u

/** The mobile, as a world file would write it. */
export function mobileOfCard(card: Card): Plain {
  const name = oneLine(card.name).slice(0, 60)
  const clean = (text: string) => cleaned(text, name)
  const description = sentencesOf(clean(card.description))
  const look = description.slice(0, 2).join(' ').slice(0, 600)
  const speech =
    sentencesOf(clean(card.personality)).join(' ').slice(0, 400) ||
    oneLine(clean(card.personality)).slice(0, 200)
  const said = [card.first_mes, ...card.alternate_greetings].map((one) => spokenIn(clean(one)))
  const greets = said.flatMap((lines) => lines.slice(0, 1)).slice(0, 6)
  const idle = examplesOf(card.mes_example, name).map(clean).flatMap(spokenIn).slice(0, 6)
  return {
    name,
    description: look || `${name} is here for the first time.`,
    ground: `${name} is here.`,
    pronouns: pronounsIn(card.description),
    health: 50,
    flags: ['sentinel'],
    behaviours: ['talker'],
    persona: {
      temper: temperIn(`${card.personality} ${card.description}`),
      speech: speech || 'Plain words, and few of them.',
      facts: description.slice(2, 8),
      ...(card.character_book.length > 0 ? { knows: knowledgeOf(card, clean) } : {}),
    },
    ...(greets.length > 0 ? { greets } : {}),
    ...(idle.length > 0 ? { lines: { idle } } : {}),
    ...(card.creator.trim()
      ? { notes: [`From a character card by ${oneLine(card.creator).slice(0, 80)}.`] }
      : {}),
  }
}

function knowledgeOf({ character_book: book }: Card, clean: (text: string) => string): Plain[] {
  return book
    .filter(({ enabled }) => enabled)
    .flatMap(({ keys, content }): Plain[] => {
      const about = keys.map((key) => oneLine(key).toLowerCase().slice(0, 40)).filter(Boolean)
      const says = within(sentencesOf(clean(content)), 400)
      return about.length > 0 && says !== '' ? [{ about: about.slice(0, 8), says }] : []
    })
    .slice(0, 16)
}

/** As many whole sentences as fit. */
function within(sentences: readonly string[], charactersMax: number): string {
  let text = ''
  for (const one of sentences) {
    const next = text === '' ? one : `${text} ${one}`
    if (next.length > charactersMax) break
    text = next
  }
  return text
}

function cleaned(text: string, name: string): string {
  return text
    .replaceAll(/\{\{\s*char\s*\}\}|<bot>/giu, name)
    .replaceAll(/\{\{\s*user\s*\}\}|<user>/giu, 'the stranger')
    .replaceAll(/\{\{[^}]{0,200}\}\}|<[^>]{0,200}>|https?:\/\/\S+/gu, '')
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll(/[#_`~|{}[\]\\]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()

function sentencesOf(text: string): string[] {
  return (text.replaceAll('*', '').match(sentence) ?? [])
    .map((one) => one.trim())
    .filter((one) => one.length <= 240 && mayStand.test(one))
}

/** What is spoken in a message: the words in quotes, or what is left without starred gestures. */
function spokenIn(text: string): string[] {
  const quoted = [...text.matchAll(/["“]([^"“”]{3,240})["”]/gu)].flatMap(([, words = '']) =>
    sentencesOf(words),
  )
  return quoted.length > 0 ? quoted : sentencesOf(text.replaceAll(/\*[^*]{0,600}\*/gu, ' '))
}

/** Its own lines among the examples of a card. */
function examplesOf(text: string, name: string): string[] {
  const marks = ['{{char}}:', `${name.toLowerCase()}:`]
  return text.split('\n').flatMap((given) => {
    const line = given.trim()
    const mark = marks.find((one) => line.toLowerCase().startsWith(one))
    return mark === undefined ? [] : line.slice(mark.length)
  })
}

const tempersByWord: Readonly<Record<string, string>> = {
  cheerful: 'cheerful',
  happy: 'cheerful',
  playful: 'cheerful',
  energetic: 'cheerful',
  friendly: 'cheerful',
  gruff: 'gruff',
  grumpy: 'gruff',
  blunt: 'gruff',
  stern: 'gruff',
  angry: 'angry',
  aggressive: 'angry',
  hostile: 'angry',
  shy: 'afraid',
  timid: 'afraid',
  nervous: 'afraid',
  anxious: 'afraid',
  sad: 'sad',
  melancholic: 'sad',
  lonely: 'sad',
  sly: 'sly',
  cunning: 'sly',
  seductive: 'sly',
  mischievous: 'sly',
  wary: 'wary',
  suspicious: 'wary',
  cautious: 'wary',
}

function temperIn(text: string): string {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  return words.flatMap((word) => ownOf(tempersByWord, word) ?? [])[0] ?? 'calm'
}

function pronounsIn(text: string): string {
  const count = (words: RegExp) => text.match(words)?.length ?? 0
  const [he, she] = [count(/\b(?:he|his|him)\b/giu), count(/\b(?:she|her)\b/giu)]
  if (he === she) return 'they'
  return he > she ? 'he' : 'she'
}
