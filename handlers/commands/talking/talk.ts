import { described } from '../../../schema/answers/things.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { list, mark, mobilePrototype, named } from '../../../schema/words.ts'
import { answer, type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { find, othersHere } from '../../nouns.ts'
import { addressed, speak } from './speech.ts'
import { topicsOf } from './topics.ts'

export const talk = defineCommand({
  verb: 'talk',
  aliases: ['greet', 'chat', 'speak', 'topics'],
  priority: 80,
  arguments: [
    { name: 'who', kind: 'person', optional: true, after: ['to', 'with'] },
    { name: 'words', kind: 'rest', optional: true, after: ['about', 'of'] },
  ],
  help: {
    group: 'talking',
    brief: 'Begin a talk with somebody here, and see what you may ask about.',
    examples: ['talk to maren', 'greet maren', 'talk to maren about the lantern', 'talk'],
  },
  decide: (context, { who, words }) => (who ? begin(context, who, words ?? '') : whoTalks(context)),
})

function begin(context: Context, who: string, words: string): Decision {
  const address = addressed(context, who, words)
  if (address.kind === 'refused') return address.decision
  const spoken = speak(context, 'ask', address.words || 'hello', address.target)
  if (address.words || spoken.kind !== 'accept') return spoken
  return { ...spoken, answer: () => [described({ text: topicsWith(context, address.target) })] }
}

/** What somebody here may be asked about. */
export function talkTo(context: Context, phrase: string): Decision {
  const { world, actor } = context
  const found = find(world, phrase, othersHere(world, actor), {
    none: (noun) => `You see nobody called ${noun} here. ${talkersHere(context)}`.trim(),
  })
  return found.kind === 'refused'
    ? found.decision
    : answer(described({ text: topicsWith(context, found.entities[0]) }))
}

function topicsWith({ world, room }: Context, being: Character | Mobile): string {
  const who = mark(named(world, being.id))
  if (being.kind === 'character') {
    return `Just say what you want to say, or “tell ${being.name.toLowerCase()} …” for ${who} alone.`
  }
  const topics = topicsOf(world, room.id, being)
  const call = callOf(world, being)
  if (topics.length === 0) return `Say anything to ${who}: “ask ${call} …”.`
  const known = list(topics.map((topic) => `“${escapeMarkup(topic)}”`))
  return `You may ask ${who} about ${known}: “ask ${call} about ${escapeMarkup(topics[0] ?? '')}”. Anything else may be worth a try.`
}

function whoTalks(context: Context): Decision {
  const others = talkersHere(context)
  return others ? answer(described({ text: others })) : reject('nobody', 'Nobody here to talk to.')
}

/** "You may talk to Maud (“talk to maud”)", or nothing. */
export function talkersHere({ world, actor }: Context): string {
  const here = othersHere(world, actor).slice(0, 6)
  if (here.length === 0) return ''
  const names = here.map((one) => `${mark(named(world, one.id))} (“talk to ${callOf(world, one)}”)`)
  return `You may talk to ${list(names)}.`
}

function callOf(world: Context['world'], being: Character | Mobile): string {
  if (being.kind === 'character') return being.name.toLowerCase()
  const [called] = mobilePrototype(world, being.proto)?.keywords ?? []
  return called ?? being.name.toLowerCase()
}
