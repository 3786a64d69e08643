/** Numbers of the telnet protocol (RFC 854, 885) and of the options this server knows (IANA, MUD). */

export const SE = 240
export const NOP = 241
export const AYT = 246
export const ERASE_CHARACTER = 247
export const ERASE_LINE = 248
export const GA = 249
export const SB = 250
export const WILL = 251
export const WONT = 252
export const DO = 253
export const DONT = 254
export const IAC = 255
/** End of record: ends a prompt once the option is agreed (RFC 885). */
export const END_OF_RECORD = 239

export const option = {
  echo: 1,
  suppressGoAhead: 3,
  terminalType: 24,
  endOfRecord: 25,
  windowSize: 31,
  newEnvironment: 39,
  charset: 42,
  mssp: 70,
  mccp2: 86,
  gmcp: 201,
} as const

export type Verb = typeof WILL | typeof WONT | typeof DO | typeof DONT
