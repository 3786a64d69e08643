import { z } from 'zod'
import { ownOf } from '../own.ts'
import {
  beats,
  coins,
  direction,
  type HelpOf,
  plainId,
  prose,
  reference,
  strict,
  whole,
} from './common.ts'

const tagged = <T extends string, S extends z.ZodRawShape>(act: T, shape: S, help: HelpOf<S>) =>
  // TypeScript cannot see through the spread that the literal needs no help.
  strict({ act: z.literal(act), ...shape }, help as unknown as HelpOf<{ act: z.ZodLiteral<T> } & S>)

const textHelp = { text: ['The words.', 'Who goes there?'] } as const
const itemHelp = { item: ['Which thing.', 'saltmere.lamp'] } as const
const exitAction = <T extends string>(act: T) =>
  tagged(act, { direction }, { direction: ['In which direction.', 'north'] })

const actionUnion = z.discriminatedUnion(
  'act',
  [
    tagged('say', { text: prose }, textHelp),
    tagged('emote', { text: prose }, textHelp),
    tagged('tell', { text: prose }, textHelp),
    tagged('narrate', { text: prose }, textHelp),
    tagged('give', { item: reference }, itemHelp),
    tagged('load', { item: reference }, itemHelp),
    tagged('destroy', { item: reference }, itemHelp),
    tagged('gold', { amount: coins }, { amount: ['How many coins.', 10, 'coppers'] }),
    tagged('attack', {}, {}),
    tagged('flee', {}, {}),
    exitAction('open'),
    exitAction('close'),
    exitAction('lock'),
    exitAction('unlock'),
    exitAction('move'),
    tagged('teleport', { room: reference }, { room: ['To which room.', 'saltmere.quay'] }),
    tagged(
      'effect',
      { effect: plainId, beats: beats.optional() },
      {
        effect: ['Which effect.', 'poison'],
        beats: ['How long, if not as long as the effect says.', 80, 'beats'],
      },
    ),
    tagged('heal', { amount: whole(1, 10_000) }, { amount: ['How much health.', 20, 'points'] }),
    tagged('social', { social: plainId }, { social: ['Which gesture.', 'bow'] }),
    tagged('offer', { quest: reference }, { quest: ['Which quest.', 'saltmere.rats'] }),
  ],
  { error: () => `expected one action: ${Object.keys(mainField).join(', ')}` },
)

const mainField: Readonly<Record<string, string>> = {
  say: 'text',
  emote: 'text',
  tell: 'text',
  narrate: 'text',
  give: 'item',
  load: 'item',
  destroy: 'item',
  gold: 'amount',
  attack: '',
  flee: '',
  open: 'direction',
  close: 'direction',
  lock: 'direction',
  unlock: 'direction',
  move: 'direction',
  teleport: 'room',
  effect: 'effect',
  heal: 'amount',
  social: 'social',
  offer: 'quest',
}

/**
 * One thing a mobile does in answer to what happened. Files write `say: Hello`, readers see
 * `{act: 'say', text: 'Hello'}`. The one addressed is whoever caused the reaction. `give` hands
 * over a carried copy and makes one if none is carried; `load` puts a new copy on the ground;
 * `destroy` uses up a copy the mobile carries; `tell` is heard by the causer alone; `narrate` is
 * seen by the room without a speaker.
 */
export const action = z.preprocess(readAction, actionUnion)
export type Action = z.infer<typeof action>

function readAction(value: unknown): unknown {
  if (typeof value === 'string' && ownOf(mainField, value) === '') return { act: value }
  if (value === null || typeof value !== 'object' || 'act' in value) return value
  const [key, ...others] = Object.keys(value)
  if (key === undefined) return value
  const field = ownOf(mainField, key)
  if (field === undefined) return value
  const record = value as Record<string, unknown>
  const rest = Object.fromEntries(others.map((name) => [name, ownOf(record, name)]))
  return field === '' ? { act: key, ...rest } : { act: key, [field]: ownOf(record, key), ...rest }
}
