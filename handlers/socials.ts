/** Socials come from the world files: a verb without a command of its own may be one. */
import { socialPerformed } from '../schema/events/speech.ts'
import type { Social } from '../schema/world-file.ts'
import { accept, type Context, type Decision } from './decision.ts'
import { beingsIn, find } from './nouns.ts'
import { isSelf } from './speak.ts'

const joining = new Set(['at', 'to', 'the', 'with', 'before', 'on'])

/** The decision for a line like `smile` or `bow maren`, or null when it is no social. */
export function socialFor(context: Context, line: string): Decision | null {
  const [verb = '', ...rest] = line.trim().toLowerCase().split(/\s+/)
  const social = findSocial(context, verb)
  if (!social) return null
  const phrase = rest.filter((word) => !joining.has(word)).join(' ')
  const base = { actor: context.actor.id, room: context.room.id, social: social.id }
  if (!phrase || !social.target) {
    return accept(socialPerformed({ ...base, lines: social.noTarget }))
  }
  if (isSelf(context.actor, phrase)) {
    const lines = social.onSelf ?? social.noTarget
    return accept(socialPerformed({ ...base, target: context.actor.id, lines }))
  }
  const found = find(
    context.world,
    phrase,
    beingsIn(context.world, context.room.id, context.actor.id),
    {
      none: (noun) => `You see no ${noun} here.`,
    },
  )
  if (found.kind === 'refused') return found.decision
  const [target] = found.entities
  return target
    ? accept(socialPerformed({ ...base, target: target.id, lines: social.target }))
    : accept(socialPerformed({ ...base, lines: social.noTarget }))
}

function findSocial(context: Context, verb: string): Social | undefined {
  if (!verb) return undefined
  const exact = context.world.definitions.get<Social>('social', verb)
  if (exact) return exact
  const all = context.world.definitions.all<Social>('social')
  const alias = all.find(({ data }) => data.aliases?.includes(verb))
  return (alias ?? (verb.length >= 3 ? all.find(({ key }) => key.startsWith(verb)) : undefined))
    ?.data
}
