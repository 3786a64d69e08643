/**
 * A session as text: frames in, lines and prompts out, for telnet and for the text side of the
 * standard MUD WebSockets.
 *
 * Pieces of a live narration are not shown: other events of the room would come between them, and the
 * committed event with the whole sentence follows. Acknowledgements and machine-readable state are
 * shown as the prompt or not at all.
 */

import type { MarkedFrame } from '../../../schema/frames/server.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { type TextCaps, toAnsi } from './ansi.ts'
import { fieldsOf, gaugeIn } from './read-data.ts'

export interface TerminalView {
  /** The text of the frame, its lines joined and ended by LF; empty when it shows nothing. */
  readonly render: (frame: MarkedFrame) => string
  /** The same for a text of the gateway itself, with markup. */
  readonly renderText: (marked: string) => string
  /**
   * The prompt to show now, without a line end. Undefined when a screen reader has spoken it already:
   * it is spoken again only when something in it has changed.
   */
  readonly prompt: () => string | undefined
  readonly setCaps: (caps: TextCaps) => void
}

const gauges = [
  ['health', 'h'],
  ['stamina', 's'],
  ['lucidity', 'l'],
] as const

/** Below this part of its maximum a gauge is shown as a danger. */
const lowPart = 0.25

export function createTerminalView(initialCaps: TextCaps): TerminalView {
  let caps = initialCaps
  let vitals: unknown
  let spokenPrompt: string | undefined

  const prompt = (): string | undefined => {
    const style = caps.screenReader ? 'words' : 'letters'
    const text = toAnsi(promptText(vitals, style), { ...caps, width: Infinity })
    if (!caps.screenReader) return `${text}> `
    if (text === spokenPrompt || text === '') return undefined
    spokenPrompt = text
    return text
  }

  const renderText = (marked: string): string => {
    const text = toAnsi(marked, caps)
    return text === '' ? '' : `${text}\n`
  }

  return {
    render(frame) {
      if (frame.t === 'state' && frame.part === 'char') vitals = fieldsOf(frame.data)['vitals']
      return renderText(frameText(frame) ?? '')
    },
    renderText,
    prompt,
    setCaps(next) {
      caps = next
    },
  }
}

/** The frame in words with markup; undefined for frames that only machines read. */
export function frameText(frame: MarkedFrame): string | undefined {
  switch (frame.t) {
    case 'event':
      return frame.text
    case 'reject':
      return `{danger}${escapeMarkup(frame.message)}{/}`
    case 'bye':
      return `{dim}${escapeMarkup(frame.reason)}{/}`
    case 'resync':
      return '{dim}You lost track of a moment; here is how things stand now.{/}'
    case 'welcome':
      return welcomeText(frame)
    case 'ack':
    case 'done':
    case 'narration':
    case 'pending':
    case 'pong':
    case 'state':
    case 'delta':
      return undefined
    default: {
      const unreachable: never = frame
      return unreachable
    }
  }
}

function welcomeText(frame: MarkedFrame & { t: 'welcome' }): string | undefined {
  if (frame.character === null) return undefined
  const name = `{player}${escapeMarkup(frame.character.name)}{/}`
  if (frame.resumed === true) return `{good}Welcome back, ${name}. You are where you were.{/}`
  return `{good}Welcome to ${escapeMarkup(frame.world)}, ${name}.{/}`
}

/** `12h 8s 5l` in letters; a screen reader speaks words. */
function promptText(vitals: unknown, style: 'words' | 'letters'): string {
  const parts: string[] = []
  for (const [name, letter] of gauges) {
    const gauge = gaugeIn(fieldsOf(vitals), name)
    if (gauge === undefined) continue
    const [now, max] = gauge
    const text = style === 'words' ? `${name} ${now} of ${max}` : `${now}${letter}`
    parts.push(now < max * lowPart ? `{danger}${text}{/}` : text)
  }
  return parts.join(style === 'words' ? ', ' : ' ')
}
