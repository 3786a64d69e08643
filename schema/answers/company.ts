/** Answers about company: the group, channels, people, letters. */

import { defineAnswer } from '../define-answer.ts'
import { escapeMarkup } from '../markup.ts'
import { ownOf } from '../own.ts'
import { counted, list, spoken } from '../words.ts'

/** The `group` part; `leader` is empty when there is no group. */
export interface GroupView {
  leader: string
  members: {
    id: string
    name: string
    level: number
    vitals: Record<'health' | 'stamina' | 'lucidity', [number, number]>
    here: boolean
  }[]
}

export const groupShown = defineAnswer<GroupView>('group-shown', ({ leader, members }) => {
  if (members.length === 0) return 'You are in no group. Try “group invite” and a name.'
  const lines = members.map(({ id, name, level, vitals, here }) => {
    const [now, max] = vitals.health
    const notes = [`level ${level}`, `health ${now} of ${max}`]
    if (id === leader) notes.push('leads')
    if (!here) notes.push('elsewhere')
    return `  {player}${escapeMarkup(name)}{/} (${notes.join(', ')})`
  })
  return ['Your group:', ...lines].join('\n')
})

export interface ChannelsView {
  channels: { id: string; about: string; on: boolean }[]
}

export const channelsListed = defineAnswer<ChannelsView>('channels-listed', ({ channels }) =>
  [
    'Channels, each a verb of its own:',
    ...channels.map(
      ({ id, about, on }) => `  {channel}${id}{/} (${on ? 'on' : 'off'}): ${escapeMarkup(about)}`,
    ),
    'Try “channel gossip off”, or “history gossip”.',
  ].join('\n'),
)

export interface HistoryView {
  channel: string
  lines: { name: string; words: string; minutesAgo: number }[]
}

/** "just now", "5 minutes ago", "3 hours ago" */
export function agoInWords(minutes: number): string {
  if (minutes < 1) return 'just now'
  if (minutes < 120) return `${counted(minutes, 'minute')} ago`
  if (minutes < 2_880) return `${counted(Math.floor(minutes / 60), 'hour')} ago`
  return `${counted(Math.floor(minutes / 1_440), 'day')} ago`
}

export const channelRecalled = defineAnswer<HistoryView>(
  'channel-recalled',
  ({ channel, lines }) => {
    if (lines.length === 0) return `Nothing was said on {channel}${channel}{/} of late.`
    return [`Last said on {channel}${channel}{/}:`, ...lines.map(lineText)].join('\n')
  },
)

const lineText = ({ name, words, minutesAgo }: HistoryView['lines'][number]) =>
  `  {player}${escapeMarkup(name)}{/} (${agoInWords(minutesAgo)}): ${spoken(words)}`

export const tellsRecalled = defineAnswer<Pick<HistoryView, 'lines'>>(
  'tells-recalled',
  ({ lines }) =>
    lines.length === 0
      ? 'Nobody has told you anything of late.'
      : ['Last told to you:', ...lines.map(lineText)].join('\n'),
)

export const tellsMissed = defineAnswer<Pick<HistoryView, 'lines'>>('tells-missed', ({ lines }) =>
  ['{good}You were told while you were far away:{/}', ...lines.map(lineText)].join('\n'),
)

export interface PersonView {
  id: string
  name: string
  level: number
  role: string
  pronouns?: string
  title?: string
  description?: string
  present: boolean
}

const rolesTold: Readonly<Record<string, string>> = {
  guest: 'a guest',
  builder: 'a builder',
  admin: 'a keeper of the world',
  owner: 'a keeper of the world',
}

export const personTold = defineAnswer<PersonView>('person-told', (person) => {
  const title = person.title ? ` ${escapeMarkup(person.title)}` : ''
  const role = ownOf(rolesTold, person.role)
  const notes = [person.pronouns, `level ${person.level}`, role].filter(Boolean).join(', ')
  const where = person.present ? 'is in the world' : 'is not in the world just now'
  return [
    `{player}${escapeMarkup(person.name)}{/}${title} (${notes}) ${where}.`,
    ...(person.description ? [escapeMarkup(person.description)] : []),
  ].join('\n')
})

export const ignoresListed = defineAnswer<{ names: string[] }>('ignores-listed', ({ names }) =>
  names.length === 0
    ? 'You hear everybody.'
    : `You hear nothing of ${list(names.map((name) => `{player}${escapeMarkup(name)}{/}`))}.`,
)

export interface LettersView {
  letters: { id: string; from: string; unread: boolean; minutesAgo: number; opening: string }[]
}

export const lettersListed = defineAnswer<LettersView>('letters-listed', ({ letters }) => {
  if (letters.length === 0) return 'There are no letters for you.'
  const lines = letters.map(({ from, unread, minutesAgo, opening }, index) => {
    const mark = unread ? ' {good}(unread){/}' : ''
    const who = `{player}${escapeMarkup(from)}{/}`
    return `  ${index + 1}. ${who}, ${agoInWords(minutesAgo)}${mark}: ${escapeMarkup(opening)}`
  })
  return ['Your letters:', ...lines, 'Read one by “mail read 1”.'].join('\n')
})

export const letterShown = defineAnswer<{ from: string; minutesAgo: number; words: string }>(
  'letter-shown',
  ({ from, minutesAgo, words }) =>
    `A letter from {player}${escapeMarkup(from)}{/}, ${agoInWords(minutesAgo)}:\n${spoken(words)}`,
)

export const lettersWaiting = defineAnswer<{ count: number }>(
  'letters-waiting',
  ({ count }) =>
    `{good}${count === 1 ? 'A letter waits' : `${count} letters wait`} for you. Try “mail”.{/}`,
)

export interface SettingsView {
  settings: { name: string; value: string; about: string }[]
}

export const settingsListed = defineAnswer<SettingsView>('settings-listed', ({ settings }) =>
  [
    'Your settings:',
    ...settings.map(
      ({ name, value, about }) =>
        `  {channel}${name}{/} ${escapeMarkup(value)} {dim}${escapeMarkup(about)}{/}`,
    ),
    'Try “set autoflee off”.',
  ].join('\n'),
)

export interface NotesView {
  notes: { from: string; title: string; minutesAgo: number }[]
}

export const notesListed = defineAnswer<NotesView>('notes-listed', ({ notes }) => {
  if (notes.length === 0) return 'Nothing is pinned to the board. Try “board write” and a note.'
  const lines = notes.map(
    ({ from, title, minutesAgo }, index) =>
      `  ${index + 1}. ${escapeMarkup(title)} ({player}${escapeMarkup(from)}{/}, ${agoInWords(minutesAgo)})`,
  )
  return ['Pinned to the board:', ...lines, 'Read one by “board read 1”.'].join('\n')
})

export const noteShown = defineAnswer<NotesView['notes'][number] & { words: string }>(
  'note-shown',
  ({ from, title, minutesAgo, words }) =>
    `${escapeMarkup(title)}, by {player}${escapeMarkup(from)}{/}, ${agoInWords(minutesAgo)}:\n${spoken(words)}`,
)
