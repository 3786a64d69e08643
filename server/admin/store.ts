/** The page's state: one live stream, and lists that are asked for every few seconds. */
import { signal } from '@preact/signals'
import { call } from './api.ts'
import type { Queues, SessionRow, Status, TickSecond } from './shapes.ts'

export const access = signal<'asking' | 'signed-out' | 'not-admin' | 'in'>('asking')
export const connected = signal(false)
export const status = signal<Status | null>(null)
export const seconds = signal<readonly TickSecond[]>([])
export const sessions = signal<readonly SessionRow[]>([])
export const queues = signal<Queues | null>(null)
export const notice = signal('')

const keptSeconds = 15 * 60
const listsEveryMs = 3_000

/** Asks who we are, then follows the live stream for as long as the page is open. */
export async function begin(): Promise<void> {
  const first = await call<TickSecond[]>('ticks')
  if (!first.ok) {
    access.value = first.status === 403 ? 'not-admin' : 'signed-out'
    return
  }
  seconds.value = first.data
  access.value = 'in'
  follow()
  await readLists()
  setInterval(() => void readLists(), listsEveryMs)
}

function follow(): void {
  const live = new EventSource('/admin/api/live')
  live.addEventListener('open', () => {
    connected.value = true
  })
  live.addEventListener('error', () => {
    connected.value = false
  })
  live.addEventListener('second', (event) => {
    const second = JSON.parse(event.data) as TickSecond
    seconds.value = [...seconds.value.slice(-keptSeconds + 1), second]
  })
  live.addEventListener('status', (event) => {
    status.value = JSON.parse(event.data) as Status
  })
}

export async function readLists(): Promise<void> {
  const [people, streams] = await Promise.all([
    call<SessionRow[]>('sessions'),
    call<Queues>('queues'),
  ])
  if (people.ok) sessions.value = people.data
  if (streams.ok) queues.value = streams.data
}

/** Does something, and says how it went. */
export async function act(action: string, body: object): Promise<boolean> {
  const done = await call(`actions/${action}`, body)
  notice.value = done.ok ? `Done: ${action}.` : `Not done: ${done.detail}`
  if (done.ok) setTimeout(() => void readLists(), 400)
  return done.ok
}
