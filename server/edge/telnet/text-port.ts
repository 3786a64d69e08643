/** The port of a text session: its client, over telnet or a MUD WebSocket. */

import type { MarkedFrame } from '../../../schema/frames/server.ts'
import type { GmcpMessage } from '../render/gmcp-message.ts'
import type { GmcpView } from '../render/gmcp-view.ts'
import type { Pages } from '../render/pages.ts'
import type { TextSettings } from '../render/text-settings.ts'

export interface TextPort {
  /** The kind of client: `telnet`, `json.mudstandards.org` … */
  readonly via: string
  readonly address: string
  /** Shows a frame as text and GMCP; true when text was shown. */
  readonly frame: (frame: MarkedFrame) => boolean
  /** A text of the gateway itself, with markup. */
  readonly notice: (marked: string) => void
  /** Lines as they are, for programs. */
  readonly plain: (text: string) => void
  /** The rest of an answer that is longer than a page. */
  readonly pages: Pages
  /** The prompt of the game. */
  readonly prompt: () => void
  /** A question of the sign-in dialogue, plain text without a line end. */
  readonly ask: (question: string) => void
  readonly hideInput: (isHidden: boolean) => void
  readonly gmcp: (message: GmcpMessage) => void
  readonly gmcpView: GmcpView | undefined
  readonly setClientName: (name: string) => void
  /** All that is set; what is not is as the client says. */
  readonly settings: (all: TextSettings) => void
  /** A screen reader speaks what is shown. */
  readonly isSpoken: () => boolean
  readonly signedIn: () => void
  readonly close: (code: number, reason: string) => void
  /** Bytes that wait because the client reads slowly. */
  readonly buffered: () => number
  readonly cork: () => void
  readonly uncork: () => void
}
