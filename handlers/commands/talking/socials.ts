/** Socials: gestures that the world files define, each with a verb of its own. */
import { socialPerformed } from '../../../schema/events/speech.ts'
import type { Social } from '../../../schema/world-file.ts'
import { silenced } from '../../company.ts'
import { accept, type Context, type Decision } from '../../decision.ts'
import type { LineReader } from '../../define-command.ts'
import { beingsIn, find, isSelf } from '../../nouns.ts'

const joining = new Set(['at', 'to', 'the', 'with', 'before', 'on'])

/** A line like `smile` or `bow maren`. */
export const social: LineReader = {
  always: true,
  read(context, line) {
    const [verb = '', ...rest] = line.trim().toLowerCase().split(/\s+/)
    const meant = findSocial(context, verb)
    if (!meant) return null
    const phrase = rest.filter((word) => !joining.has(word)).join(' ')
    return silenced(context) ?? perform(context, meant, phrase)
  },
}

function perform({ world, actor, room }: Context, social: Social, phrase: string): Decision {
  const base = { actor: actor.id, room: room.id, social: social.id }
  const { noTarget } = social
  if (!phrase || !social.target) return accept(socialPerformed({ ...base, lines: noTarget }))
  if (isSelf(actor, phrase)) {
    const lines = social.onSelf ?? noTarget
    return accept(socialPerformed({ ...base, target: actor.id, lines }))
  }
  const found = find(world, phrase, beingsIn(world, room.id, actor.id), {
    none: (noun) => `You see no ${noun} here.`,
  })
  if (found.kind === 'refused') return found.decision
  const [target] = found.entities
  return accept(socialPerformed({ ...base, target: target.id, lines: social.target }))
}

function findSocial({ world }: Context, verb: string): Social | undefined {
  if (!verb) return undefined
  const exact = world.definitions.get<Social>('social', verb)
  if (exact) return exact
  const all = world.definitions.all<Social>('social')
  const alias = all.find(({ data }) => data.aliases?.includes(verb))
  return (alias ?? (verb.length >= 3 ? all.find(({ key }) => key.startsWith(verb)) : undefined))
    ?.data
}
