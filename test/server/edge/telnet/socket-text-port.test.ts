import { describe, expect, test } from 'vitest'
import {
  createWireFormat,
  type Subprotocol,
  subprotocols,
  type WireFrame,
} from '../../../../server/edge/render/wire-formats.ts'
import {
  createSocketTextPort,
  type MessageSocket,
  webTerminalCaps,
} from '../../../../server/edge/telnet/socket-text-port.ts'
import { createTextSession } from '../../../../server/edge/telnet/text-session.ts'
import { createLastShown, createSettingsMemory, createSmallWorld, lobbyOf } from './small-world.ts'

/** Signs in as a guest over one subprotocol and says hello; what the socket was sent. */
async function play(name: Subprotocol): Promise<WireFrame[]> {
  const sent: WireFrame[] = []
  const format = createWireFormat(name, webTerminalCaps)
  const socket: MessageSocket = {
    send: (frame) => sent.push(frame),
    close: () => undefined,
    buffered: () => 0,
    cork: () => undefined,
    uncork: () => undefined,
  }
  const port = createSocketTextPort({ via: name, address: '127.0.0.1', format, socket })
  const world = createSmallWorld()
  const session = createTextSession(port, {
    open: world.open,
    lobby: lobbyOf(world),
    memory: createSettingsMemory(),
    mssp: () => ({ NAME: 'Saltmere' }),
    greeting: '{room}Saltmere{/}',
    guests: () => true,
    shown: createLastShown(),
  })
  session.start()
  for (const line of ['MSSP-REQUEST', 'guest', 'set colour off', 'say hello']) session.line(line)
  const isDone = () => sent.some(({ payload }) => payload.includes('You 1: say hello'))
  while (!isDone()) await new Promise(setImmediate)
  return sent
}

describe('the standard MUD WebSockets', () => {
  test.each(subprotocols.filter((name) => name !== 'v1.mudstream'))(
    '%s carries the same session',
    async (name) => {
      const sent = await play(name)
      const text = sent.filter(({ kind }) => kind === 'binary').map(({ payload }) => payload)
      expect(text[0]).toBe('\u001b[1;38;5;179mSaltmere\u001b[0m\r\n')
      expect(text).toContain('You 1: say hello\r\n')
      expect(text).toContain('\r\nMSSP-REPLY-START\r\nNAME\tSaltmere\r\nMSSP-REPLY-END\r\n')
      const asText = sent.filter(({ kind }) => kind === 'text').map(({ payload }) => payload)
      const isJson = name === 'json.mudstandards.org'
      expect(asText.some((payload) => payload.includes('Char.Name'))).toBe(
        name !== 'terminal.mudstandards.org',
      )
      expect(
        asText.every((payload) => !isJson || typeof JSON.parse(payload).data === 'string'),
      ).toBe(true)
      const prompts = (isJson ? asText : text).filter((payload) => payload.includes('> '))
      expect(prompts.length).toBeGreaterThan(0)
    },
  )
})
