/** The Mud Terminal Type Standard: what the third answer to TTYPE SEND, `MTTS <number>`, says. */

export const mttsBits = {
  ansi: 1,
  vt100: 2,
  utf8: 4,
  colours256: 8,
  mouse: 16,
  oscPalette: 32,
  screenReader: 64,
  proxy: 128,
  trueColour: 256,
  mnes: 512,
  mslp: 1024,
  tls: 2048,
} as const

export type MttsFlag = keyof typeof mttsBits

/** The flags of `MTTS 137` or, from MNES, of a bare `137`; undefined when it is neither. */
export function readMtts(text: string): ReadonlySet<MttsFlag> | undefined {
  const digits = /^(?:MTTS )?(\d{1,9})$/i.exec(text)?.[1]
  if (digits === undefined) return undefined
  const value = Number(digits)
  const flags = Object.entries(mttsBits).filter(([, bit]) => (value & bit) !== 0)
  return new Set(flags.map(([flag]) => flag).filter(isFlag))
}

function isFlag(name: string): name is MttsFlag {
  return Object.hasOwn(mttsBits, name)
}
