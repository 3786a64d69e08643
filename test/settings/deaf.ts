/** Clients of each kind that come into the world, and then read nothing more of what they are sent. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { RunningRole } from '../../server/platform/roles.ts'
import { httpOf } from './stage.ts'

export interface Deaf {
  /** Whether the gateway has cut it off. */
  isCut(): boolean
  end(): void
}

/** A player with a WebSocket. */
export async function deafWebSocket(role: RunningRole): Promise<Deaf> {
  const socket = new WebSocket(`${httpOf(role).replace('http', 'ws')}/ws`, 'v1.mudstream')
  socket.on('error', () => undefined)
  await once(socket, 'open')
  const say = (frame: object) => socket.send(JSON.stringify(frame))
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => String(data).includes('"items"') && resolve())
    say({ t: 'hello' })
    say({ t: 'guest' })
  })
  socket.pause()
  return {
    // Whoever does not read learns of the end of a connection only by writing.
    isCut() {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
      return socket.readyState !== WebSocket.OPEN
    },
    end: () => socket.terminate(),
  }
}

/** A guest with telnet. */
export async function deafTelnet({ telnet }: RunningRole): Promise<Deaf> {
  const socket = connect(telnet?.port ?? 0, telnet?.host)
  await reads(socket, /Your name/)
  socket.write('guest\r\n')
  await reads(socket, /Exits/)
  return stopReading(socket, Buffer.of(255, 241))
}

/** An event stream of somebody who may hear everybody. */
export async function deafStream({ http }: RunningRole, token: string): Promise<Deaf> {
  const socket = connect(http?.port ?? 0, http?.host)
  const headers = `Host: ${http?.host}:${http?.port}\r\nAuthorization: Bearer ${token}\r\n`
  socket.write(`GET /v1/events/world HTTP/1.1\r\n${headers}\r\n`)
  await reads(socket, /text\/event-stream/)
  return stopReading(socket, Buffer.from('\r\n'))
}

async function reads(socket: Socket, wanted: RegExp): Promise<void> {
  let text = ''
  const take = (bytes: Buffer) => {
    text += bytes.toString('latin1')
  }
  socket.on('data', take)
  await expect.poll(() => text).toMatch(wanted)
  socket.off('data', take)
}

/** `nothing`: bytes that mean nothing to the other side. */
function stopReading(socket: Socket, nothing: Buffer): Deaf {
  socket.pause()
  socket.on('error', () => undefined)
  return {
    isCut() {
      if (socket.writable) socket.write(nothing)
      return socket.destroyed
    },
    end: () => void socket.destroy(),
  }
}
