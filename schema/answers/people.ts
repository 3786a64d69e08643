/** Answers about characters: one's own, and the others in the world. */

import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'
import { ownOf } from '../own.ts'
import { counted, list } from '../words.ts'

/** The `char` state of the protocol, and what `score` reads out. */
export interface CharView {
  id: string
  name: string
  level: number
  vitals: {
    health: [number, number]
    stamina: [number, number]
    lucidity: [number, number]
  }
  gold: number
  affects: { id: string; name: string }[]
  position: string
  /** The opponent in a fight, and its condition. */
  opponent?: { id: string; name: string; condition: string; healthPercent: number }
  role?: string
  title?: string
  experience?: number
  /** Experience won on this level, and how much of it leads to the next one. */
  toNextLevel?: [number, number]
  pronouns?: string
  /** Where it comes from, as the origins of the world are called. */
  origin?: string
  /** It has just come into the world and is being shown its first steps. */
  arriving?: true
}

export const scored = defineAnswer<CharView>('scored', (char) => {
  const { health, stamina, lucidity } = char.vitals
  const title = char.title ? ` ${char.title}` : ''
  const lines = [
    `You are {player}${escapeMarkup(char.name)}{/}${escapeMarkup(title)}, of level ${char.level}.`,
    `Health ${health[0]} of ${health[1]}, stamina ${stamina[0]} of ${stamina[1]}, lucidity ${lucidity[0]} of ${lucidity[1]}.`,
    char.experience === undefined
      ? `You have ${char.gold} gold.`
      : `You have ${char.gold} gold and ${counted(char.experience, 'point')} of experience.`,
    char.opponent
      ? `You are fighting ${escapeMarkup(char.opponent.name)}, who ${char.opponent.condition}.`
      : `You are ${char.position}.`,
  ]
  if (char.affects.length > 0) {
    lines.push(`You feel: ${list(char.affects.map((affect) => escapeMarkup(affect.name)))}.`)
  }
  return lines.join('\n')
})

/** How many rooms of the zone around it a character has been in. */
export const explored = defineAnswer<{ zone: string; rooms: number }>(
  'explored',
  ({ zone, rooms }) =>
    `You have explored ${counted(rooms, 'place')} of {room}${escapeMarkup(zone)}{/}.`,
)

export interface WhoView {
  people: {
    id: string
    name: string
    level: number
    role: string
    title?: string
    /** Its link is lost. */
    away?: true
    /** Its player is away from the keys, and why. */
    afk?: string
    /** It looks for company. */
    seeking?: true
  }[]
  /** How many there are, listed or not. */
  count: number
}

const rolesTold: Readonly<Record<string, string>> = {
  guest: 'a guest',
  builder: 'a builder',
  admin: 'a keeper of the world',
  owner: 'a keeper of the world',
}

export const whoListed = defineAnswer<WhoView>('who-listed', ({ people, count }) => {
  const lines = people.map((person) => {
    const title = person.title ? ` ${escapeMarkup(person.title)}` : ''
    const notes = [
      `level ${person.level}`,
      ownOf(rolesTold, person.role),
      person.away && 'far away',
      person.afk !== undefined && `away: ${escapeMarkup(person.afk)}`,
      person.seeking && 'looks for company',
    ]
    return `  {player}${escapeMarkup(person.name)}{/}${title} (${notes.filter(Boolean).join(', ')})`
  })
  const more = count - people.length
  if (more > 0) lines.push(`  … and ${more} more`)
  const many = count === 1 ? 'One person is' : `${count} people are`
  return [`${many} in the world:`, ...lines].join('\n')
})
