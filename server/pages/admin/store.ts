/** The page's state: one live stream, and lists that the tab that is shown asks for every few seconds. */
import { type Signal, signal } from '@preact/signals'
import type {
  AdminStatus,
  Ban,
  DeadLetterRow,
  Lease,
  QueuesAnswer,
  SessionRow,
  StorageRow,
} from '../../../schema/admin.ts'
import type { AdminAction } from '../../../schema/admin-actions.ts'
import type { Me } from '../../../schema/admin-desk.ts'
import type { ClusterAnswer } from '../../../schema/cluster.ts'
import type { Present } from '../../../schema/signs.ts'
import type { TickSecond } from '../../../schema/telemetry.ts'
import { type Answer, call } from './api.ts'
import { hearPresent, watchSilence } from './now.tsx'
import { me, ownTabs, type TabId, tab } from './tabs.ts'

export const access = signal<'asking' | 'signed-out' | 'not-staff' | 'in'>('asking')
export const connected = signal(false)
export const status = signal<AdminStatus | null>(null)
export const seconds = signal<readonly TickSecond[]>([])
export const sessions = signal<readonly SessionRow[]>([])
export const queues = signal<QueuesAnswer | null>(null)
export const dead = signal<readonly DeadLetterRow[]>([])
export const bans = signal<readonly Ban[]>([])
export const leases = signal<readonly Lease[]>([])
export const cluster = signal<ClusterAnswer | null>(null)
export const storage = signal<readonly StorageRow[]>([])
export const notice = signal('')
/** Counts the actions, for the panels that show what an action has changed. */
export const acts = signal(0)

const keptSeconds = 15 * 60
const listsEveryMs = 3_000
const retryMs = 1_500

/** Asks who we are, then follows the live stream for as long as the page is open. */
export async function begin(): Promise<void> {
  const asked = await call<Me>('me')
  if (!asked.ok) {
    access.value = 'signed-out'
    return
  }
  if (asked.data.may.length === 0) {
    access.value = 'not-staff'
    return
  }
  me.value = asked.data
  if (ownTabs.value.some(({ id }) => id === 'overview')) await watchSystem()
  access.value = 'in'
  await readLists()
  tab.subscribe(() => void readLists())
  setInterval(() => {
    if (!document.hidden) void readLists()
  }, listsEveryMs)
}

async function watchSystem(): Promise<void> {
  const first = await call<TickSecond[]>('ticks')
  if (first.ok) seconds.value = first.data
  follow()
  watchSilence()
}

function follow(): void {
  const live = new EventSource('/admin/api/live')
  live.addEventListener('open', () => {
    connected.value = true
  })
  live.addEventListener('error', () => {
    connected.value = false
    // A refusal ends the stream for good, a lost connection does not.
    if (live.readyState === EventSource.CLOSED) setTimeout(follow, retryMs)
  })
  live.addEventListener('present', (event) => hearPresent(JSON.parse(event.data) as Present))
  live.addEventListener('second', (event) => {
    const second = JSON.parse(event.data) as TickSecond
    seconds.value = [...seconds.value.slice(-keptSeconds + 1), second]
  })
  live.addEventListener('status', (event) => {
    status.value = JSON.parse(event.data) as AdminStatus
  })
}

async function readInto<T>(path: string, into: Signal<T>): Promise<void> {
  const found = await call<T>(path)
  if (found.ok) into.value = found.data
}

/** What each tab shows that changes by itself. */
const lists: Readonly<Record<TabId, readonly (() => Promise<void>)[]>> = {
  overview: [() => readInto('sessions', sessions), () => readInto('queues', queues)],
  players: [() => readInto('sessions', sessions), () => readInto('bans', bans)],
  commands: [],
  jobs: [() => readInto('queues', queues), () => readInto('dead', dead)],
  world: [],
  log: [],
  settings: [() => readInto('storage', storage)],
  cluster: [() => readInto('leases', leases), () => readInto('cluster', cluster)],
}

export async function readLists(): Promise<void> {
  await Promise.all(lists[tab.value].map((read) => read()))
}

/** Does something, waits until the world has decided, and says how it went. */
export async function act(action: AdminAction, body: object): Promise<void> {
  const target = 'target' in body ? ` ${String(body.target)}` : ''
  notice.value = `On its way: ${action}${target}…`
  const sent = await call<{ request: string; link?: string }>(`actions/${action}`, body)
  const failed = sent.ok ? await outcome(sent.data.request) : sent.detail
  notice.value = failed
    ? `Not done: ${action}${target}. ${failed}`
    : `Done: ${action}${target}.${linkWords(sent)}`
  acts.value += 1
  await readLists()
}

/** A link is shown once, to the admin who asked; where no public address is set it leads to this one. */
function linkWords(sent: Answer<{ link?: string }>): string {
  const link = sent.ok ? sent.data.link : undefined
  return link ? ` Hand over, within a day: ${new URL(link, location.origin).href}` : ''
}

const outcomeTries = 40
const outcomeEveryMs = 150

const refusals: Readonly<Record<string, string>> = {
  'not-here': 'Nobody of that name is in the world.',
  'not-allowed': 'Not for your role, or not against somebody of theirs.',
  'changed-since': 'The world has changed since it was shown; look again.',
  'nothing-to-reverse': 'Nothing of it can be reversed any more.',
}

/** Why the order was refused; empty when it was carried out. */
async function outcome(request: string): Promise<string> {
  for (let tries = 0; tries < outcomeTries; tries += 1) {
    const found = await call<{ status: string; error?: string }>(`/v1/requests/${request}`)
    const status = found.ok ? found.data.status : 'queued'
    if (status === 'completed') return ''
    if (status === 'refused' || status === 'failed') {
      const code = (found.ok && found.data.error) || status
      return refusals[code] ?? code
    }
    await new Promise((done) => setTimeout(done, outcomeEveryMs))
  }
  return 'The world has not answered yet; the order stands in its queue.'
}
