/** Standing, resting, sleeping, waking. */
import { postureChanged } from '../../schema/events/posture.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { hasEffectFlag } from '../rules/stats.ts'

type Posture = 'standing' | 'resting' | 'sleeping'

const already: Readonly<Record<Posture, string>> = {
  standing: 'You are standing already.',
  resting: 'You are resting already.',
  sleeping: 'You are asleep already.',
}

function change({ actor, world }: Context, to: Posture): Decision {
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

export const restCommands: readonly CommandType[] = [
  defineCommand({
    verb: 'rest',
    aliases: ['sit'],
    always: true,
    help: {
      group: 'self',
      brief: 'Sit down: health and stamina come back twice as fast.',
      examples: ['rest'],
    },
    decide: (context) => change(context, 'resting'),
  }),
  defineCommand({
    verb: 'sleep',
    help: {
      group: 'self',
      brief: 'Lie down and sleep: you mend three times as fast, and notice less.',
      examples: ['sleep'],
    },
    decide: (context) => change(context, 'sleeping'),
  }),
  defineCommand({
    verb: 'stand',
    always: true,
    help: { group: 'self', brief: 'Get up from rest or sleep.', examples: ['stand'] },
    decide: (context) => change(context, 'standing'),
  }),
  defineCommand({
    verb: 'wake',
    always: true,
    help: { group: 'self', brief: 'Wake up.', examples: ['wake'] },
    decide(context) {
      if (context.actor.position !== 'sleeping') return reject('awake', 'You are awake.')
      return change(context, 'standing')
    },
  }),
]

/** Getting up on the way: who sits and wants to walk stands up first. */
export function rises({ actor }: Context) {
  return actor.position === 'resting' ? [postureChanged({ actor: actor.id, to: 'standing' })] : []
}
