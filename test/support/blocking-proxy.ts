/** A proxy as careful networks have one: calls pass, sockets do not, and streams only where they may. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface BlockingProxy {
  readonly url: string
  /** How many upgrades were refused. */
  refused(): number
  close(): Promise<void>
}

export async function openBlockingProxy(
  target: string,
  { streams }: { readonly streams: boolean },
): Promise<BlockingProxy> {
  let refused = 0
  const server = createServer((incoming, answer) => {
    const path = incoming.url ?? '/'
    if (!streams && path.startsWith('/v1/events/')) return void answer.writeHead(403).end()
    const { method, headers } = incoming
    const passed = request(new URL(path, target), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    incoming.pipe(passed)
  })
  server.on('upgrade', (_request, socket) => {
    refused += 1
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    refused: () => refused,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
