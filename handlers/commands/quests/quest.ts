import {
  type OffersView,
  questsListed,
  questsOffered,
  questTold,
} from '../../../schema/answers/quests.ts'
import type { Character } from '../../../schema/entities.ts'
import { questAbandoned } from '../../../schema/events/quests.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import type { Quest } from '../../../schema/world-file.ts'
import { accept, answer, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import {
  activeQuests,
  activeState,
  begin,
  questEntry,
  questOf,
  questsGivenIn,
  questsState,
  whyNot,
} from '../../quests.ts'

export const quest = defineCommand({
  verb: 'quest',
  aliases: ['quests', 'journal', 'tasks'],
  // People used to other worlds type “q” to leave, so it must not mean this.
  priority: 95,
  always: true,
  arguments: [{ name: 'what', kind: 'rest', optional: true }],
  help: {
    group: 'quests',
    brief: 'See what you are to do, and what people here want done.',
    more: 'Saying the right word to somebody takes a task on as well; “quest here” tells which.',
    examples: ['quest', 'quest here', 'quest rats', 'quest accept rats', 'quest drop rats'],
  },
  decide(context, args) {
    const { world, actor } = context
    if (actor.kind !== 'character') return reject('not-a-player', 'You have tasks enough.')
    const [first = '', ...rest] = (args.what ?? '').trim().split(/\s+/)
    const name = rest.join(' ')
    switch (first.toLowerCase()) {
      case '':
      case 'list':
        return answer(questsListed(questsState(world, actor), 'quests'))
      case 'here':
        return answer(questsOffered(offers(context, actor)))
      case 'accept':
      case 'take':
        return takeOn(context, actor, name)
      case 'drop':
      case 'abandon':
        return giveUp(context, actor, name)
      default:
        return tell(context, actor, args.what ?? '')
    }
  },
})

function offers({ world, room }: Context, actor: Character): OffersView {
  const free = questsGivenIn(world, room.id).filter(
    (given) => whyNot(world, actor, given.quest) === null,
  )
  return {
    offers: free.map(({ quest: { id, name, brief, accept: words }, giver }) => ({
      quest: id,
      name,
      brief,
      giver: giver.name,
      say: words[0] ?? 'yes',
    })),
  }
}

/** True when every typed word begins a word of the quest's name or of the words that accept it. */
function isMeant(one: Quest, phrase: string): boolean {
  const known = `${one.name} ${one.accept.join(' ')}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const typed = phrase.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return typed.length > 0 && typed.every((word) => known.some((own) => own.startsWith(word)))
}

function takeOn({ world, room }: Context, actor: Character, phrase: string): Decision {
  const here = questsGivenIn(world, room.id)
  const meant = phrase ? here.filter((given) => isMeant(given.quest, phrase)) : here
  const free = meant.filter((given) => whyNot(world, actor, given.quest) === null)
  const [given, second] = free
  if (!given) {
    const [known] = meant
    const why = known && whyNot(world, actor, known.quest)
    return reject('no-task', why ?? 'Nobody here has such a task for you. Try “quest here”.')
  }
  if (second) {
    const names = free.map((one) => `“${one.quest.name}”`).join(' or ')
    return reject('which-one', `Which do you mean: ${names}?`)
  }
  const { id, place } = given.giver
  const words = given.quest.offer
  const offer = words
    ? [speechUttered({ actor: id, room: place, how: 'ask', words, target: actor.id })]
    : []
  return accept([...offer, ...begin(world, actor, given.quest)])
}

/** The quest of the actor that a phrase means, or why none is meant. */
function underWay({ world }: Context, actor: Character, phrase: string): Quest | Decision {
  const open = activeQuests(actor).flatMap((id) => questOf(world, id) ?? [])
  const meant = open.filter((one) => isMeant(one, phrase))
  const [found, second] = meant
  if (second) return reject('which-one', 'Which of your tasks do you mean?')
  return found ?? reject('no-task', 'You have no such task. Try “quest” alone.')
}

function giveUp(context: Context, actor: Character, phrase: string): Decision {
  const found = underWay(context, actor, phrase)
  if ('kind' in found) return found
  return accept(questAbandoned({ character: actor.id, quest: found.id, name: found.name }))
}

function tell(context: Context, actor: Character, phrase: string): Decision {
  const found = underWay(context, actor, phrase)
  if ('kind' in found) return found
  const state = activeState(actor, found.id)
  return state
    ? answer(questTold(questEntry(found, state)))
    : reject('no-task', 'You have no such task.')
}
