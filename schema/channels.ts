/** The channels on which people talk across the world. One list for rules, help and clients. */
import type { Role } from './roles.ts'

export interface Channel {
  /** Also its verb. */
  readonly id: string
  readonly about: string
  /** The least role that hears it and speaks on it; everybody by default. */
  readonly role?: Role
}

const declared = [
  { id: 'gossip', about: 'Anything at all, with everybody.' },
  { id: 'newbie', about: 'Questions of those who are new here, and answers.' },
  { id: 'market', about: 'What you have and what you want.' },
  { id: 'builders', about: 'Those who build the world.', role: 'builder' },
] as const satisfies readonly Channel[]

export type ChannelId = (typeof declared)[number]['id']

export const channels: readonly Channel[] = declared

/** The channel of a group. It has no history and cannot be turned off. */
export const groupChannel = 'group'

export function channelOf(id: ChannelId): Channel
export function channelOf(id: string): Channel | undefined
export function channelOf(id: string): Channel | undefined {
  return channels.find((channel) => channel.id === id)
}
