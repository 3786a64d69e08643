/**
 * A session as GMCP: frames in, messages out. It remembers the last state of each part, because clients
 * receive a list once and then only its changes.
 */

import { isDeepStrictEqual } from 'node:util'
import type { MarkedEvent, MarkedFrame } from '../../../schema/frames/server.ts'
import { toPlain } from '../../../schema/markup.ts'
import { ownOf } from '../../../schema/own.ts'
import type { GmcpMessage } from './gmcp-message.ts'
import {
  charStatus,
  charVitals,
  type GmcpItem,
  groupBody,
  type ItemLocation,
  itemsOf,
  roomInfo,
  roomPlayers,
  shortDirection,
  statusCaptions,
} from './gmcp-shapes.ts'
import { createGmcpSupports } from './gmcp-supports.ts'
import { type Fields, fieldsOf, textIn } from './read-data.ts'

export interface ChannelInfo {
  readonly name: string
  readonly caption: string
  readonly command: string
  /** Whether somebody of this role is told of it; without it everybody is. */
  readonly isFor?: (role: string) => boolean
}

export interface GmcpView {
  /** The messages a frame causes, in order, only of packages the client wants. */
  readonly messages: (frame: MarkedFrame) => GmcpMessage[]
  /** Everything known, whole: after the client changed what it supports. */
  readonly everything: () => GmcpMessage[]
  /** The list a client asked for by Char.Items.Inv or Char.Items.Room. */
  readonly items: (location: ItemLocation) => GmcpMessage[]
  readonly supports: (change: 'set' | 'add' | 'remove', packages: unknown) => void
}

interface Known {
  character?: { readonly name: string; readonly role: string }
  char?: Fields
  status?: Record<string, string>
  vitals?: Fields
  room?: Fields
  group?: Fields
  info?: Fields
  players?: Map<string, Fields>
  lists: Map<ItemLocation, Map<string, GmcpItem>>
}

export function createGmcpView(channels: readonly ChannelInfo[] = []): GmcpView {
  const supports = createGmcpSupports()
  let known: Known = { lists: new Map() }

  const wanted = (messages: GmcpMessage[]) =>
    messages.filter((message) => supports.wants(message.package))

  const everything = (): GmcpMessage[] => {
    const { character, char, room, group, lists } = known
    const items = lists.get('inv')
    known = { lists: new Map(), ...(character ? { character } : {}) }
    return [
      ...(character ? nameMessages(character, channels) : []),
      ...(char ? charMessages(known, char) : []),
      ...(room ? roomMessages(known, room) : []),
      ...(items ? itemMessages(known, 'inv', items) : []),
      ...(group ? groupMessages(known, group) : []),
    ]
  }

  return {
    messages(frame) {
      if (frame.t === 'state') return wanted(stateMessages(known, frame.part, fieldsOf(frame.data)))
      if (frame.t === 'event') return wanted(eventMessages(frame))
      if (frame.t === 'bye') return wanted([{ package: 'Core.Goodbye', data: frame.reason }])
      if (frame.t !== 'welcome' || frame.character === null) return []
      const { name, role } = frame.character
      known = { lists: new Map(), character: { name, role } }
      return wanted(nameMessages({ name, role }, channels))
    },
    everything: () => wanted(everything()),
    items: (location) => wanted([itemList(location, known.lists.get(location) ?? new Map())]),
    supports: (change, packages) => supports[change](packages),
  }
}

function nameMessages(
  { name, role }: NonNullable<Known['character']>,
  channels: readonly ChannelInfo[],
): GmcpMessage[] {
  const open = channels.filter(({ isFor }) => isFor === undefined || isFor(role))
  const list = open.map((one) => ({ name: one.name, caption: one.caption, command: one.command }))
  return [
    { package: 'Char.Name', data: { name, fullname: name } },
    { package: 'Char.StatusVars', data: statusCaptions },
    ...(list.length > 0 ? [{ package: 'Comm.Channel.List', data: list }] : []),
  ]
}

function stateMessages(known: Known, part: string, data: Fields): GmcpMessage[] {
  if (part === 'char') return charMessages(known, data)
  if (part === 'room') return roomMessages(known, data)
  if (part === 'items') return itemMessages(known, 'inv', itemsOf(data))
  if (part === 'group') return groupMessages(known, data)
  return []
}

