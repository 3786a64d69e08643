/** Words for one person, wherever in the world that person is. */
import { described } from '../../schema/answers/things.ts'
import type { Character } from '../../schema/entities.ts'
import { mark, named } from '../../schema/words.ts'
import { type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { beingsIn, fits, readNoun } from '../nouns.ts'
import { addressed, isSelf, speak } from '../speak.ts'

export const tellCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'tell',
    priority: 30,
    arguments: [
      { name: 'who', kind: 'person' },
      { name: 'words', kind: 'rest' },
    ],
    help: {
      group: 'talking',
      brief: 'Say something to one person, wherever that person is.',
      more: 'Somebody here who is not a player simply hears you say it.',
      examples: ['tell ann I am at the quay'],
    },
    decide: (context, args) => tellSomebody(context, args.who ?? '', args.words ?? ''),
  }),
  defineCommand({
    verb: 'reply',
    arguments: [{ name: 'words', kind: 'rest' }],
    help: {
      group: 'talking',
      brief: 'Answer the person who last told you something.',
      examples: ['reply on my way'],
    },
    decide: (context, args) => replyTo(context, args.words ?? ''),
  }),
]

function tellSomebody(context: Context, who: string, words: string): Decision {
  const { world, actor, room } = context
  if (isSelf(actor, who)) return reject('self', 'You mutter to yourself, and nobody minds.')
  const listener = world.characterNamed(who) ?? bySomeLetters(context, who)
  if (listener) return tell(context, listener, words)
  const { words: noun } = readNoun(who)
  const here = beingsIn(world, room.id, actor.id).some((being) => fits(world, being, noun))
  if (!here || noun.length === 0) {
    return reject('not-in-world', `Nobody called ${who} is in the world just now.`)
  }
  const address = addressed(context, who, words)
  if (address.kind === 'refused') return address.decision
  return speak(context, 'ask', address.words, address.target)
}

/** The one person in the world whose name begins like that; three letters at least, to be sure. */
function bySomeLetters({ world, actor }: Context, who: string): Character | undefined {
  const start = who.toLowerCase()
  if (start.length < 3) return undefined
  let found: Character | undefined
  for (const character of world.charactersPresent()) {
    if (character.id === actor.id || !character.name.toLowerCase().startsWith(start)) continue
    if (found) return undefined
    found = character
  }
  return found
}

function tell(context: Context, listener: Character, words: string): Decision {
  if (listener.ignores?.includes(context.actor.id)) {
    return reject('ignored', `${listener.name} does not want to hear from you.`)
  }
  const decision = speak(context, 'tell', words, listener)
  if (decision.kind !== 'accept' || listener.linkLostBeat === undefined) return decision
  const note = `{dim}${mark(named(context.world, listener.id))} stares into the distance and may not hear you.{/}`
  return { ...decision, answer: () => [described({ text: note })] }
}

function replyTo(context: Context, words: string): Decision {
  const { world, actor } = context
  const last = actor.kind === 'character' ? actor.lastTellFrom : undefined
  if (!last) return reject('nobody', 'Nobody has told you anything that you could answer.')
  const listener = world.get(last)
  if (listener?.kind !== 'character' || listener.place === '') {
    return reject('not-in-world', 'Whoever told you that is not in the world any more.')
  }
  return tell(context, listener, words)
}
