/**
 * A socket for where sockets are blocked: the same frames, over calls and an event stream. Commands are
 * posted under a key made of session and number, so a repeat has no second effect. What happens comes by
 * SSE; where streams are blocked as well, requests are asked about until they end, and their answers shown.
 */
import type { ClientFrame, ClientFrameOf } from '../../schema/frames/client.ts'
import type { Socket, SocketEvents } from './link-ports.ts'
import { eventsIn } from './sse-lines.ts'

export interface HttpSocketParts {
  /** Where the game is. */
  readonly base: string
  readonly fetch: typeof fetch
  readonly token: () => Promise<string | undefined>
  readonly after: (delayMs: number, task: () => void) => () => void
  /** A name for the session that no other client has. */
  readonly session: string
  /** The highest number that was stored, over all sockets of this client. */
  readonly stored: { n: number }
}

interface Http extends HttpSocketParts {
  readonly events: SocketEvents
  readonly stopping: AbortController
}

const askEveryMs = 300
const streamAgainMs = 2_000

export function openHttpSocket(parts: HttpSocketParts, events: SocketEvents): Socket {
  const http: Http = { ...parts, events, stopping: new AbortController() }
  parts.after(0, events.opened)
  return {
    send: (text) => void take(http, JSON.parse(text)).catch(() => end(http)),
    close: () => http.stopping.abort(),
  }
}

function end({ stopping, events }: Http): void {
  if (stopping.signal.aborted) return
  stopping.abort()
  events.closed()
}

const tell = ({ stopping, events }: Http, frame: object): void => {
  if (!stopping.signal.aborted) events.text(JSON.stringify(frame))
}

async function take(http: Http, frame: ClientFrame): Promise<void> {
  if (frame.t === 'hello') await greet(http)
  else if (frame.t === 'cmd') await command(http, frame)
  else if (frame.t === 'ping') tell(http, { t: 'pong', at: frame.at })
}

/** One call; rejects when nobody answers. */
async function call(http: Http, method: string, path: string, more: RequestInit = {}) {
  const token = await http.token()
  return await http.fetch(new URL(path, http.base), {
    method,
    signal: http.stopping.signal,
    ...more,
    headers: { ...more.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  })
}

async function greet(http: Http): Promise<void> {
  const welcome = { t: 'welcome', protocol: 1, session: http.session, world: '', resume: '' }
  const answer = await call(http, 'GET', '/v1/characters')
  if (answer.status === 401) {
    return tell(http, { ...welcome, session: '', character: null, needs: 'login', lastN: 0 })
  }
  const [own] = (await answer.json()) as { id: string; name: string }[]
  if (!answer.ok || !own) return end(http)
  const character = { ...own, role: 'player' }
  tell(http, { ...welcome, character, lastN: http.stored.n })
  void follow(http)
}

async function command(http: Http, { n, line }: ClientFrameOf<'cmd'>): Promise<void> {
  const answer = await call(http, 'POST', '/v1/commands', {
    body: JSON.stringify({ line }),
    headers: { 'content-type': 'application/json', 'idempotency-key': `${http.session}/${n}` },
  })
  const body = (await answer.json()) as { request: string; code?: string; detail?: string }
  if (answer.status !== 202) {
    const code = body.code === 'bad-line' ? 'bad-frame' : (body.code ?? 'unavailable')
    return tell(http, { t: 'reject', n, code, message: body.detail ?? '' })
  }
  http.stored.n = Math.max(http.stored.n, n)
  tell(http, { t: 'ack', n, request: body.request })
  await untilDone(http, n, body.request)
}

interface RequestState {
  readonly status: string
  readonly result?: { readonly npc?: string; readonly say?: string; readonly emote?: string }
}

const ended = new Set(['completed', 'refused', 'failed'])

/** Asks until the request has ended; what somebody answered is shown even where no stream is. */
async function untilDone(http: Http, n: number, request: string): Promise<void> {
  for (;;) {
    const answer = await call(http, 'GET', `/v1/requests/${request}`)
    const { status, result } = (await answer.json()) as RequestState
    if (answer.ok && ended.has(status)) {
      const words = result?.say ?? result?.emote
      if (words !== undefined) {
        const text = result?.say === undefined ? words : `${result.npc ?? 'Somebody'}: “${words}”`
        tell(http, { t: 'event', frame: '', cause: request, kind: 'answered', text, data: {} })
      }
      return tell(http, { t: 'done', frame: '', request, n, status })
    }
    await new Promise<void>((resolve) => http.after(askEveryMs, resolve))
    if (http.stopping.signal.aborted) return
  }
}

/** What the character perceives, again and again from where it broke off. */
async function follow(http: Http): Promise<void> {
  let last = ''
  while (!http.stopping.signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(last ? { 'last-event-id': last } : {}) }
      const answer = await call(http, 'GET', '/v1/events/world', { headers })
      if (answer.ok && answer.body) {
        for await (const { id, event, data } of eventsIn(answer.body)) {
          last = id || last
          if (event === 'event') http.events.text(data)
        }
      }
    } catch {
      // A stream that breaks, or is blocked, costs nothing but what would have come by it.
    }
    await new Promise<void>((resolve) => http.after(streamAgainMs, resolve))
  }
}
