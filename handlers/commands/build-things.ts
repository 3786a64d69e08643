/** Building things and people: declarations, copies, resets; taking changes back; their history. */
import { changesListed, definitionShown, historyShown } from '../../schema/answers/building.ts'
import { copiesOf } from '../../schema/copies.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { definitionId } from '../../schema/definitions.ts'
import type { Item, Mobile } from '../../schema/entities.ts'
import { changesOf, historyOf } from '../../schema/events/building.ts'
import { itemDestroyed, itemLoaded } from '../../schema/events/items.ts'
import { definitionSet, mobileGone, mobileLoaded } from '../../schema/events/world.ts'
import { cleanSpeech } from '../../schema/text.ts'
import { itemName } from '../../schema/words.ts'
import { itemsAt, mobilesAt } from '../../schema/world.ts'
import type { ItemPrototype, MobilePrototype } from '../../schema/world-file.ts'
import { change, undo } from '../building/change.ts'
import {
  type Buildable,
  beginning,
  buildableFrom,
  checked,
  completeId,
  editable,
  type Json,
  newConflict,
  typedValue,
  withField,
} from '../building/define.ts'
import { createZone } from '../building/new-zone.ts'
import { resets } from '../building/reset-steps.ts'
import { accept, answer, type Context, type Decision, reject } from '../decision.ts'
import type { ArgumentSpec, CommandType } from '../define-command.ts'
import { carried, find } from '../nouns.ts'
import { initialState, mobileState } from '../rules/making.ts'
import { zoneResetEvents } from '../rules/reset-program.ts'
import { builderCommand } from './build-rooms.ts'

type Args = Readonly<Record<string, string | undefined>>
const word = (name: string, optional = false): ArgumentSpec => ({ name, kind: 'word', optional })
const rest = (name: string, optional = false): ArgumentSpec => ({ name, kind: 'rest', optional })

export const thingBuilding: readonly CommandType[] = [
  builderCommand(
    'create',
    'Declare a new item, mobile, quest, conflict, social, faction or zone.',
    [word('kind'), word('id'), rest('name')],
    [
      'create item oil-can a dented oil can',
      'create conflict well-war The War of the Well: upper town, lower town',
      'create faction masons the guild of masons',
      'create zone kilns The Kilns',
    ],
    create,
  ),
  builderCommand(
    'edit',
    'Set a field of a declaration; “none” removes it, “new” as a place adds to a list.',
    [word('kind'), word('id'), word('field'), rest('value')],
    ['edit item oil-can weight 2', 'edit mobile garth behaviours [{"kind":"wander","chance":20}]'],
    edit,
  ),
  builderCommand(
    'inspect',
    'Read a declaration.',
    [word('kind'), word('id')],
    ['inspect mobile garth'],
    inspect,
  ),
  builderCommand(
    'spawn',
    'Put a fresh copy of an item or mobile here.',
    [word('kind'), word('id')],
    ['spawn item oil-can', 'spawn mobile garth'],
    place,
  ),
  builderCommand(
    'purge',
    'Take a thing or mobile that is here out of the world.',
    [{ name: 'what', kind: 'thing' }],
    ['purge oil can'],
    purge,
  ),
  builderCommand(
    'resets',
    'Show this zone’s reset program, or change it: “add item|mobile <id> [max]”, “remove <number>”.',
    [word('act', true), word('kind', true), word('id', true), word('max', true)],
    ['resets', 'resets add mobile garth 1', 'resets remove 3'],
    resets,
  ),
  builderCommand('zreset', 'Run this zone’s reset program now.', [], ['zreset'], (context) =>
    accept(
      zoneResetEvents(context, {
        zone: context.room.zone,
        occupied: true,
        by: context.actor.id,
      }),
    ),
  ),
  builderCommand(
    'undo',
    'Take back your last change, or the one named.',
    [word('change', true)],
    ['undo'],
    takeBack,
  ),
  builderCommand('changes', 'List your changes.', [], ['changes'], ({ world, actor }) =>
    answer(
      changesListed({
        changes: changesOf(world, actor.id).map((one) => ({
          change: one.change,
          summary: one.summary,
        })),
      }),
    ),
  ),
  builderCommand(
    'provenance',
    'Read the history of this room, or of a thing or mobile here, or of a declaration.',
    [rest('what', true)],
    ['provenance', 'provenance lantern', 'provenance item oil-can'],
    provenance,
    ['lore'],
  ),
]

