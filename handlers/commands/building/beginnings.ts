/** What new definitions contain before builders edit them. */

import type { RoomId } from '../../../schema/ids.ts'
import { capital } from '../../../schema/words.ts'
import { type Buildable, slug } from './definitions.ts'
import type { Json } from './fields.ts'

/** A new definition before it is edited. */
export function beginning(of: Buildable, name: string): Json {
  switch (of) {
    case 'item':
      return { name, description: `You see ${name}.`, type: 'other' }
    case 'mobile':
      return {
        name,
        description: `You see ${name}.`,
        ground: `${capital(name)} is here.`,
        health: 20,
      }
    case 'quest':
      return {
        name,
        brief: `Something about ${name}.`,
        steps: [{ id: 'begin', text: 'Begin.', on: { event: 'character-moved', where: {} } }],
      }
    case 'script':
      return { about: name, on: 'enters', do: "echo('Nothing happens yet.')" }
    case 'social':
      return { noTarget: { self: `You ${name}.`, others: `{actor} ${name}s.` } }
    case 'faction':
      return { name, description: `People speak of ${name}.` }
    case 'article':
      return { title: capital(name), brief: `About ${name}.`, text: `About ${name}.` }
    case 'zone':
      return { name }
    case 'conflict':
      return {}
  }
}

/** A new conflict between two sides, with choices and outcomes that can be edited afterwards. */
export function newConflict(name: string, room: RoomId, sides: readonly [string, string]): Json {
  const choice = (help: string, rest: Json, self: string, others: string) => ({
    help,
    ...rest,
    messages: { self, others },
  })
  return {
    name,
    brief: `${sides[0]} and ${sides[1]} do not agree.`,
    rooms: [room],
    parties: sides.map((side, index) => ({
      id: slug(side) || `side-${index + 1}`,
      name: side,
      kind: 'faction',
      stance: `${side} will not give way.`,
    })),
    phases: {
      rising: { tension: 40 },
      climax: { tension: 60, progress: 40 },
      resolution: { progress: 80 },
      aftermath: { hours: 6 },
    },
    choices: {
      support: choice(
        'Stand with one side.',
        { chosen: 8, rivals: -4, tension: 6, progress: 8 },
        'You stand with {party}.',
        '{actor} stands with {party}.',
      ),
      oppose: choice(
        'Stand against one side.',
        { chosen: -8, rivals: 4, tension: 8, progress: 8 },
        'You stand against {party}.',
        '{actor} stands against {party}.',
      ),
      mediate: choice(
        'Look for a middle.',
        { needsParty: false, tension: -10, progress: 6 },
        'You look for words both sides can live with.',
        '{actor} looks for words both sides can live with.',
      ),
    },
    outcomes: [
      { id: 'settled', text: `${name}: it is settled.`, canon: `${name} came to an end.` },
    ],
    prose: {
      brewing: `There is talk about ${name}.`,
      rising: `Voices are raised about ${name}.`,
      climax: `Nobody talks of anything but ${name}.`,
      resolution: `It is over.`,
      aftermath: `People go back to their work.`,
    },
    placeholder: 'Something in the air has changed.',
  }
}