/** All gauges when one of them has changed; of the status, only what has changed. */
function charMessages(known: Known, char: Fields): GmcpMessage[] {
  const vitals = charVitals(char)
  const status = charStatus(char)
  const changes = Object.entries(status).filter(
    ([key, value]) => ownOf(known.status, key) !== value,
  )
  const messages: GmcpMessage[] = []
  if (!isDeepStrictEqual(vitals, known.vitals))
    messages.push({ package: 'Char.Vitals', data: vitals })
  if (changes.length > 0) {
    messages.push({ package: 'Char.Status', data: Object.fromEntries(changes) })
  }
  Object.assign(known, { char, vitals, status })
  return messages
}

/** The room when it is another one or has changed, then the people and things that came or went. */
function roomMessages(known: Known, room: Fields): GmcpMessage[] {
  const info = roomInfo(room)
  const players = roomPlayers(room)
  const sameRoom = known.info?.['id'] === info['id']
  const messages: GmcpMessage[] = []
  if (!isDeepStrictEqual(info, known.info)) messages.push({ package: 'Room.Info', data: info })
  if (sameRoom) messages.push(...playerChanges(known.players ?? new Map(), players))
  else {
    messages.push({ package: 'Room.Players', data: [...players.values()] })
    known.lists.delete('room')
  }
  messages.push(...itemMessages(known, 'room', itemsOf(room)))
  Object.assign(known, { room, info, players })
  return messages
}

function playerChanges(before: Map<string, Fields>, now: Map<string, Fields>): GmcpMessage[] {
  const gone = [...before.keys()].filter((name) => !now.has(name))
  const come = [...now].filter(([name]) => !before.has(name))
  return [
    ...gone.map((name) => ({ package: 'Room.RemovePlayer', data: name })),
    ...come.map(([, player]) => ({ package: 'Room.AddPlayer', data: player })),
  ]
}

function itemList(location: ItemLocation, items: Map<string, GmcpItem>): GmcpMessage {
  return { package: 'Char.Items.List', data: { location, items: [...items.values()] } }
}

/** The whole list the first time, then what was removed, changed and added. */
function itemMessages(
  known: Known,
  location: ItemLocation,
  now: Map<string, GmcpItem>,
): GmcpMessage[] {
  const before = known.lists.get(location)
  known.lists.set(location, now)
  if (before === undefined) return [itemList(location, now)]
  const removed = [...before.values()].filter((item) => !now.has(item.id))
  const changes = [...now.values()].flatMap((item) => {
    const old = before.get(item.id)
    if (old === undefined) return [{ package: 'Char.Items.Add', data: { location, item } }]
    if (isDeepStrictEqual(old, item)) return []
    return [{ package: 'Char.Items.Update', data: { location, item } }]
  })
  return [
    ...removed.map((item) => ({ package: 'Char.Items.Remove', data: { location, item } })),
    ...changes,
  ]
}

function groupMessages(known: Known, group: Fields): GmcpMessage[] {
  if (isDeepStrictEqual(group, known.group)) return []
  known.group = group
  return [{ package: 'Group', data: groupBody(group) }]
}

/** Events that have a package of their own: talk on a channel, and a direction without an exit. */
function eventMessages(event: MarkedEvent): GmcpMessage[] {
  const data = fieldsOf(event.data)
  const channel = textIn(data, 'channel')
  if (channel !== undefined) {
    const talker = textIn(data, 'talker') ?? nameIn(data, 'actor') ?? nameIn(data, 'speaker') ?? ''
    return [{ package: 'Comm.Channel.Text', data: { channel, talker, text: toPlain(event.text) } }]
  }
  const direction = textIn(data, 'direction', 'dir')
  if (event.kind === 'refused' && data['code'] === 'no-exit' && direction !== undefined) {
    return [{ package: 'Room.WrongDir', data: shortDirection(direction) }]
  }
  return []
}

function nameIn(data: Fields, key: string): string | undefined {
  return textIn(data, key) ?? textIn(fieldsOf(ownOf(data, key)), 'name')
}
