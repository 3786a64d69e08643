/** The present state of the game as the page knows it, in signals that the panels watch. */
import { computed, signal } from '@preact/signals'
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import type { Command } from '../../client/command-queue.ts'
import type { Character, LinkStatus } from '../../client/link-ports.ts'
import { createViews } from '../../client/views.ts'
import type { ManifestEntry } from './link/account.ts'
import type { Atlas } from './map/atlas.ts'
import {
  type Belongings,
  type CharState,
  type ConflictView,
  type Fellow,
  type QuestView,
  type RoomState,
  readBelongings,
  readConflicts,
  readFellows,
  readQuests,
} from './state-parts.ts'

export const world = signal('Mudstream')
export const character = signal<Character | undefined>(undefined)
export const status = signal<LinkStatus>({
  phase: 'calling',
  attempt: 0,
  nextTryAtMs: undefined,
  bye: undefined,
})
export const room = signal<RoomState | undefined>(undefined)
export const self = signal<CharState | undefined>(undefined)
export const belongings = signal<Belongings>({ carried: [], worn: [] })
export const fellows = signal<readonly Fellow[]>([])
export const quests = signal<readonly QuestView[]>([])
export const conflicts = signal<readonly ConflictView[]>([])
export const atlas = signal<Atlas>(new Map())
export const manifest = signal<readonly ManifestEntry[]>([])
export const commands = signal<readonly Command[]>([])
export const pingMs = signal<number | undefined>(undefined)
export const ackMs = signal<number | undefined>(undefined)
/** The answer of the sign-in page to the last try. */
export const signInWords = signal('')
/** The secret of a link for a lost password, while it is to be used. */
export const resetSecret = signal<string | undefined>(undefined)
/** What somebody reads at the door who has to wait there. */
export const doorWords = signal('')

export const tabs = signal<readonly Tab[]>([{ name: 'all', unread: 0 }])
export const openTab = signal('all')
export type Tab = { readonly name: string; readonly unread: number }

/** Names for completion: people, things here, things carried, and ways out. */
export const namesAtHand = computed(() => [
  ...(room.value?.people.map((person) => person.name) ?? []),
  ...(room.value?.items.map((item) => item.name) ?? []),
  ...belongings.value.carried.map((item) => item.name),
  ...belongings.value.worn.map((item) => item.name),
  ...(room.value?.exits.map((exit) => exit.dir) ?? []),
])

/** The parts as the server has told them, for the changes that follow. */
const told = createViews()

/** Takes in a part, or what has changed in one. Without the part there is nothing to change. */
export function applyView(frame: ServerFrameOf<'state' | 'delta'>): void {
  const data = told.take(frame)
  if (data) applyState(frame.part, data)
}

/** Takes in one `state` part; parts this page does not know are left alone. */
function applyState(part: string, data: unknown): void {
  if (part === 'room') room.value = readRoom(data) ?? room.value
  else if (part === 'char') self.value = readSelf(data) ?? self.value
  else if (part === 'items') belongings.value = readBelongings(data)
  else if (part === 'group') fellows.value = readFellows(data)
  else if (part === 'quests') quests.value = readQuests(data)
  else if (part === 'conflicts') conflicts.value = readConflicts(data)
}

/** Another character, or nobody, plays from here on. */
export function clearGame(): void {
  told.clear()
  room.value = undefined
  self.value = undefined
  belongings.value = { carried: [], worn: [] }
  fellows.value = []
  quests.value = []
  conflicts.value = []
}

/** Opens a channel's tab at its first line, and counts the lines that nobody has seen anywhere. */
export function noteLine(channel: string, { seen }: { seen: boolean }): void {
  const known = tabs.value.some((tab) => tab.name === channel)
  const list = known ? tabs.value : [...tabs.value, { name: channel, unread: 0 }]
  tabs.value = list.map((tab) =>
    tab.name === channel && !seen ? { ...tab, unread: tab.unread + 1 } : tab,
  )
}

export function showTab(name: string): void {
  openTab.value = name
  tabs.value = tabs.value.map((tab) => (tab.name === name ? { ...tab, unread: 0 } : tab))
}

function readRoom(data: unknown): RoomState | undefined {
  const given = data as Partial<RoomState> | null
  if (typeof given?.id !== 'string') return undefined
  return {
    id: given.id,
    zone: given.zone ?? '',
    title: given.title ?? '',
    description: given.description ?? '',
    exits: given.exits ?? [],
    people: given.people ?? [],
    items: given.items ?? [],
    ...(given.coords ? { coords: given.coords } : {}),
    ...(given.terrain ? { terrain: given.terrain } : {}),
    ...(given.zoneName ? { zoneName: given.zoneName } : {}),
  }
}

function readSelf(data: unknown): CharState | undefined {
  const given = data as Partial<CharState> | null
  if (typeof given?.id !== 'string' || typeof given.vitals !== 'object') return undefined
  return {
    id: given.id,
    name: given.name ?? '',
    level: given.level ?? 1,
    vitals: given.vitals,
    gold: given.gold ?? 0,
    affects: given.affects ?? [],
    position: given.position ?? '',
    ...(given.opponent ? { opponent: given.opponent } : {}),
    ...(given.toNextLevel ? { toNextLevel: given.toNextLevel } : {}),
    ...(given.origin ? { origin: given.origin } : {}),
    ...(given.arriving ? { arriving: given.arriving } : {}),
  }
}
