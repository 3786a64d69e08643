/** Which of several NATS servers answers: all of them are asked at once, as one of them may be frozen. */
import { connect, type Socket } from 'node:net'
import { RetryableError } from '../errors.ts'

/**
 * Resolves to the first that greets whoever comes, `nats://host:port`. Rejects when none does in time.
 * The client library tries one after the other, and keeps its link to a frozen one open for ever.
 */
export async function firstToAnswer(servers: readonly string[], withinMs: number): Promise<string> {
  const links: Socket[] = []
  try {
    return await Promise.any(servers.map((server) => greeting(server, withinMs, links)))
  } catch (error) {
    // One that refuses says more than one that is silent.
    const errors = error instanceof AggregateError ? error.errors : [error]
    throw errors.find((one) => !(one instanceof RetryableError)) ?? errors[0]
  } finally {
    for (const link of links) link.destroy()
  }
}

function greeting(server: string, withinMs: number, links: Socket[]): Promise<string> {
  const { hostname, port } = new URL(server)
  return new Promise((resolve, reject) => {
    const link = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
    links.push(link)
    link.setTimeout(withinMs, () => reject(new RetryableError('timeout expired')))
    link.once('data', () => resolve(server))
    link.once('error', reject)
    link.once('close', () => reject(new RetryableError('Connection terminated')))
  })
}
