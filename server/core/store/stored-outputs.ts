/** The body of an `outputs` row: the outputs of one tick, by gateway. */
import type { Output } from '../../../schema/envelope.ts'
import type { GatewayId, SessionId } from '../../../schema/ids.ts'
import { storedMessages } from '../../../schema/output-message.ts'

/** All sessions of a gateway, or one session wherever it was served. */
export type Whose = { readonly gateway: GatewayId } | { readonly session: SessionId }

/** The outputs of a tick for a gateway or a session, in the order of the tick. */
export function storedOutputs(body: string, whose: Whose): Output[] {
  const stored = storedMessages(body)
  if ('gateway' in whose) return [...(stored.get(whose.gateway)?.outputs ?? [])]
  return [...stored.values()]
    .flatMap((message) => message.outputs)
    .filter((output) => output.to.includes(whose.session))
    .sort((one, other) => one.k - other.k)
}
