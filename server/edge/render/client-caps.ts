/** What a text client can show: the facts on which rendering depends, however they were learnt. */

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

/** Narrower than this, wrapping a sentence helps nobody: a smaller report is taken as this. */
export const narrowestWidth = 20

/** Wider than this, lines are hard to follow with the eye; also the bound on hostile reports. */
export const widestWidth = 500

/**
 * A client of which nothing is known yet: plain text, UTF-8, 80 columns. No colours until it shows
 * that it knows some, because a program reading a bare socket knows none.
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
