/** The whole game for client tests: its own processes, and people who come in by telnet. */
import { fileURLToPath } from 'node:url'
import { portForLater } from '../support/ports.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { type Abilities, openTelnet, type TelnetClient } from './telnet-client.ts'

/** The world that comes with the server. */
export const deployedWorld = fileURLToPath(new URL('../../deploy/world', import.meta.url))

/** Passes a system's start by the slow disks of a busy machine. */
export const startMs = 120_000

export interface Game {
  readonly home: Home
  readonly system: WholeSystem
  readonly telnetPort: number
  /** Open when the settings name a certificate. */
  readonly tlsPort: number
  readonly webSocket: string
  readonly end: () => Promise<void>
}

/** Starts on free ports; again on others when somebody took one of them meanwhile. */
export async function startGame(
  settings: Readonly<Record<string, string>> = {},
  tries = 3,
): Promise<Game> {
  const home = await newHome()
  const tlsPort = await portForLater()
  const all = { ...settings, MUD_TELNET_TLS_PORT: String(tlsPort) }
  const system = await startWholeSystem(home, all).catch((error: unknown) => {
    home.remove()
    if (tries > 1 && String(error).includes('EADDRINUSE')) return null
    throw error
  })
  if (!system) return startGame(settings, tries - 1)
  return {
    home,
    system,
    telnetPort: home.ports.telnet,
    tlsPort,
    webSocket: `ws://127.0.0.1:${home.ports.http}/ws`,
    async end() {
      await system.stop()
      home.remove()
    },
  }
}

/** A client that shows everything there is. */
export const rich: Abilities = {
  types: ['WHOLEGAME', 'XTERM-256COLOR', 'MTTS 13', 'MTTS 13'],
  window: [100, 40],
  utf8: true,
  eor: true,
}

/** Comes in as a guest and waits for the first prompt. */
export async function telnetGuest(port: number, abilities: Abilities = {}): Promise<TelnetClient> {
  const client = await openTelnet(port, abilities)
  await client.sees('Your name')
  client.type('guest')
  await client.sees(/Welcome to [\s\S]*?<(EOR|GA)>/)
  return client
}

/** Everything goes on with the code on disk; or, as `failed`, says that it could not. */
export async function upgraded(
  { child, log }: WholeSystem,
  how: 'done' | 'failed' = 'done',
): Promise<void> {
  const times = () => log().split(`"event":"upgrade-${how}"`).length
  const before = times()
  signal(child.pid ?? 0, 'SIGHUP')
  await until('the upgrade', times, (now) => now > before, 120_000)
}
