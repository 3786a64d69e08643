/** How somebody feels just now: moved by what happened, and half gone in two hours of world time. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Mobile } from '../../schema/entities.ts'
import { npcMinded } from '../../schema/events/npc.ts'
import type { Mood } from '../../schema/jobs/views.ts'
import { ownOf } from '../../schema/own.ts'
import type { MobilePrototype } from '../../schema/world-file.ts'

const moodOfTemper: Readonly<Record<string, Mood>> = {
  cheerful: 'glad',
  wary: 'wary',
  gruff: 'calm',
  angry: 'angry',
  afraid: 'afraid',
  sad: 'sad',
  sly: 'amused',
}

/** What can move a mood, and the words in which it is told when somebody asks. */
const causes = {
  gift: 'somebody gave me something, and asked for nothing.',
  quest: 'a thing is done that wanted doing.',
  struck: 'somebody raised a hand against me.',
  death: 'there was blood here, and I saw it.',
  insult: 'I was called things.',
  thanks: 'somebody remembered to say thank you.',
  quarrel: 'this quarrel lies on everybody like damp.',
  talk: 'it is what we spoke of.',
} as const
export type Cause = keyof typeof causes

/** Heartbeats in which half of a mood goes: two hours of the usual clock. */
const halfBeats = 960

/** From here on a mood is stronger than a temper. */
const markedAt = 15

interface Felt {
  readonly word: Mood
  /** -100 to 100. */
  readonly points: number
  readonly cause?: string
}

function pointsOf({ mind }: Mobile, beat: number): number {
  const halves = Math.floor((beat - Number(mind?.['moodAt'] ?? beat)) / halfBeats)
  return halves >= 7 ? 0 : Math.trunc(Number(mind?.['mood'] ?? 0) / 2 ** halves)
}

export function moodOf(
  mobile: Mobile,
  prototype: Pick<MobilePrototype, 'persona'> | undefined,
  beat: number,
): Felt {
  const points = pointsOf(mobile, beat)
  const usual = ownOf(moodOfTemper, prototype?.persona?.temper ?? '') ?? 'calm'
  if (Math.abs(points) < markedAt) return { word: mobile.fighting ? 'angry' : usual, points }
  const cause = ownOf(causes, String(mobile.mind?.['moodWhy'] ?? ''))
  const word = points > 0 ? 'glad' : (ownOf(darkWords, String(mobile.mind?.['moodWhy'])) ?? 'sad')
  return { word: mobile.fighting ? 'angry' : word, points, ...(cause ? { cause } : {}) }
}

const darkWords: Readonly<Record<string, Mood>> = {
  struck: 'angry',
  insult: 'angry',
  death: 'afraid',
  quarrel: 'wary',
}

/** The event by which something moves a mood; none where it would not be felt. */
export function moodMoved(mobile: Mobile, beat: number, by: number, cause: Cause): NewEvent[] {
  const before = pointsOf(mobile, beat)
  const after = Math.max(-100, Math.min(100, before + by))
  if (after === before) return []
  return [npcMinded({ mobile: mobile.id, mind: { mood: after, moodAt: beat, moodWhy: cause } })]
}
