/** The cookie by which a browser stays signed in: its value is a bearer token. */

const plainName = 'mud_session'
/** Browsers take a cookie of this name from the host itself only, over TLS, for all of its paths. */
const hostName = `__Host-${plainName}`
const cookieNames = [hostName, plainName] as const

export const cookieNameOver = (protocol: string) => (protocol === 'https' ? hostName : plainName)
const tokenForm = /^[\w-]{20,64}$/

/** True for text that can be a token; nothing else is ever looked up. */
export function isToken(text: string | undefined): text is string {
  return text !== undefined && tokenForm.test(text)
}

/** The token in a Cookie header, of HTTP requests and of upgrades alike. A token needs no decoding. */
export function tokenInCookies(header = ''): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim())
  for (const name of cookieNames) {
    const prefix = `${name}=`
    const token = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length)
    if (isToken(token)) return token
  }
  return undefined
}
