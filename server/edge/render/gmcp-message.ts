/**
 * GMCP messages: `Package.Name` and an optional JSON body (mudstandards docs/mud/gmcp.md). Names are
 * case-insensitive on input and written as the packages document them, since scripts match exactly.
 */

export interface GmcpMessage {
  readonly package: string
  /** Absent: the message is sent without a body. */
  readonly data?: unknown
}

const messageForm = /^([A-Za-z][\w.-]{0,63})(?:\s+(.*))?$/s

/** Reads one message; undefined when the name or the JSON is malformed. */
export function parseGmcp(text: string): GmcpMessage | undefined {
  const found = messageForm.exec(text.trim())
  const name = found?.[1]
  const body = found?.[2]
  if (name === undefined) return undefined
  if (body === undefined || body === '') return { package: name }
  try {
    return { package: name, data: JSON.parse(body) }
  } catch {
    return undefined
  }
}

/** The message as it travels, in telnet and in a WebSocket text frame alike. */
export function formatGmcp(message: GmcpMessage): string {
  if (message.data === undefined) return message.package
  return `${message.package} ${JSON.stringify(message.data)}`
}
