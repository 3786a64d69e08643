/** The cookie by which a browser stays signed in: its value is a bearer token. */

export const cookieName = 'mud_session'
const tokenForm = /^[\w-]{20,64}$/

/** True for text that can be a token; nothing else is ever looked up. */
export function isToken(text: string | undefined): text is string {
  return text !== undefined && tokenForm.test(text)
}

/** The token in a Cookie header, of HTTP requests and of upgrades alike. A token needs no decoding. */
export function tokenInCookies(header = ''): string | undefined {
  const prefix = `${cookieName}=`
  const own = header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
  const token = own?.slice(prefix.length)
  return isToken(token) ? token : undefined
}
