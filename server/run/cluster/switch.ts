/**
 * One address for whichever Postgres leads: a port that passes bytes to the server it was pointed at.
 * It stands in for the read-write service of an operator such as CloudNativePG, or for HAProxy.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Switch = {
  readonly port: number
  /** Everybody who comes from now on reaches this port; whoever is connected elsewhere is cut off. */
  point(port: number): void
  close(): void
}

/** Opens it on a loopback port; nobody is let through before it points anywhere. */
export const openSwitch = async (): Promise<Switch> => {
  const open = new Set<Socket>()
  let target: number | undefined
  const server = createServer((client) => {
    if (target === undefined) return client.destroy()
    const remote = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [client, remote],
      [remote, client],
    ] as const) {
      open.add(one)
      one.setNoDelay(true)
      // Either side may break; the other one is told by the same end.
      one.on('error', () => undefined)
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cutOff = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    point(port) {
      if (port === target) return
      target = port
      cutOff()
    },
    close() {
      server.close()
      cutOff()
    },
  }
}