interface Wanted {
  readonly of: Buildable
  readonly id: string
}

function wanted(context: Context, args: Args): Wanted | Decision {
  const of = buildableFrom(args['kind'] ?? '')
  if (!of) return reject('bad-kind', 'Say item, mobile, quest, conflict, social, faction or zone.')
  const id = completeId(of, args['id'] ?? '', context.room.zone)
  if (!id) return reject('bad-id', 'An id is of lower-case letters, digits and hyphens.')
  const zone = id.includes('.') ? id.slice(0, id.indexOf('.')) : context.room.zone
  if (of === 'zone') return { of, id }
  if (zone !== context.room.zone) return reject('other-zone', `Go to ${zone} first.`)
  return { of, id }
}

const isDecision = (value: Wanted | Decision): value is Decision => 'kind' in value

function create(context: Context, args: Args): Decision {
  const what = wanted(context, args)
  if (isDecision(what)) return what
  const { world, room } = context
  if (world.definitions.get(what.of, what.id) !== undefined) {
    return reject('exists', `There is ${what.of} ${what.id} already; edit it.`)
  }
  const name = cleanSpeech(args['name'] ?? '')
  if (what.of === 'zone') return createZone(context, what.id, name)
  const value = what.of === 'conflict' ? conflictFrom(name, room.id) : beginning(what.of, name)
  return define(context, what, value, `created ${what.of} ${what.id}`)
}

/** "The War of the Well: upper town, lower town" */
function conflictFrom(text: string, room: string): Json {
  const [name = text, sides = ''] = text.split(':').map((part) => part.trim())
  const [one = 'one side', other = 'the other side'] = sides
    .split(',')
    .map((side) => side.trim())
    .filter(Boolean)
  return newConflict(name, room, [one, other])
}

function define(context: Context, { of, id }: Wanted, value: Json, summary: string): Decision {
  const read = checked(of, id, value)
  if (!read.ok) return reject('bad-definition', `That does not fit: ${read.problem}`)
  const by = context.actor.id
  return change(context, definitionId(of, id), summary, [
    definitionSet({ of, key: id, data: read.value, by }),
  ])
}

function edit(context: Context, args: Args): Decision {
  const what = wanted(context, args)
  if (isDecision(what)) return what
  const known = editable(context.world, what.of, what.id)
  if (!known) return reject('unknown', `There is no ${what.of} ${what.id}; create it.`)
  // Who may build in a zone may change it, from inside; a new one is entered by “goto”.
  if (what.of === 'zone' && what.id !== context.room.zone) {
    return reject('other-zone', `Go to ${what.id} first.`)
  }
  const field = args['field'] ?? ''
  const value = withField(known, field, typedValue(cleanSpeech(args['value'] ?? '')))
  if (!value) return reject('no-field', `${what.id} has no place for ${field}.`)
  return define(context, what, value, `set ${field} of ${what.of} ${what.id}`)
}

function inspect(context: Context, args: Args): Decision {
  const what = wanted(context, args)
  if (isDecision(what)) return what
  const known = context.world.definitions.get<Json>(what.of, what.id)
  if (!known) return reject('unknown', `There is no ${what.of} ${what.id}.`)
  const fields = Object.entries(known).map(([name, value]): [string, string] => [
    name,
    (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 600),
  ])
  return answer(definitionShown({ of: what.of, id: what.id, fields }))
}

