/** One line of the story as the page keeps it: shown, filtered into tabs, and exported. */
import type { ServerFrameOf, Span } from '../../../../schema/frames/server.ts'
import { type TextStyle, textStyles } from '../../../../schema/text-styles.ts'

type EventFrame = ServerFrameOf<'event'>

export type StoryLine = {
  readonly id: number
  /** Milliseconds since the epoch, by this computer's clock. */
  readonly atMs: number
  /** `game`: from the world. `typed`: by the player. `note`: from the page itself. */
  readonly origin: 'game' | 'typed' | 'note'
  readonly kind: string
  readonly channel?: string
  readonly spans: readonly Span[]
}

/** The words of a line without its colours. */
export const plainText = (line: Pick<StoryLine, 'spans'>): string =>
  line.spans.map((span) => span.t).join('')

/** A style name that is safe to use as a class, or nothing. */
export const knownStyle = (style: string | undefined): string | undefined =>
  textStyles.find((known) => known === style)

/** The coloured pieces of an event: its spans if it carries any, else its text in one. */
export function eventSpans(frame: EventFrame): readonly Span[] {
  const spans = frame.spans?.filter((span) => typeof span?.t === 'string' && span.t !== '')
  if (spans && spans.length > 0) return spans
  return [{ t: String(frame.text ?? ''), ...styleOfKind(frame.kind) }]
}

function styleOfKind(kind: string): { s?: TextStyle } {
  if (kind === 'refused') return { s: 'dim' }
  if (kind === 'room-narrated') return { s: 'narration' }
  return {}
}

/** Ways of talking that share a tab: what the room hears, and what one person hears. */
const sharedTabs: Readonly<Record<string, string>> = { ask: 'say', emote: 'say', whisper: 'tell' }

/** The channel an event was heard on, if it is talk. */
export function eventChannel(frame: EventFrame): string | undefined {
  const said = frame.kind === 'speech-uttered' ? 'say' : undefined
  const channel = frame.about?.['channel'] ?? frame.data?.['channel'] ?? said
  // The tab of everything has this name already.
  if (channel === 'all') return undefined
  if (typeof channel !== 'string' || !/^[\p{L}\p{N}_-]{1,24}$/u.test(channel)) return undefined
  return (Object.hasOwn(sharedTabs, channel) && sharedTabs[channel]) || channel
}

/** The id of the character who spoke or acted in an event, if it says so. */
export function eventSpeaker(frame: EventFrame): string | undefined {
  const actor = frame.about?.['actor'] ?? frame.data?.['actor']
  const id = typeof actor === 'object' && actor !== null ? Reflect.get(actor, 'id') : actor
  return typeof id === 'string' ? id : undefined
}

/** The narration an event completes, if any. */
export function eventNarration(frame: EventFrame): string | undefined {
  const narration = frame.about?.['narration'] ?? frame.data?.['narration']
  return typeof narration === 'string' ? narration : undefined
}

/** On what occasion a place was told of, if an event tells of one. */
export function eventOccasion(frame: EventFrame): unknown {
  return frame.about?.['occasion'] ?? frame.data?.['occasion']
}
