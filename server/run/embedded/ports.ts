/** Finding free TCP ports and saying clearly when one is taken. */
import { createServer } from 'node:net'
import { randomNumber } from '../../platform/ambient.ts'

/** Whether this address can be listened on right now, and the code of the system when it cannot. */
export const tryPort = (host: string, port: number): Promise<{ port: number; code?: string }> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.unref()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ port, code: error.code ?? error.message }),
    )
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address()
      const real = typeof address === 'object' && address !== null ? address.port : port
      probe.close(() => resolve({ port: real }))
    })
  })

/** Below those that systems hand out to outgoing connections. */
const [lowest, highest] = [15_000, 29_999]
const triesMax = 100

/**
 * A port nobody listens on at this moment; another program may still be faster. It is none that an outgoing
 * connection may be given, because a server that is started again has to find its port free.
 */
export const freePort = async (host = '127.0.0.1'): Promise<number> => {
  for (let triesLeft = triesMax; ; triesLeft -= 1) {
    const { port, code } = await tryPort(host, randomNumber(lowest, highest))
    if (code === undefined) return port
    if (triesLeft === 0) throw new Error(`No free port on ${host}: ${code}`)
  }
}

/**
 * Starts a server on the wanted port, or on a free one when that is 0. Between finding a port free and
 * using it another program may take it; then another port is tried.
 */
export const withPort = async <T>(
  wanted: number,
  start: (port: number) => Promise<T>,
): Promise<T> => {
  if (wanted !== 0) return start(wanted)
  for (let triesLeft = 3; ; triesLeft -= 1) {
    try {
      return await start(await freePort())
    } catch (error) {
      // Another program took the port meanwhile, if the log of the server says so.
      const taken = error instanceof Error && /already in use/i.test(error.message)
      if (!taken || triesLeft === 0) throw error
    }
  }
}

/** The sentence a person reads when a port cannot be had; names the setting that changes it. */
export const portTrouble = (host: string, port: number, setting: string, code: string): string => {
  const where = `${host}:${port}`
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program (${where}). Stop it, or set ${setting} to another port (0 = any free one).`
  }
  if (code === 'EACCES') {
    return `Port ${port} may not be opened by this user (${where}). Set ${setting} to a port above 1023.`
  }
  const hostSetting = setting.replace(/_PORT$/, '_HOST')
  return `${where} cannot be listened on (${code}). Check ${hostSetting} and ${setting}.`
}

/** The port by which one process of a cluster reaches another one, which listens on `port` itself. */
export type Reach = (from: string, to: string, port: number) => Promise<number>

/** Nothing is in between. */
export const reachDirectly: Reach = (_from, _to, port) => Promise.resolve(port)
