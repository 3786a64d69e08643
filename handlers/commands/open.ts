/** Doors and lids: open, close, lock, unlock. */
import type { NewEvent } from '../../schema/define-event.ts'
import { containerChanged } from '../../schema/events/items.ts'
import { capital } from '../../schema/words.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import {
  doorEvent,
  findOpenable,
  nameOf,
  type Openable,
  stateOf,
  withoutKey,
} from '../openables.ts'

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

function change(context: Context, phrase: string, act: Act): Decision {
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

const what = { name: 'what', kind: 'thing' } as const

export const openCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'open',
    priority: 20,
    arguments: [what],
    help: {
      group: 'moving',
      brief: 'Open a door or a container.',
      examples: ['open door', 'open north', 'open chest'],
    },
    decide: (context, args) => change(context, args.what ?? '', 'opened'),
  }),
  defineCommand({
    verb: 'close',
    aliases: ['shut'],
    arguments: [what],
    help: {
      group: 'moving',
      brief: 'Close a door or a container.',
      examples: ['close door', 'close chest'],
    },
    decide: (context, args) => change(context, args.what ?? '', 'closed'),
  }),
  defineCommand({
    verb: 'lock',
    arguments: [what, withKey()],
    help: {
      group: 'moving',
      brief: 'Lock a door or a container; you need its key.',
      examples: ['lock door', 'lock chest'],
    },
    decide: (context, args) => change(context, args.what ?? '', 'locked'),
  }),
  defineCommand({
    verb: 'unlock',
    arguments: [what, withKey()],
    help: {
      group: 'moving',
      brief: 'Unlock a door or a container; you need its key.',
      examples: ['unlock door', 'unlock north', 'unlock door with brass key'],
    },
    decide: (context, args) => change(context, args.what ?? '', 'unlocked'),
  }),
]

/** Players like to name the key; the right one in hand is used whichever they name. */
function withKey() {
  return { name: 'key', kind: 'thing', optional: true, after: ['with', 'using'] } as const
}
