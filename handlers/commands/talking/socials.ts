/** Socials: gestures that the world files define, each with a verb of its own. */
import { described } from '../../../schema/answers/things.ts'
import { socialPerformed } from '../../../schema/events/speech.ts'
import { list } from '../../../schema/words.ts'
import type { Social } from '../../../schema/world-file.ts'
import { withoutStop } from '../../arguments.ts'
import { silenced } from '../../company.ts'
import { accept, answer, type Context, type Decision } from '../../decision.ts'
import { defineCommand, type LineReader } from '../../define-command.ts'
import { find, isSelf, othersHere } from '../../nouns.ts'

const joining = new Set(['at', 'to', 'the', 'with', 'before', 'on', 'towards', 'and', 'you'])

/** A line like `smile` or `bow maren`. */
export const social: LineReader = {
  always: true,
  words: ({ world }) =>
    world.definitions
      .all<Social>('social')
      .flatMap(({ key, data }) => [key, ...(data.aliases ?? [])]),
  read: (context, line) => performLine(context, line, socialNamed),
}

/** A line that begins with the beginning of a social's verb, from three letters on. */
export const socialByBeginning: LineReader = {
  always: true,
  read: (context, line) => performLine(context, line, socialBeginning),
}

export const socials = defineCommand({
  verb: 'socials',
  aliases: ['gestures', 'emotes'],
  always: true,
  help: {
    group: 'talking',
    brief: 'See the gestures that have a verb of their own.',
    examples: ['socials', 'smile', 'bow maren'],
  },
  decide({ world }) {
    const verbs = world.definitions.all<Social>('social').map(({ key }) => key)
    const text = `You can ${list(verbs)}, alone or at somebody: “bow maud”. Anything else: “emote looks out to sea”.`
    return answer(described({ text }))
  },
})

function performLine(
  context: Context,
  line: string,
  find: (context: Context, verb: string) => Social | undefined,
): Decision | null {
  const words = line.trim().toLowerCase().split(/\s+/)
  const [verb = '', ...rest] = words.map(withoutStop)
  const meant = verb === '' ? undefined : find(context, verb)
  if (!meant) return null
  const phrase = rest.filter((word) => !joining.has(word)).join(' ')
  return silenced(context) ?? perform(context, meant, phrase)
}

function perform({ world, actor, room }: Context, social: Social, phrase: string): Decision {
  const base = { actor: actor.id, room: room.id, social: social.id }
  const { noTarget } = social
  if (!phrase || !social.target) return accept(socialPerformed({ ...base, lines: noTarget }))
  if (isSelf(actor, phrase)) {
    const lines = social.onSelf ?? noTarget
    return accept(socialPerformed({ ...base, target: actor.id, lines }))
  }
  const found = find(world, phrase, othersHere(world, actor), {
    none: (noun) => `You see no ${noun} here.`,
  })
  if (found.kind === 'refused') return found.decision
  const [target] = found.entities
  return accept(socialPerformed({ ...base, target: target.id, lines: social.target }))
}

function socialNamed({ world }: Context, verb: string): Social | undefined {
  const exact = world.definitions.get<Social>('social', verb)
  if (exact) return exact
  const all = world.definitions.all<Social>('social')
  return all.find(({ data }) => data.aliases?.includes(verb))?.data
}

function socialBeginning({ world }: Context, verb: string): Social | undefined {
  if (verb.length < 3) return undefined
  return world.definitions.all<Social>('social').find(({ key }) => key.startsWith(verb))?.data
}
