/** Talking across the world on channels: speaking, tuning, and what was said last. */
import { channelRecalled, channelsListed } from '../../../schema/answers/company.ts'
import { type Channel, type ChannelId, channelOf, channels } from '../../../schema/channels.ts'
import { channelHistory, channelSpoken, channelTuned } from '../../../schema/events/channels.ts'
import { mayUse } from '../../../schema/roles.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { ignoredBy, silenced } from '../../company.ts'
import {
  accept,
  answer,
  type Context,
  type Decision,
  minutesAgo,
  reject,
  roleOf,
} from '../../decision.ts'
import { type CommandType, defineCommand } from '../../define-command.ts'

/** The verb of one channel: speaks on it, or recalls what was said last. */
export function channelVerb(id: ChannelId): CommandType {
  const channel = channelOf(id)
  return defineCommand({
    verb: id,
    always: true,
    priority: 70,
    ...(channel.role ? { role: channel.role } : {}),
    arguments: [{ name: 'words', kind: 'rest', optional: true }],
    help: {
      group: 'talking',
      brief: `Talk across the world: ${channel.about}`,
      more: 'Without words: what was said last.',
      examples: [`${id} good evening`, `channel ${id} off`],
    },
    decide: (context, args) =>
      args.words ? speakOn(context, channel, args.words) : recall(context, channel),
  })
}

function heardBy(context: Context): Channel[] {
  return channels.filter(({ role }) => mayUse(roleOf(context), role))
}

/** The channel of a name or its beginning, among those the actor may hear. */
function meant(context: Context, name: string): Channel | undefined {
  const word = name.toLowerCase()
  const known = heardBy(context)
  return known.find(({ id }) => id === word) ?? known.find(({ id }) => word && id.startsWith(word))
}

function noChannel(name: string): Decision {
  return reject('no-channel', `There is no channel “${name.slice(0, 24)}”. Try “channels”.`)
}

function isOff({ actor }: Context, channel: string): boolean {
  return actor.kind === 'character' && (actor.channelsOff?.includes(channel) ?? false)
}

function speakOn(context: Context, channel: Channel, typed: string): Decision {
  const words = cleanSpeech(typed)
  if (!words) return reject('no-words', 'You open your mouth, but no words come.')
  const hush = silenced(context)
  if (hush) return hush
  const { id } = channel
  if (isOff(context, id)) {
    return reject('channel-off', `You do not listen to ${id}. Turn it on by “channel ${id} on”.`)
  }
  return accept(channelSpoken({ actor: context.actor.id, channel: id, words }))
}

/** What was said last on the channel of that name. */
export function recallChannel(context: Context, name: string): Decision {
  const channel = meant(context, name)
  return channel ? recall(context, channel) : noChannel(name)
}

/** What was said last on a channel, without the words of those the actor ignores. */
function recall({ world, actor, now }: Context, { id }: Channel): Decision {
  const ignored = ignoredBy(actor)
  const lines = channelHistory(world, id)
    .filter(({ who }) => !ignored.includes(who))
    .map(({ name, words, atMs }) => ({
      name,
      words,
      minutesAgo: minutesAgo(now, atMs),
    }))
  return answer(channelRecalled({ channel: id, lines }))
}

/** Turns a channel on or off; without a state recalls it, without a name lists all channels. */
export function tune(context: Context, name: string, state: string): Decision {
  if (!name) {
    const listed = heardBy(context).map(({ id, about }) => ({ id, about, on: !isOff(context, id) }))
    return answer(channelsListed({ channels: listed }))
  }
  if (state === '') return recallChannel(context, name)
  const channel = meant(context, name)
  if (!channel) return noChannel(name)
  if (state !== 'on' && state !== 'off') return reject('usage', 'A channel is turned on or off.')
  const { id } = channel
  return accept(channelTuned({ character: context.actor.id, channel: id, on: state === 'on' }))
}
