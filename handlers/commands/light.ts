/** Lamps and candles: lighting them, putting them out, filling them again. */
import type { Item } from '../../schema/entities.ts'
import { lightDoused, lightFilled, lightLit } from '../../schema/events/consume.ts'
import { itemDestroyed, itemSplit } from '../../schema/events/items.ts'
import { isDark } from '../../schema/light.ts'
import { prototypeOf } from '../../schema/words.ts'
import { itemsAt } from '../../schema/world.ts'
import type { ItemPrototype } from '../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { nameWithThe } from '../examine.ts'
import { find, type Refused, refuse } from '../nouns.ts'
import { lookAround } from '../scene.ts'

type Lamp = {
  readonly kind: 'lamp'
  readonly item: Item
  readonly light: NonNullable<ItemPrototype['light']>
}

/** A light here or in one's hands; one that is not lit when `lit` is false, and the reverse. */
function lampMeant({ world, actor, room }: Context, phrase: string, lit?: boolean): Lamp | Refused {
  const candidates = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const lamps = candidates.filter((item) => prototypeOf(world, item)?.light !== undefined)
  const wished = lamps.filter((item) => lit === undefined || (item.lit === true) === lit)
  const words = { none: (noun: string) => `You see no ${noun} here.` }
  const best = find(world, phrase, wished, words)
  const found = best.kind === 'found' ? best : find(world, phrase, candidates, words)
  if (found.kind === 'refused') return found
  const [item] = found.entities
  const light = item && prototypeOf(world, item)?.light
  return item && light
    ? { kind: 'lamp', item, light }
    : refuse(
        'no-light',
        item ? `${nameWithThe(world, item)} gives no light.`.replace(/^t/, 'T') : '',
      )
}

function lightUp(context: Context, phrase: string): Decision {
  const { actor, now, world, room } = context
  const lamp = lampMeant(context, phrase, false)
  if (lamp.kind === 'refused') return lamp.decision
  const { item, light } = lamp
  if (item.lit) return reject('lit', 'It is burning already.')
  // A light without a measure of fuel burns for ever.
  const until = light.fuelBeats === 0 ? {} : { until: now.beat + (item.fuel ?? light.fuelBeats) }
  if (light.fuelBeats > 0 && (item.fuel ?? 1) <= 0)
    return reject('empty', `There is nothing left to burn in ${nameWithThe(world, item)}.`)
  const lit = lightLit({ actor: actor.id, item: item.id, ...until })
  // Light where there was none shows the room.
  return isDark(world, room) ? accept(lit, (after) => lookAround(after, actor)) : accept(lit)
}

function putOut(context: Context, phrase: string): Decision {
  const { actor, now } = context
  const lamp = lampMeant(context, phrase, true)
  if (lamp.kind === 'refused') return lamp.decision
  const { item } = lamp
  if (!item.lit) return reject('not-lit', 'It is not burning.')
  const fuel = item.until === undefined ? undefined : Math.max(0, item.until - now.beat)
  return accept(
    lightDoused({
      actor: actor.id,
      item: item.id,
      why: 'doused',
      ...(fuel === undefined ? {} : { fuel }),
    }),
  )
}

function fill(context: Context, phrase: string): Decision {
  const { actor, now, world, newId } = context
  const lamp = lampMeant(context, phrase)
  if (lamp.kind === 'refused') return lamp.decision
  const { item, light } = lamp
  if (!light.refuel) return reject('no-fuel', 'That cannot be filled again.')
  const oil = itemsAt(world, actor.id).find(({ proto }) => proto === light.refuel)
  const fuelName = world.definitions.get<ItemPrototype>('item', light.refuel)?.name ?? 'fuel'
  if (!oil) return reject('no-fuel', `You need ${fuelName} for that.`)
  const single = oil.count > 1 ? newId('i') : oil.id
  const full = { actor: actor.id, item: item.id, fuel: light.fuelBeats }
  return accept([
    ...(oil.count > 1 ? [itemSplit({ item: oil.id, into: single, count: 1 })] : []),
    lightFilled(item.lit ? { ...full, until: now.beat + light.fuelBeats } : full),
    itemDestroyed({ item: single, reason: 'burnt', actor: actor.id }),
  ])
}

const what = { name: 'what', kind: 'thing' } as const

export const lightCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'light',
    aliases: ['ignite'],
    arguments: [what],
    help: {
      group: 'things',
      brief: 'Light a lamp or candle, to see where it is dark.',
      examples: ['light rushlight'],
    },
    decide: (context, args) => lightUp(context, args.what ?? ''),
  }),
  defineCommand({
    verb: 'extinguish',
    aliases: ['douse', 'snuff'],
    arguments: [what],
    help: {
      group: 'things',
      brief: 'Put out a light and save what is left of it.',
      examples: ['extinguish lantern', 'douse candle'],
    },
    decide: (context, args) => putOut(context, args.what ?? ''),
  }),
  defineCommand({
    verb: 'fill',
    aliases: ['refuel'],
    arguments: [what],
    help: {
      group: 'things',
      brief: 'Fill a lamp with the oil it needs.',
      examples: ['fill lantern'],
    },
    decide: (context, args) => fill(context, args.what ?? ''),
  }),
]