function place(context: Context, args: Args): Decision {
  const of = buildableFrom(args['kind'] ?? '')
  const { world, room, dice, newId } = context
  const id = of ? completeId(of, args['id'] ?? '', room.zone) : null
  if ((of !== 'item' && of !== 'mobile') || !id) {
    return reject('bad-kind', 'Say “spawn item <id>” or “spawn mobile <id>”.')
  }
  if (of === 'item') {
    const prototype = world.definitions.get<ItemPrototype>('item', id)
    if (!prototype) return reject('unknown', `There is no item ${id}.`)
    const item = newId('i')
    const state = initialState(prototype)
    return change(context, room.id, `placed ${id} in ${room.id}`, [
      itemLoaded({ item, proto: id, place: room.id, reason: 'builder', state }),
    ])
  }
  const prototype = world.definitions.get<MobilePrototype>('mobile', id)
  if (!prototype) return reject('unknown', `There is no mobile ${id}.`)
  // Its purse is empty: gold comes into the world by rewards and shops, never by a builder's whim.
  const state = { ...mobileState(prototype, dice), gold: 0 }
  return change(context, room.id, `placed ${id} in ${room.id}`, [
    mobileLoaded({ mobile: newId('m'), proto: id, room: room.id, origin: 'builder', state }),
  ])
}

function purge(context: Context, args: Args): Decision {
  const { world, room } = context
  const here: (Item | Mobile)[] = [...itemsAt(world, room.id), ...mobilesAt(world, room.id)]
  const none = (noun: string) => `You see no ${noun} here.`
  const found = find<Item | Mobile>(world, args['what'] ?? '', here, { none })
  if (found.kind === 'refused') return found.decision
  const [thing] = found.entities
  if (!thing) return reject('not-here', none(args['what'] ?? 'such thing'))
  if (thing.kind === 'item' && thing.owner) {
    return reject('owned', 'That belongs to a player. Leave it to its owner.')
  }
  if (world.contents(thing.id).some((held) => held.kind === 'item') || (thing.gold ?? 0) > 0) {
    return reject('not-empty', 'It holds something; empty it first.')
  }
  const gone: NewEvent =
    thing.kind === 'item'
      ? itemDestroyed({ item: thing.id, reason: 'builder', actor: context.actor.id })
      : mobileGone({ mobile: thing.id, reason: 'builder' })
  return change(context, room.id, `purged ${thing.proto} from ${room.id}`, [gone])
}

function takeBack(context: Context, args: Args): Decision {
  const changes = changesOf(context.world, context.actor.id)
  const last = args['change']
    ? changes.find((one) => one.change === args['change'])
    : changes.at(-1)
  return last ? undo(context, last) : reject('nothing', 'There is nothing to take back.')
}

function provenance(context: Context, args: Args): Decision {
  const { world, room, actor } = context
  const phrase = args['what']?.trim() ?? ''
  if (!phrase) return told(context, room.id, room.title, [`room ${room.id}`])
  const [kind = '', id = ''] = phrase.split(/\s+/)
  const of = buildableFrom(kind)
  const full = of && id ? completeId(of, id, room.zone) : null
  if (of && full && world.definitions.get(of, full) !== undefined) {
    return told(context, definitionId(of, full), full, [
      `${copiesOf(world, full)} copies in the world`,
    ])
  }
  const near: (Item | Mobile)[] = [
    ...carried(world, actor.id),
    ...itemsAt(world, room.id),
    ...mobilesAt(world, room.id),
  ]
  const found = find<Item | Mobile>(world, phrase, near, {
    none: (noun) => `You see no ${noun} here.`,
  })
  if (found.kind === 'refused') return found.decision
  const [thing] = found.entities
  if (!thing) return reject('not-here', `You see no ${phrase} here.`)
  const about = definitionId(thing.kind === 'item' ? 'item' : 'mobile', thing.proto)
  const name = thing.kind === 'item' ? itemName(world, thing) : thing.name
  const made =
    thing.kind === 'item'
      ? [`made in tick ${thing.made}`]
      : [`came by ${thing.origin ?? 'a builder'}`]
  return told(context, about, name, [`${thing.id}, a copy of ${thing.proto}`, ...made])
}

function told({ world }: Context, about: string, name: string, facts: string[]): Decision {
  const lines = historyOf(world, about).map(({ tick, by, summary }) => ({ tick, by, summary }))
  return answer(historyShown({ about: name, lines, facts }))
}
