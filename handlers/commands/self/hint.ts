import { optionsShown } from '../../../schema/answers/guidance.ts'
import { described } from '../../../schema/answers/things.ts'
import { directionFrom } from '../../../schema/directions.ts'
import { hintText } from '../../../schema/events/arrival.ts'
import { canSee } from '../../../schema/light.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { itemName, list, named } from '../../../schema/words.ts'
import { itemsAt } from '../../../schema/world.ts'
import { presentHint } from '../../arrival.ts'
import { answer, type Context, type Decision } from '../../decision.ts'
import { defineCommand, type Said } from '../../define-command.ts'
import { find, isHidden, othersHere } from '../../nouns.ts'
import { optionsFor, thingsAtHand } from '../../options.ts'
import { questsGivenIn, whyNot } from '../../quests.ts'
import { visibleExits } from '../../scene.ts'
import { talkersHere } from '../talking/talk.ts'

/** So many things are named. */
const thingsMax = 5

export const hint = defineCommand({
  verb: 'hint',
  aliases: ['hints', 'advice', 'options'],
  unoffered: true,
  always: true,
  arguments: [{ name: 'what', kind: 'thing', optional: true, after: ['with', 'about', 'for'] }],
  help: {
    group: 'self',
    brief: 'See what you could do here and now, or with somebody, with a thing, or on a way.',
    examples: ['hint', 'hint lantern', 'hint maud', 'hint north'],
  },
  decide: (context, { what }, said) =>
    what === undefined
      ? answer(described({ text: [...lesson(context), ...hints(context)].join('\n') }))
      : options(context, what, said),
})

function options(context: Context, phrase: string, said: Said): Decision {
  const { world, actor, room } = context
  const way = directionFrom(phrase)
  if (way && visibleExits(room).some(({ dir }) => dir === way)) {
    return answer(
      optionsShown({ of: way, name: way, options: optionsFor(context, way, said.usable()) }),
    )
  }
  const here = [
    ...(canSee(world, actor, room) ? othersHere(world, actor) : []),
    ...thingsAtHand(context),
  ]
  // Clients that show a list say by its id which of several they mean.
  const known = phrase.startsWith('#') ? here.find(({ id }) => `#${id}` === phrase) : undefined
  const found = known
    ? { kind: 'found' as const, entities: [known] as const }
    : find(world, phrase, here, { none: (noun) => `You see no ${noun} here.` })
  if (found.kind === 'refused') return found.decision
  const [subject] = found.entities
  const { id: of, name } = named(world, subject.id)
  return answer(optionsShown({ of, name, options: optionsFor(context, subject, said.usable()) }))
}

function lesson({ world, actor }: Context): string[] {
  const present = actor.kind === 'character' ? presentHint(world, actor) : undefined
  return present === undefined ? [] : [hintText(present)]
}

function hints(context: Context): string[] {
  const { actor, room, world } = context
  if (actor.position === 'dead') return ['Wait a little: you come back by yourself.']
  if (actor.position === 'sleeping') return ['You are asleep. “wake” ends it.']
  if (actor.fighting) {
    return [
      'You fight; blows fall by themselves. “flee” runs away, “skills” shows what else you can do.',
    ]
  }
  const ways = visibleExits(room).map(({ dir }) => dir)
  const things = canSee(context.world, context.actor, context.room) ? itemsAt(world, room.id) : []
  const names = things
    .filter((item) => !isHidden(world, item))
    .slice(0, thingsMax)
    .map((item) => `{item}${escapeMarkup(itemName(world, item))}{/}`)
  const task =
    actor.kind === 'character' &&
    questsGivenIn(world, room.id).some(({ quest }) => whyNot(world, actor, quest) === null)
  return [
    ...(ways.length > 0
      ? [`You can go ${list(ways)}: type the direction, or its first letter.`]
      : []),
    talkersHere(context),
    names.length > 0 ? `You can “look at” or “take” what lies here: ${list(names)}.` : '',
    task ? 'Somebody here has a task: “quest here” shows it.' : '',
    '“score” and “inventory” show how you are and what you carry; “help” shows everything else.',
  ].filter((line) => line !== '')
}
