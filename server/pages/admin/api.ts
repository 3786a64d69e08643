/** The admin page's HTTP calls. The session cookie says who asks; a failure is an answer, no exception. */

export type Answer<T> = { ok: true; data: T } | { ok: false; status: number; detail: string }

/** One JSON call below `/admin/api/` (or any absolute path). */
export async function call<T>(path: string, body?: object): Promise<Answer<T>> {
  const url = path.startsWith('/') ? path : `/admin/api/${path}`
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: body ? { 'content-type': 'application/json' } : {},
      // Without a body this is undefined, which sends none.
      body: JSON.stringify(body),
    })
    const text = await response.text()
    const data = text ? JSON.parse(text) : {}
    if (response.ok) return { ok: true, data }
    return { ok: false, status: response.status, detail: data.detail ?? response.statusText }
  } catch {
    return { ok: false, status: 0, detail: 'The gateway does not answer.' }
  }
}

/** Signs in by name and password; the cookie is set by the answer. */
export function signIn(name: string, password: string) {
  return call<{ token: string }>('/v1/sessions', { name, password })
}
