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
import { createPages, type Pages } from './pages.ts'
import { gaugesText, ownPrompt, type PromptFacts } from './prompt.ts'
import { fieldsOf } from './read-data.ts'
import type { TextSettings } from './text-settings.ts'

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
  /** The rest of an answer that is longer than a page. */
  readonly pages: Pages
  readonly setCaps: (caps: ScreenCaps) => void
}

/** How a screen looks, and what of it the player has set. */
export type ScreenCaps = TextCaps & Pick<TextSettings, 'prompt' | 'page'>

export function createTerminalView(initialCaps: ScreenCaps): TerminalView {
  let caps = initialCaps
  const facts: PromptFacts = { char: {}, room: {} }
  let spokenPrompt: string | undefined
  const pages = createPages()

  const prompt = (): string | undefined => {
    const style = caps.screenReader ? 'words' : 'letters'
    const words =
      caps.prompt === undefined ? gaugesText(facts, style) : ownPrompt(caps.prompt, facts)
    const text = toAnsi(words, { ...caps, width: Infinity })
    if (!caps.screenReader) return caps.prompt === undefined ? `${text}> ` : `${text} `
    if (text === spokenPrompt || text === '') return undefined
    spokenPrompt = text
    return text
  }

  const renderText = (marked: string): string => {
    const text = toAnsi(marked, caps)
    return text === '' ? '' : pages.begin(`${text}\n`, caps.page)
  }

  return {
    render(frame) {
      if (frame.t === 'state' && frame.part === 'char') facts.char = fieldsOf(frame.data)
      if (frame.t === 'state' && frame.part === 'room') facts.room = fieldsOf(frame.data)
      return renderText(frameText(frame) ?? '')
    },
    renderText,
    prompt,
    pages,
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
