/** Doors and lids of containers: what opens, closes, locks and unlocks them. */
import type { NewEvent } from '../../../schema/define-event.ts'
import { containerChanged } from '../../../schema/events/items.ts'
import { capital } from '../../../schema/words.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import {
  doorEvent,
  findOpenable,
  nameOf,
  type Openable,
  stateOf,
  withoutKey,
} from '../../openables.ts'

type Act = 'opened' | 'closed' | 'locked' | 'unlocked'
type State = 'open' | 'closed' | 'locked'

/** For each act: the state it starts from, and what is said of any other state. */
const rules: Readonly<Record<Act, { from: State; otherwise: Partial<Record<State, string>> }>> = {
  opened: { from: 'closed', otherwise: { open: 'is already open', locked: 'is locked' } },
  closed: { from: 'open', otherwise: { closed: 'is already closed', locked: 'is already closed' } },
  locked: {
    from: 'closed',
    otherwise: { open: 'is open; close it first', locked: 'is already locked' },
  },
  unlocked: { from: 'locked', otherwise: { open: 'is open', closed: 'is not locked' } },
}

/** Changes the door or container that `phrase` means, or says why it stays as it is. */
export function changeOpening(context: Context, phrase: string, act: Act): Decision {
  const what = findOpenable(context, phrase)
  if (what.kind === 'refused') return what.decision
  const { from, otherwise } = rules[act]
  const state = stateOf(what)
  if (state !== from) {
    return reject(`is-${state}`, `${capital(nameOf(context.world, what))} ${otherwise[state]}.`)
  }
  const turnsKey = act === 'locked' || act === 'unlocked'
  const keyless = turnsKey ? withoutKey(context, what) : null
  return keyless ?? accept(changed(context, what, act))
}

function changed(context: Context, what: Openable, act: Act): NewEvent {
  return what.kind === 'door'
    ? doorEvent(context, what, act)
    : containerChanged({ actor: context.actor.id, item: what.item.id, act })
}

/** Players like to name the key. The right one in hand is used, whichever they name. */
export const withKey = {
  name: 'key',
  kind: 'thing',
  optional: true,
  after: ['with', 'using'],
} as const
