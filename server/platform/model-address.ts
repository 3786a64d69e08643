/** Which addresses of models may be used: prompts and the key would be readable on the way otherwise. */

/** How far plain http may go. */
export const httpReaches = ['loopback', 'private', 'any'] as const
type Reach = (typeof httpReaches)[number]

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/
/** Networks that no route leads to (RFC 1918, RFC 4193, link-local), and names that only they know. */
const privateHost =
  /^(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|\[f[cd][0-9a-f]{2}:.*\]|\[fe[89ab][0-9a-f]:.*\]|[a-z0-9_-]+|.+\.(?:internal|local))$/i

/** Why a base URL cannot be used, or null. Whether its host can be found does not matter here. */
export function problemOfModelUrl(baseUrl: string, http: Reach): string | null {
  const url = URL.parse(baseUrl)
  if (!url) return 'is not a URL'
  if (url.username || url.password) return 'must not carry a user or password'
  if (url.protocol === 'https:') return null
  if (url.protocol !== 'http:') return 'must begin with https:// or http://'
  if (http === 'any' || loopback.test(url.hostname)) return null
  if (http === 'private' && privateHost.test(url.hostname)) return null
  return http === 'private'
    ? 'must be https unless it is on this machine or in a private network; MUD_LLM_HTTP=any allows it'
    : 'must be https unless it is on this machine'
}
