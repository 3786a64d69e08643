/**
 * The gateway's side of a text session, small enough to hold in the hand: accounts in memory, and a
 * world in which every command is echoed. It answers in later turns of the event loop, as the real
 * one does, and keeps the frames it received.
 */

import type { ClientFrame } from '../../../../schema/frames/client.ts'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import { passwordProblem } from '../../../../server/edge/accounts/passwords.ts'
import type { TextSettings } from '../../../../server/edge/render/text-settings.ts'
import type { LastShown, SessionInput, Wire } from '../../../../server/edge/session/ports.ts'
import { SharedFrame } from '../../../../server/edge/session/shared-frame.ts'
import type { Lobby } from '../../../../server/edge/telnet/lobby.ts'
import type { SettingsMemory } from '../../../../server/edge/telnet/settings-memory.ts'

export interface SmallWorld {
  readonly open: (wire: Wire) => SessionInput
  readonly received: ClientFrame[]
  readonly wires: Wire[]
  readonly accounts: Map<string, string>
  closed: number
}

/** Remembers what was shown while the test runs. */
export function createLastShown(): LastShown {
  const shown = new Map<string, { readonly frame: string }>()
  return {
    keep: (session, seen) => shown.set(session, seen),
    left: () => undefined,
    after: async (session) => shown.get(session)?.frame ?? '',
  }
}

/** Knows the accounts of the small world. */
export const lobbyOf = ({ accounts }: Pick<SmallWorld, 'accounts'>): Lobby => ({
  who: async () => ({ names: [...accounts.keys()], count: accounts.size }),
  find: async (name) => ({ known: accounts.has(name) }),
  problemOf: async (password, name) => (await passwordProblem(password, name))?.why ?? null,
})

/** Remembers while the test runs. */
export function createSettingsMemory(): SettingsMemory {
  const kept = new Map<string, TextSettings>()
  return {
    read: async ({ session }) => kept.get(session) ?? {},
    save: async ({ session }, settings) => void kept.set(session, settings),
  }
}

export function createSmallWorld(): SmallWorld {
  const world: SmallWorld = {
    received: [],
    wires: [],
    accounts: new Map([['Ada', 'lovelace']]),
    closed: 0,
    open(wire) {
      world.wires.push(wire)
      const send = (frame: MarkedFrame) => wire.send(new SharedFrame(frame))
      return {
        receive(frame) {
          world.received.push(frame)
          // Refusals of the connection itself are immediate in the real gateway, too.
          if (frame.t === 'cmd' && frame.line === 'flood') {
            send({ t: 'reject', n: frame.n, code: 'too-fast', message: 'Not so fast!' })
          } else setImmediate(() => answer(world, send, frame))
        },
        closed: () => {
          world.closed += 1
        },
      }
    },
  }
  return world
}

function answer(world: SmallWorld, send: (frame: MarkedFrame) => void, frame: ClientFrame): void {
  if (frame.t === 'cmd') echo(send, frame.n, frame.line)
  else {
    const reply = signInReply(world, frame)
    if (reply) send(reply)
  }
}

function signInReply(world: SmallWorld, frame: ClientFrame): MarkedFrame | undefined {
  if (frame.t === 'guest') return welcome('Guest')
  if (frame.t === 'hello') return welcome(frame.resume?.token === 'secret' ? 'Ada' : null)
  if (frame.t === 'register' && !world.accounts.has(frame.name)) {
    world.accounts.set(frame.name, frame.password)
    return welcome(frame.name)
  }
  if (frame.t === 'register') {
    return { t: 'reject', code: 'name-taken', message: 'That name is {taken}.' }
  }
  if (frame.t !== 'login') return undefined
  if (world.accounts.get(frame.name) === frame.password) return welcome(frame.name)
  return { t: 'reject', code: 'bad-credentials', message: 'Name and password do not match.' }
}

function echo(send: (frame: MarkedFrame) => void, n: number, line: string): void {
  const request = `r${n}`
  const event = { t: 'event', cause: request, kind: 'echoed', data: {} } as const
  send({ t: 'ack', n, request })
  send({ ...event, frame: `${n}.1`, text: `{player}You{/} ${n}: ${line}` })
  send({ t: 'done', frame: `${n}.2`, request, n, status: 'completed' })
}

function welcome(name: string | null): MarkedFrame {
  const base = { t: 'welcome', protocol: 1, session: 's1', world: 'Saltmere', lastN: 0 } as const
  if (name === null) return { ...base, session: '', character: null, needs: 'login', resume: '' }
  return { ...base, character: { id: 'c1', name, role: 'player' }, resume: 'secret' }
}
