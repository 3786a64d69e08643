/** The MUD Server Status Protocol: how crawlers and client lists learn about the server. */

/**
 * Values by MSSP variable name (`NAME`, `PLAYERS`, `UPTIME` …). A list is sent as repeated values,
 * the default last. UPTIME is the Unix time of the start in seconds, -1 stands for "not known".
 */
export type MsspValues = Readonly<Record<string, string | number | readonly (string | number)[]>>

/** The same without lists. */
export type MsspRecord = Readonly<Record<string, string | number>>

const VAR = 1
const VAL = 2
const utf8 = new TextEncoder()

/** The content of the MSSP subnegotiation. Bytes 0 to 2 and 255 cannot be in it and are left out. */
export function encodeMssp(values: MsspValues): Uint8Array {
  const bytes: number[] = []
  for (const [name, value] of Object.entries(values)) {
    bytes.push(VAR, ...safeBytes(name))
    for (const one of [value].flat()) bytes.push(VAL, ...safeBytes(String(one)))
  }
  return Uint8Array.from(bytes)
}

/** The same for crawlers that speak no telnet and typed `MSSP-REQUEST`. */
export function plainMssp(values: MsspValues): string {
  const line = (fields: readonly (string | number)[]) =>
    fields.map((field) => String(field).replace(/\s+/g, ' ')).join('\t')
  const lines = Object.entries(values).map(([name, value]) => line([name, value].flat()))
  return ['', 'MSSP-REPLY-START', ...lines, 'MSSP-REPLY-END', ''].join('\n')
}

function safeBytes(text: string): number[] {
  return [...utf8.encode(text)].filter((byte) => byte > VAL && byte !== 255)
}
