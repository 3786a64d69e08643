/**
 * The connection to NATS. The client's defaults give up after 20 seconds and notice a half-open link
 * only after minutes (RELIABILITY 2.3); this one does neither.
 */
import { connect, type NatsConnection } from 'nats'
import { firstToAnswer } from './first-server.ts'
import { readNatsAddress } from './nats-address.ts'

export interface Patience {
  /** `false` rejects when no server answers, for programs with a person in front of them. */
  readonly waits?: boolean
  /** How long a server may take to answer when nobody waits for it to start. */
  readonly answerMs?: number
}

// A paused server takes the connection and says nothing; another one of the cluster is tried then.
const silenceMs = 3_000

/** Connects and stays connected: reconnects for ever, notices a dead link within three seconds. */
export async function connectNats(
  url: string,
  name: string,
  { waits = true, answerMs = silenceMs }: Patience = {},
): Promise<NatsConnection> {
  const { servers, ...address } = readNatsAddress(url)
  return connect({
    ...address,
    servers: waits ? servers : await firstToAnswer(servers, answerMs),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    pingInterval: 1_000,
    maxPingOut: 2,
    waitOnFirstConnect: waits,
    timeout: waits ? silenceMs : answerMs,
  })
}
