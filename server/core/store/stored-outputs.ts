/** The body of an `outputs` row: the outputs of one tick, by gateway. */
import type { Output, OutputMessage } from '../../../schema/envelope.ts'
import type { GatewayId, SessionId } from '../../../schema/ids.ts'

/** All sessions of a gateway, or one session wherever it was served. */
export type Whose = { readonly gateway: GatewayId } | { readonly session: SessionId }

/** The outputs of a tick for a gateway or a session, in the order of the tick. */
export function storedOutputs(body: string, whose: Whose): Output[] {
  const stored = JSON.parse(body) as Record<string, OutputMessage>
  if ('gateway' in whose) return [...(stored[whose.gateway]?.outputs ?? [])]
  return Object.values(stored)
    .flatMap((message) => message.outputs)
    .filter((output) => output.to.includes(whose.session))
    .sort((one, other) => one.k - other.k)
}
