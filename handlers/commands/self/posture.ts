/** Changes of posture: standing, resting, sleeping. */
import { postureChanged } from '../../../schema/events/posture.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { examineThing } from '../../examine.ts'
import { hasEffectFlag } from '../../rules/stats.ts'

type Posture = 'standing' | 'resting' | 'sleeping'

const already: Readonly<Record<Posture, string>> = {
  standing: 'You are standing already.',
  resting: 'You are resting already.',
  sleeping: 'You are asleep already.',
}

/** Where one sits or lies: nothing comes of it but that it has to be there. */
export const seat = {
  name: 'where',
  kind: 'thing',
  optional: true,
  after: ['on', 'upon', 'by', 'at', 'in', 'near', 'beside', 'down', 'under', 'next', 'to'],
} as const

/** Why one cannot sit there, or null. */
export function seatedAt(context: Context, phrase: string | undefined): Decision | null {
  if (!phrase || /^(here|down|floor|ground)$/i.test(phrase)) return null
  const found = examineThing(context, phrase)
  return found.kind === 'refused' ? found.decision : null
}

/** Takes on a posture, or says why not. */
export function takePosture({ actor, world }: Context, to: Posture): Decision {
  if (actor.position === 'fighting') {
    return reject('fighting', 'You are in the middle of a fight!')
  }
  if (actor.position === 'dead') return reject('dead', 'You are beyond such things.')
  if (actor.position === to) return reject('same', already[to])
  if (to !== 'sleeping' && hasEffectFlag(world, actor, 'asleep')) {
    return reject('asleep', 'You cannot shake off this sleep.')
  }
  return accept(postureChanged({ actor: actor.id, to }))
}
