/** What new things contain before builders edit them, by typed line and by page alike. */

import type { RoomId } from './ids.ts'
import { capital } from './words.ts'
import type { BuildOrder } from './world-file/build-orders.ts'
import type { BuiltKind } from './world-file/built-kinds.ts'

type Json = Record<string, unknown>

/** The last part of an id, made from a name; empty when the name has no letter or digit. */
export function slug(name: string): string {
  const words =
    name
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? []
  return words
    .filter((word, index) => index > 0 || !/^(a|an|the)$/.test(word))
    .join('-')
    .slice(0, 40)
}

/** A new definition before it is edited. */
export function beginning(of: Exclude<BuiltKind, 'resets'>, name: string): Json {
  switch (of) {
    case 'room':
      return { title: name, description: 'Bare ground, waiting for words.' }
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

/** The first room of a new zone; its builder digs the others from there. */
const firstRoom = 'entrance'

/** A zone with an empty reset program and a first room. Nothing leads there until somebody links to it. */
export function newZone(id: string, name: string): BuildOrder {
  const room = `${id}.${firstRoom}`
  return {
    do: 'together',
    summary: `created zone ${id} with ${room}`,
    orders: [
      { do: 'define', of: 'zone', id, value: beginning('zone', name) },
      { do: 'define', of: 'resets', id, value: { program: [] } },
      { do: 'define', of: 'room', id: room, value: beginning('room', name) },
    ],
  }
}
