/** The small inn with people who have something to say, a quarrel, and a zone that renews itself. */
import type { NewEvent } from '../../schema/define-event.ts'
import { definitionSet, mobileLoaded } from '../../schema/events/world.ts'
import { readDefinition } from '../../schema/world-file.ts'
import { worldOf } from './given.ts'
import { type Play, playIn } from './rule-play.ts'
import { player, smallInn } from './small-inn.ts'

type Json = Record<string, unknown>
type Section = Parameters<typeof readDefinition>[0]

/** A declaration as a world file would give it. */
export function declared(of: string, section: Section, id: string, value: Json): NewEvent {
  const read = readDefinition(section, id, value)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return definitionSet({ of, key: id, data: read.value as unknown as Json })
}

export function defineMobile(id: string, value: Json): NewEvent {
  const name = id.slice(id.indexOf('.') + 1)
  return declared('mobile', 'mobiles', id, {
    name: `the ${name}`,
    keywords: [name],
    description: `You see a ${name}.`,
    ground: `A ${name} is here.`,
    health: 20,
    ...value,
  })
}

/** A copy of a mobile at a place, under an id of its own. */
export function standing(mobile: string, proto: string, room: string, more: Json = {}): NewEvent {
  const state = {
    name: `the ${proto.slice(proto.indexOf('.') + 1)}`,
    level: 1,
    health: [20, 20],
    stamina: [20, 20],
    lucidity: [100, 100],
    gold: 0,
    position: 'standing',
    effects: [],
    ...more,
  }
  return mobileLoaded({ mobile, proto, room, state })
}

const choice = (rest: Json) => ({
  help: 'Do it.',
  messages: { self: 'You do it for {party}.', others: '{actor} does it for {party}.' },
  cooldownBeats: 0,
  ...rest,
})

/** Millers against burners, in the hall. */
export const quarrel = declared('conflict', 'conflicts', 'inn.wood', {
  name: 'The Wood',
  brief: 'Who may fell the wood?',
  rooms: ['hall', 'yard'],
  parties: [
    { id: 'miller', name: 'the miller', kind: 'npc', mobile: 'miller', stance: 'Mine.' },
    { id: 'burner', name: 'the burner', kind: 'npc', stance: 'Nobody’s.' },
  ],
  tension: 30,
  progress: 0,
  phases: {
    rising: { tension: 40 },
    climax: { tension: 60, progress: 20 },
    resolution: { progress: 60 },
    aftermath: { hours: 2 },
  },
  choices: {
    support: choice({ chosen: 20, rivals: -10, tension: 10, progress: 10 }),
    bribe: choice({ chosen: 5, tension: 1, progress: 1, cost: { gold: 10, stamina: 3 } }),
    mediate: choice({ needsParty: false, tension: -20, progress: 30 }),
  },
  drift: { tension: 2, progress: 0 },
  outcomes: [
    {
      id: 'felled',
      when: { party: 'miller', supportAtLeast: 70 },
      text: 'The oaks come down.',
      canon: 'The wood was felled.',
      effects: { reputation: { millers: 50 } },
    },
    { id: 'spared', text: 'The oaks stay.', canon: 'The wood was spared.' },
  ],
  prose: {
    brewing: 'Murmurs.',
    rising: 'Shouts.',
    climax: 'Axes.',
    resolution: 'Hands are shaken.',
    aftermath: 'Quiet.',
  },
  placeholder: 'A murmur goes round.',
  gossip: ['The miller has no paper.'],
})

export const millers = declared('faction', 'factions', 'millers', {
  name: 'the millers',
  description: 'Flour and quarrels.',
})

/** Ann (a player) and Bob (an owner) in the hall of an inn in which the given things are true. */
export function playStory(...events: readonly (NewEvent | readonly NewEvent[])[]): Play {
  const people = [player('Ann', 'inn.hall'), player('Bob', 'inn.hall', 'owner')]
  return playIn(worldOf(smallInn, ...people, ...events))
}
