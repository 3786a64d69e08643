/**
 * Reads a NATS address with a login in it, `nats://user:password@host:port`. The client library
 * takes the login apart from the address, and every login has an inbox prefix of its own: the
 * server's permissions let no role read the answers meant for another.
 */

/** What the client library's `connect` wants to know, as far as the address tells. */
export type NatsAddress = {
  readonly servers: string[]
  readonly user?: string
  readonly pass?: string
  readonly token?: string
  readonly inboxPrefix: string
}

/** Takes an address, or several of one cluster separated by commas, apart. */
export const readNatsAddress = (address: string): NatsAddress => {
  const urls = address.split(',').map((one) => new URL(one.trim()))
  // With schemes it does not know, URL keeps the default port out; NATS' own is 4222.
  const servers = urls.map((url) => `${url.protocol}//${url.hostname}:${url.port || '4222'}`)
  const user = decodeURIComponent(urls[0]?.username ?? '')
  const pass = decodeURIComponent(urls[0]?.password ?? '')
  if (user === '') return { servers, inboxPrefix: '_INBOX' }
  if (pass === '') return { servers, token: user, inboxPrefix: '_INBOX' }
  const prefix = user.replace(/[^A-Za-z0-9_-]/g, '_')
  return { servers, user, pass, inboxPrefix: `_INBOX_${prefix}` }
}
