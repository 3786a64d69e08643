/** What the studio shows: where one is, what is there, and what was said last. */
import { signal } from '@preact/signals'
import type { BuildOrder } from '../../../schema/world-file/build-orders.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import { type Named, type Outcome, read, say, sendWaiting, type Thing } from './api.ts'

export const tabs = ['map', 'things', 'problems', 'changes', 'guide'] as const
export type Tab = (typeof tabs)[number]

export const access = signal<'asking' | 'door' | 'in' | 'not-a-builder' | 'away'>('asking')
export const things = signal<readonly Named[]>([])
export const zone = signal('')
export const tab = signal<Tab>('map')
/** What is open in the editor. */
export const open = signal<Thing | null>(null)
export const notice = signal('')
/** Counts what has been changed, so that whatever shows the world reads it again. */
export const changed = signal(0)
/** Orders that are gathered to be published together; null: each is carried out at once. */
export const gathered = signal<readonly BuildOrder[] | null>(
  JSON.parse(localStorage.getItem('build:gathered') ?? 'null'),
)

export function gather(orders: readonly BuildOrder[] | null): void {
  gathered.value = orders
  localStorage.setItem('build:gathered', JSON.stringify(orders))
}

/** Reads the list of everything; says at the door why one is not let in. */
export async function begin(): Promise<void> {
  const answer = await read<readonly Named[]>('things')
  if (!answer.ok) {
    const doors: Readonly<Record<number, typeof access.value>> = {
      401: 'door',
      403: 'not-a-builder',
    }
    access.value = doors[answer.status] ?? 'away'
    return
  }
  things.value = answer.data
  const zones = zonesOf(answer.data)
  if (!zones.some(({ id }) => id === zone.value)) zone.value = zones[0]?.id ?? ''
  access.value = 'in'
  void sendWaiting()
  await followAddress()
}

export const zonesOf = (all: readonly Named[]) => all.filter(({ of }) => of === 'zone')

/** The address names tab, zone and what is open: `#map/saltmere/room/saltmere.quay`. */
export async function followAddress(): Promise<void> {
  const [where = '', at = '', of, id] = location.hash.slice(1).split('/')
  if ((tabs as readonly string[]).includes(where)) tab.value = where as Tab
  if (at) zone.value = at
  if (of && id) await show(of as BuiltKind, id)
  else open.value = null
}

export function go(next: {
  tab?: Tab
  zone?: string
  thing?: Pick<Named, 'of' | 'id'> | null
}): void {
  const thing = next.thing === undefined ? open.value : next.thing
  const parts = [next.tab ?? tab.value, next.zone ?? zone.value, thing?.of, thing?.id]
  location.hash = parts.filter(Boolean).join('/')
}

async function show(of: BuiltKind, id: string): Promise<void> {
  const answer = await read<Thing>(`things/${of}/${id}`)
  if (answer.ok) open.value = answer.data
  else {
    open.value = null
    notice.value = answer.detail
  }
}

/** Carries an order out, or lays it beside the others that are gathered. */
export async function order(wanted: BuildOrder): Promise<Outcome> {
  const others = gathered.value
  if (others && wanted.do !== 'undo' && wanted.do !== 'together') {
    gather([...others, wanted])
    notice.value = `Laid aside: ${others.length + 1} to publish.`
    return { done: true, words: 'Laid aside.', problems: [] }
  }
  notice.value = 'Asking the world …'
  const outcome = await say(wanted)
  notice.value = outcome.words
  if (outcome.done) await reload()
  return outcome
}

/** Reads everything again that may have changed. */
export async function reload(): Promise<void> {
  const answer = await read<readonly Named[]>('things')
  if (answer.ok) things.value = answer.data
  changed.value += 1
  const now = open.value
  if (now) await show(now.of, now.id)
}
