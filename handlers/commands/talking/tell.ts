import { anybodyNamed, playerNamed } from '../../company.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { beingsIn, fits, isSelf, readNoun } from '../../nouns.ts'
import { writeTo } from './mail.ts'
import { addressed, speak, tellTo } from './speech.ts'

export const tell = defineCommand({
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
  decide: (context, args) => tellSomebody(context, args.who, args.words),
})

function tellSomebody(context: Context, who: string, words: string): Decision {
  const { world, actor, room } = context
  if (isSelf(actor, who)) return reject('self', 'You mutter to yourself, and nobody minds.')
  const listener = playerNamed(context, who)
  if (listener) return tellTo(context, listener, words)
  const { words: noun } = readNoun(who)
  const here = beingsIn(world, room.id, actor.id).some((being) => fits(world, being, noun))
  if (!here || noun.length === 0) {
    // What is told to somebody who is away waits as a letter.
    if (anybodyNamed(world, who)) return writeTo(context, who, words)
    return reject('not-in-world', `Nobody called ${who} is in the world just now.`)
  }
  const address = addressed(context, who, words)
  if (address.kind === 'refused') return address.decision
  return speak(context, 'ask', address.words, address.target)
}
