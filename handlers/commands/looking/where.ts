import { described } from '../../../schema/answers/things.ts'
import { towards } from '../../../schema/directions.ts'
import { canSee } from '../../../schema/light.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { list, mark, named } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import type { Zone } from '../../../schema/world-file.ts'
import { answer, type Context, type Decision } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { beingsIn, find, isHidden } from '../../nouns.ts'
import { visibleExits } from '../../scene.ts'
import { talkersHere } from '../talking/talk.ts'

export const where = defineCommand({
  verb: 'where',
  aliases: ['map', 'whereis', 'wherami'],
  arguments: [{ name: 'what', kind: 'rest', optional: true }],
  help: {
    group: 'looking',
    brief: 'See where you are, or whether something or somebody is near.',
    examples: ['where', 'where maud', 'where is the smithy?'],
  },
  decide: (context, args) => (args.what ? whereIs(context, args.what) : whereAmI(context)),
})

function whereAmI({ world, room }: Context): Decision {
  const zone = world.definitions.get<Zone>('zone', room.zone)?.name
  const place = `{room}${escapeMarkup(room.title)}{/}${zone ? `, in ${escapeMarkup(zone)}` : ''}`
  const ways = waysOut(world, room)
  const out = ways.length === 0 ? 'No way leads out.' : `Ways out: ${list(ways)}.`
  return answer(described({ text: `You are in ${place}. ${out}` }))
}

function waysOut(world: Context['world'], room: Context['room']): string[] {
  return visibleExits(room).map(({ dir, to, door }) => {
    const title = door === undefined || door === 'open' ? world.room(to)?.title : undefined
    return title ? `${dir} ({room}${escapeMarkup(title)}{/})` : dir
  })
}

function whereIs(context: Context, phrase: string): Decision {
  const { world, room, actor } = context
  const words = phrase.toLowerCase().split(/\s+/)
  const next = visibleExits(room).find(({ to, door }) => {
    const title = door === undefined || door === 'open' ? world.room(to)?.title : undefined
    const known = title?.toLowerCase().split(/\s+/) ?? []
    return words.every((word) => known.some((one) => one.startsWith(word)))
  })
  if (next) return answer(described({ text: `It is right next to here, ${towards(next.dir)}.` }))
  const things = [...itemsAt(world, actor.id), ...itemsAt(world, room.id)]
  const seen = canSee(context.world, context.actor, context.room)
    ? things.filter((item) => !isHidden(world, item))
    : []
  const near = [...beingsIn(world, room.id), ...seen]
  const found = find(world, phrase, near, { none: () => '' })
  if (found.kind === 'found') {
    const [one] = found.entities
    const held = one.place === actor.id ? 'with you' : 'here'
    return answer(described({ text: `${mark(named(world, one.id))} is ${held}.` }))
  }
  const ask = talkersHere(context) || '“exits” shows the ways out of here.'
  return answer(described({ text: `You see nothing of that near here. Ask somebody. ${ask}` }))
}
