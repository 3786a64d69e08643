/**
 * The client that others build on: it connects, comes back by itself, numbers commands, keeps views true,
 * and falls back to calls and streams where sockets are blocked. Runs in browsers and in Node 24.
 */
import type { ClientFrame } from '../../schema/frames/client.ts'
import type { ServerFrame, ServerFrameOf } from '../../schema/frames/server.ts'
import type { ViewData } from '../../schema/view-delta.ts'
import type { Command } from './command-queue.ts'
import { openHttpSocket } from './http-socket.ts'
import { createLink } from './link.ts'
import type {
  Character,
  Link,
  LinkListener,
  LinkPorts,
  LinkStatus,
  Prefs,
  SavedLink,
} from './link-ports.ts'
import { createViews, type Views } from './views.ts'
import { openWebSocket } from './web-socket.ts'

export interface ClientOptions {
  /** Where the game is: `https://play.example.org`. */
  readonly url: string
  /** Who plays: a token of `POST /v1/sessions`, a name and password, or a guest. */
  readonly as:
    | { readonly token: string }
    | { readonly name: string; readonly password: string; readonly character?: string }
    | { readonly guest: true | string }
  /** `auto`, the default: a socket, and HTTP once two sockets could not be opened. Guests need a socket. */
  readonly transport?: 'auto' | 'socket' | 'http'
  readonly prefs?: Prefs
  /** Where a session is kept that shall outlive this client; nowhere by default. */
  readonly memory?: { load(): SavedLink | undefined; save(link: SavedLink | undefined): void }
}

/** What became of a line. */
export interface Outcome {
  /**
   * `completed`, `refused` and `failed` as the world decided; `rejected`: it was not taken; `unknown`: the
   * session was lost before anybody could say.
   */
  readonly status: ServerFrameOf<'done'>['status'] | 'rejected' | 'unknown'
  /** What it caused for its author, in order. */
  readonly frames: readonly ServerFrameOf<'event'>[]
  /** Why it was not taken, for people. */
  readonly why?: string
}

export interface ClientEvents {
  /** Every frame but handshakes, once and in order. */
  frame(frame: ServerFrame): void
  status(status: LinkStatus): void
  /** A part of the view is another one now. */
  view(part: string, data: ViewData): void
  /** `resumed`: the session of before goes on. */
  welcomed(character: Character, how: { readonly resumed: boolean }): void
  /** The sign-in was refused. */
  refused(words: string): void
}

export interface GameClient {
  /** Sends a line; it is sent again after breaks until its fate is known. Never rejects. */
  send(line: string): Promise<Outcome>
  /** A part of the view (`room`, `char`, `items`, `group` …) as it is now. */
  view(part: string): ViewData | undefined
  status(): LinkStatus
  /** Says what happens from now on; the result ends that. */
  on(events: Partial<ClientEvents>): () => void
  /** Tries to connect at once. */
  retry(): void
  close(): void
}

interface State {
  readonly options: ClientOptions
  readonly listeners: Set<Partial<ClientEvents>>
  readonly views: Views
  /** Lines under way by their marks. */
  readonly waiting: Map<number, (outcome: Outcome) => void>
  /** What commands under way have caused, by request. */
  readonly caused: Map<string, ServerFrameOf<'event'>[]>
  commands: readonly Command[]
  status: LinkStatus
  token: string | undefined
}

const beforeFirst: LinkStatus = {
  phase: 'calling',
  attempt: 0,
  nextTryAtMs: undefined,
  bye: undefined,
}

/** Opens a client; it connects at once, and whatever goes wrong shows in its status. */
export function openClient(options: ClientOptions): GameClient {
  const state: State = {
    options,
    listeners: new Set(),
    views: createViews(),
    waiting: new Map(),
    caused: new Map(),
    commands: [],
    status: beforeFirst,
    token: 'token' in options.as ? options.as.token : undefined,
  }
  const link: Link = createLink(
    portsOf(state),
    listenerOf(state, () => {
      const frame = signInFrame(options.as)
      if (frame) link.signIn(frame)
    }),
  )
  link.start(state.token)
  return {
    send(line) {
      const { mark } = link.send(line)
      return new Promise((resolve) => state.waiting.set(mark, resolve))
    },
    view: (part) => state.views.of(part),
    status: () => state.status,
    on(events) {
      state.listeners.add(events)
      return () => void state.listeners.delete(events)
    },
    retry: () => link.nudge(),
    close: () => link.leave(),
  }
}

