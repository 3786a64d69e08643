/** NEW-ENVIRON (RFC 1572) as the MUD standard MNES uses it: a client's name and abilities. */

const IS = 0
const SEND = 1
const INFO = 2
const VAR = 0
const VALUE = 1
const ESC = 2
const USERVAR = 3

/** The variables that are asked for and believed. Not IPADDRESS, because any client can claim one. */
export const knownVariables = ['CLIENT_NAME', 'CLIENT_VERSION', 'TERMINAL_TYPE', 'MTTS'] as const

export type KnownVariable = (typeof knownVariables)[number]

const ascii = new TextEncoder()
const utf8 = new TextDecoder('utf-8')

/** `SEND VAR name …` for the known variables: other variables of a player's machine are private. */
export function encodeEnvironSend(): Uint8Array {
  const names = knownVariables.flatMap((name) => [VAR, ...ascii.encode(name)])
  return Uint8Array.from([SEND, ...names])
}

/** The known variables in an IS or INFO; everything else in it is skipped. */
export function readEnviron(data: Uint8Array): Partial<Record<KnownVariable, string>> {
  const found: Partial<Record<KnownVariable, string>> = {}
  if (data[0] !== IS && data[0] !== INFO) return found
  let name = ''
  for (const { type, text } of fieldsIn(data.subarray(1))) {
    if (type !== VALUE) name = text
    else if (isKnown(name)) found[name] = text
  }
  return found
}

function isKnown(name: string): name is KnownVariable {
  return knownVariables.some((known) => known === name)
}

/** Fields begin with VAR, VALUE or USERVAR; ESC takes the next byte literally. */
function fieldsIn(data: Uint8Array): { type: number; text: string }[] {
  const fields: { type: number; bytes: number[] }[] = []
  for (let at = 0; at < data.length; at += 1) {
    const byte = data[at] ?? 0
    if (byte === VAR || byte === VALUE || byte === USERVAR) fields.push({ type: byte, bytes: [] })
    else {
      if (byte === ESC) at += 1
      fields.at(-1)?.bytes.push(data[at] ?? 0)
    }
  }
  return fields.map(({ type, bytes }) => ({ type, text: utf8.decode(Uint8Array.from(bytes)) }))
}
