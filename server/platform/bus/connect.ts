/**
 * The connection to NATS. The client's defaults give up after 20 seconds and notice a half-open link
 * only after minutes (RELIABILITY 2.3); this one does neither.
 */
import { connect, type NatsConnection } from 'nats'
import { readNatsAddress } from './nats-address.ts'

/**
 * Connects and stays connected: reconnects for ever, notices a dead link within three seconds.
 * `waits: false` rejects when nobody listens there yet, for programs with a person in front of them.
 */
export async function connectNats(
  url: string,
  name: string,
  { waits = true }: { readonly waits?: boolean } = {},
): Promise<NatsConnection> {
  const { inboxPrefix, ...address } = readNatsAddress(url)
  return connect({
    ...address,
    inboxPrefix,
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    pingInterval: 1_000,
    maxPingOut: 2,
    waitOnFirstConnect: waits,
    // A paused server takes the connection and says nothing; another one of the cluster is tried then.
    timeout: 3_000,
  })
}
