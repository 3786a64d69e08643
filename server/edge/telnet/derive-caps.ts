/** From what a client said in negotiation to what it can show. */
import {
  type ClientCaps,
  type ColourDepth,
  narrowestWidth,
  plainCaps,
  widestWidth,
} from '../render/client-caps.ts'
import type { MttsFlag } from './mtts.ts'

export interface ClientFacts {
  /** Answers to TTYPE SEND in order, MTTS excluded: the client's name, then its terminal. */
  readonly terminalTypes: readonly string[]
  readonly mtts?: ReadonlySet<MttsFlag>
  /** Name from Core.Hello or MNES, which are better than a terminal type. */
  readonly clientName?: string
  /** Whether UTF-8 was agreed on as CHARSET; absent when that was not negotiated. */
  readonly utf8?: boolean
  /** Columns and rows as reported; 0 is "not known". */
  readonly window?: readonly [width: number, height: number]
  readonly gmcp: boolean
  readonly mccp: boolean
  readonly eor: boolean
}

export function deriveCaps(facts: ClientFacts): ClientCaps {
  const colours = coloursOf(facts)
  const [width, height] = facts.window ?? [0, 0]
  return {
    name: (facts.clientName ?? facts.terminalTypes[0] ?? plainCaps.name).toLowerCase(),
    terminal: (
      facts.terminalTypes[1] ??
      facts.terminalTypes[0] ??
      plainCaps.terminal
    ).toLowerCase(),
    ansi: colours > 0,
    colours,
    // Some clients turn down every CHARSET and still say in MTTS that they read UTF-8.
    utf8: facts.utf8 === true || (facts.mtts?.has('utf8') ?? facts.utf8 ?? plainCaps.utf8),
    screenReader: facts.mtts?.has('screenReader') ?? false,
    width: clamp(width || plainCaps.width, narrowestWidth, widestWidth),
    height: clamp(height || plainCaps.height, 4, widestWidth),
    gmcp: facts.gmcp,
    mccp: facts.mccp,
    eor: facts.eor,
  }
}

/** MTTS is definite. Without it the terminal type decides, and any real terminal knows 16 colours. */
function coloursOf(facts: ClientFacts): ColourDepth {
  const { mtts, terminalTypes } = facts
  if (mtts !== undefined) {
    if (mtts.has('trueColour')) return 16_777_216
    if (mtts.has('colours256')) return 256
    return mtts.has('ansi') ? 16 : 0
  }
  const types = terminalTypes.join(' ').toLowerCase()
  if (types === '' || /\b(dumb|unknown|network)\b/.test(types)) return 0
  if (/truecolou?r|24-?bit|direct/.test(types)) return 16_777_216
  return /256-?colou?r/.test(types) ? 256 : 16
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
