/** A link to a server that can be listened to. */
import { connect, createServer, type Socket } from 'node:net'

export interface Wire {
  /** The server's address, through the link. */
  readonly url: string
  /** What clients have sent so far, as text. */
  sent(): string
  end(): void
}

/** Opens a link to the server that `url` names. */
export async function openWire(url: string): Promise<Wire> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let sent = ''
  const server = createServer((client) => {
    const remote = connect(Number(target.port), target.hostname)
    for (const socket of [client, remote]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.on('data', (bytes) => {
      sent += bytes.toString('latin1')
    })
    client.pipe(remote).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(typeof address === 'object' ? address?.port : 0)
  return {
    url: through.href,
    sent: () => sent,
    end() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