function tell<E extends keyof ClientEvents>(
  { listeners }: State,
  name: E,
  ...what: Parameters<ClientEvents[E]>
): void {
  for (const one of listeners) {
    // TypeScript does not follow that the listener of a name takes what is told under it.
    const listener = one[name] as ((...what: Parameters<ClientEvents[E]>) => void) | undefined
    listener?.(...what)
  }
}

/** `signIn`: the server asks who this is. */
function listenerOf(state: State, signIn: () => void): LinkListener {
  const { views } = state
  return {
    status(status) {
      state.status = status
      tell(state, 'status', status)
      if (status.phase === 'stranger') signIn()
    },
    welcomed({ character, resumed }) {
      if (!resumed) views.clear()
      tell(state, 'welcomed', character, { resumed })
    },
    frame(frame) {
      collect(state, frame)
      if (frame.t === 'state' || frame.t === 'delta') {
        const data = views.take(frame)
        if (data) tell(state, 'view', frame.part, data)
      }
      tell(state, 'frame', frame)
    },
    estranged: () => views.clear(),
    refusedSignIn: ({ message }) => tell(state, 'refused', message),
    refusedCommand: (command, { message }) => settle(state, command, 'rejected', message),
    unknownFate(commands) {
      for (const command of commands) settle(state, command, 'unknown')
    },
    commands(commands) {
      state.commands = commands
    },
    ackedAfter: () => undefined,
    pongAfter: () => undefined,
  }
}

function signInFrame(as: ClientOptions['as']): ClientFrame | undefined {
  if ('guest' in as) return { t: 'guest', ...(as.guest === true ? {} : { name: as.guest }) }
  return 'name' in as ? { t: 'login', ...as } : undefined
}

function collect(state: State, frame: ServerFrame): void {
  if (frame.t === 'event' && frame.cause !== undefined) {
    const own = state.commands.some(({ request }) => request === frame.cause)
    if (!own) return
    state.caused.set(frame.cause, [...(state.caused.get(frame.cause) ?? []), frame])
  } else if (frame.t === 'done') {
    const command = state.commands.find(({ n }) => n === frame.n)
    if (command) settle(state, { ...command, request: frame.request }, frame.status)
  }
}

function settle(
  { waiting, caused }: State,
  { mark, request = '' }: Command,
  status: Outcome['status'],
  why?: string,
): void {
  const resolve = waiting.get(mark)
  waiting.delete(mark)
  const frames = caused.get(request) ?? []
  caused.delete(request)
  resolve?.({ status, frames, ...(why === undefined ? {} : { why }) })
}

/** After so many sockets that did not open, and none that did, `auto` goes on by HTTP. */
const socketsMost = 2

function portsOf(state: State): LinkPorts {
  const { options } = state
  const after = (delayMs: number, task: () => void) => {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  }
  const http = { session: `http-${crypto.randomUUID()}`, stored: { n: 0 } }
  let failed = 0
  let wasOpen = false
  return {
    openSocket(events) {
      const { transport = 'auto', url: base } = options
      // Where one was open before, the server is away and sockets are not blocked.
      const isBlocked = !wasOpen && failed >= socketsMost && !('guest' in options.as)
      if (transport === 'http' || (transport === 'auto' && isBlocked)) {
        const token = () => tokenFor(state)
        return openHttpSocket({ base, fetch: globalThis.fetch, token, after, ...http }, events)
      }
      let isOpen = false
      return openWebSocket(base, {
        ...events,
        opened() {
          isOpen = true
          wasOpen = true
          events.opened()
        },
        closed() {
          if (!isOpen) failed += 1
          events.closed()
        },
      })
    },
    after,
    nowMs: () => performance.now(),
    random: Math.random,
    load: () => options.memory?.load(),
    save: (link) => options.memory?.save(link),
    prefs: () => ({ deltas: true, ...options.prefs }),
  }
}

/** The token at hand, or one for name and password; undefined when these are wrong. */
async function tokenFor(state: State): Promise<string | undefined> {
  const { as, url } = state.options
  if (state.token !== undefined || !('name' in as)) return state.token
  const answer = await fetch(new URL('/v1/sessions', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(as),
  })
  const { token } = (await answer.json()) as { token?: string }
  state.token = token
  return token
}
