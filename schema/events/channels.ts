/** Talk across the world: channels, what was said on them last, and whom a character ignores. */
import { z } from 'zod'
import { channelOf } from '../channels.ts'
import { defineEvent } from '../define-event.ts'
import type { Character } from '../entities.ts'
import { beingId, characterId } from '../id-fields.ts'
import { type BeingId, type CharacterId, DEFINITIONS_PLACE, type RecordId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { mayUse } from '../roles.ts'
import { nobody } from '../views.ts'
import { markFirst, type Named, named, spoken } from '../words.ts'
import { recordData, type WorldReader } from '../world.ts'

/** The last things said on a channel, oldest first. */
export interface ChannelHistory {
  readonly lines: readonly {
    readonly who: BeingId
    readonly name: string
    readonly words: string
    readonly atMs: number
  }[]
}

export function channelRecord(channel: string): RecordId {
  return `channel:${channel}`
}

export function channelHistory(world: WorldReader, channel: string): ChannelHistory['lines'] {
  return recordData<ChannelHistory>(world, channelRecord(channel))?.lines ?? []
}

/** Lines of a channel that are kept for those who ask. */
const historyMax = 20

interface ChannelView {
  actor: Named
  channel: string
  words: string
}

export const channelSpoken = defineEvent({
  type: 'channel-spoken',
  about: 'Somebody said something on a channel, or to a group.',
  data: z.strictObject({
    actor: beingId,
    channel: z.string(),
    words: z.string(),
    /** The members of the group that hear it; absent for a channel, which all its listeners hear. */
    to: z.array(characterId).max(200).optional(),
  }),
  personal: ['words'],
  speaker: (data) => data.actor,
  subject: (data) => data.actor,
  views: nobody,
  evolve(world, data, meta) {
    if (data.to || !channelOf(data.channel)) return
    const { name } = named(world, data.actor)
    const line = { who: data.actor, name, words: data.words, atMs: meta.atMs }
    const history: ChannelHistory = {
      lines: [...channelHistory(world, data.channel), line].slice(-historyMax),
    }
    const id = channelRecord(data.channel)
    world.put({ id, kind: 'record', place: DEFINITIONS_PLACE, of: 'channel', data: history })
  },
  perceive(world, data) {
    const view = { actor: named(world, data.actor), channel: data.channel, words: data.words }
    const hearing = data.to ?? listeners(world, data.channel)
    const others = hearing.filter((one) => one !== data.actor)
    return [
      { to: { character: data.actor }, role: 'actor', data: view },
      { to: { characters: others }, role: 'others', data: view },
    ]
  },
  text: {
    actor: (view: ChannelView) => `{channel}[${view.channel}]{/} You: ${spoken(view.words)}`,
    others: (view: ChannelView) =>
      `{channel}[${view.channel}]{/} ${markFirst(view.actor)}: ${spoken(view.words)}`,
  },
})

function listeners(world: WorldReader, channel: string): CharacterId[] {
  const least = channelOf(channel)?.role
  const hearing: CharacterId[] = []
  for (const character of world.charactersPresent()) {
    if (character.channelsOff?.includes(channel)) continue
    if (mayUse(character.role, least)) hearing.push(character.id)
  }
  return hearing
}

/** What a being is told about a setting of its own. */
function toSelf(character: BeingId, data: Readonly<Record<string, unknown>>) {
  return [{ to: { character }, role: 'actor' as const, data }]
}

/** The list without `one`, and with it at its end if `has`; absent when nothing is left in it. */
function changed<T>(list: readonly T[] | undefined, { one, has }: { one: T; has: boolean }) {
  const others = (list ?? []).filter((known) => known !== one)
  const next = has ? [...others, one] : others
  return next.length > 0 ? next : undefined
}

export const channelTuned = defineEvent({
  type: 'channel-tuned',
  about: 'Somebody turned a channel on or off for itself.',
  data: z.strictObject({ character: beingId, channel: z.string(), on: z.boolean() }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const character = world.get(data.character)
    if (character?.kind !== 'character') return
    const channelsOff = changed(character.channelsOff, { one: data.channel, has: !data.on })
    world.patch<Character>(character.id, { channelsOff })
  },
  perceive: (_world, { character, channel, on }) => toSelf(character, { tuned: channel, on }),
  text: {
    actor: (view: { tuned: string; on: boolean }) =>
      `You ${view.on ? 'listen to' : 'no longer listen to'} {channel}${escapeMarkup(view.tuned)}{/}.`,
  },
})

export const ignoreSet = defineEvent({
  type: 'ignore-set',
  about: 'Somebody decided to hear nothing more of somebody, or to hear of them again.',
  data: z.strictObject({
    character: characterId,
    whom: characterId,
    name: z.string(),
    ignores: z.boolean(),
  }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const character = world.get(data.character)
    if (character?.kind !== 'character') return
    const ignores = changed(character.ignores, { one: data.whom, has: data.ignores })
    world.patch<Character>(data.character, { ignores })
  },
  perceive: (_world, { character, name, ignores }) => toSelf(character, { name, ignores }),
  text: {
    actor: (view: { name: string; ignores: boolean }) =>
      view.ignores
        ? `You will hear nothing of {player}${escapeMarkup(view.name)}{/} any more.`
        : `You will hear {player}${escapeMarkup(view.name)}{/} again.`,
  },
})
