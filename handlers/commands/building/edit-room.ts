/** The verbs that set a field of the room one stands in. */
import { cleanSpeech } from '../../../schema/text.ts'
import type { Context, Decision } from '../../decision.ts'
import { typedValue } from './fields.ts'
import { decideOrder } from './order.ts'

/** Sets one field of the room the builder is in, from what was typed. */
export function editRoom(context: Context, path: string, text: string): Decision {
  const to = typedValue(cleanSpeech(text))
  const fields = [{ path, to }]
  return decideOrder(context, { do: 'set', of: 'room', id: context.room.id, fields })
}
