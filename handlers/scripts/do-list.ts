/** The `do:` of a mobile's talk and hours: the simple form of a script. */
import type { Character, Mobile } from '../../schema/entities.ts'
import type { Action } from '../../schema/world-file.ts'
import type { Act } from '../decision.ts'
import { callScript } from './call.ts'
import { actionsProgram, plainScript } from './index.ts'
import { seesOf } from './reaction.ts'

/** The acts of a list of actions, for the causer if there is one. */
export function doActs(
  mobile: Mobile,
  list: readonly Action[],
  causer?: Character | Mobile,
): Act[] {
  if (list.length === 0) return []
  const script = plainScript(mobile.proto, () => actionsProgram(list))
  const holder = { id: mobile.id, handle: { handle: 'being', id: mobile.id }, mobile } as const
  const call = { script, holder }
  const happening = { on: 'says', room: mobile.place, by: causer?.id } as const
  return [
    {
      kind: 'later',
      acts: (context) =>
        callScript(context, { ...call, sees: seesOf(context, call, happening) }).acts,
    },
  ]
}
