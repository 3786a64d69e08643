/**
 * One address for whichever Postgres leads: a port that passes bytes to the server it was pointed at.
 * It stands in for the read-write service of an operator such as CloudNativePG, or for HAProxy.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Switch = {
  readonly port: number
  /** Everybody who comes from now on, or waits, reaches this port; whoever is connected elsewhere is cut off. */
  point(port: number): void
  /** Cuts off everybody; who comes from now on waits until it points anywhere. */
  hold(): void
  close(): void
}

/** Opens it on a loopback port; who comes before it points anywhere waits. */
export const openSwitch = async (): Promise<Switch> => {
  const open = new Set<Socket>()
  const keep = (socket: Socket): void => {
    open.add(socket)
    // Whoever is here may break; that says itself by the same end.
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
  }
  let target: number | undefined
  let pointed = Promise.withResolvers<number>()
  const join = (client: Socket, port: number): void => {
    if (client.destroyed) return
    const remote = connect(port, '127.0.0.1')
    keep(remote)
    for (const [one, other] of [
      [client, remote],
      [remote, client],
    ] as const) {
      one.setNoDelay(true)
      one.once('close', () => other.destroy())
      one.pipe(other)
    }
  }
  const server = createServer((client) => {
    keep(client)
    void pointed.promise.then((port) => join(client, port))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cutOff = (): void => {
    for (const socket of open) socket.destroy()
  }
  const hold = (): void => {
    target = undefined
    pointed = Promise.withResolvers()
    cutOff()
  }
  return {
    port: (server.address() as AddressInfo).port,
    hold,
    point(port) {
      if (port === target) return
      if (target !== undefined) hold()
      target = port
      pointed.resolve(port)
    },
    close() {
      server.close()
      cutOff()
    },
  }
}
