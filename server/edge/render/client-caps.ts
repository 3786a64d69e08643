/** The abilities of a text client. Rendering depends on nothing else of the client. */

/** Number of colours a terminal shows; 16,777,216 is 24-bit colour, 0 is none. */
export type ColourDepth = 0 | 16 | 256 | 16_777_216

export interface ClientCaps {
  /** The client's name as it gave it ("mudlet", "tintin++"), or "unknown". */
  readonly name: string
  /** The terminal type as given ("xterm-256color"), or "unknown". */
  readonly terminal: string
  readonly ansi: boolean
  readonly colours: ColourDepth
  readonly utf8: boolean
  readonly screenReader: boolean
  /** Columns; text is wrapped to this. */
  readonly width: number
  /** Rows. */
  readonly height: number
  readonly gmcp: boolean
  readonly mccp: boolean
  readonly eor: boolean
}

/** Sentences cannot be read in narrower lines: a smaller report is taken as this. */
export const narrowestWidth = 20

/** Longer lines are hard to follow with the eye; also the limit for hostile reports. */
export const widestWidth = 500

/**
 * A client of which nothing is known yet: plain text, UTF-8, 80 columns. No colours until it says that
 * it shows some, because a program that reads a bare socket shows none.
 */
export const plainCaps: ClientCaps = Object.freeze({
  name: 'unknown',
  terminal: 'unknown',
  ansi: false,
  colours: 0,
  utf8: true,
  screenReader: false,
  width: 80,
  height: 24,
  gmcp: false,
  mccp: false,
  eor: false,
})
