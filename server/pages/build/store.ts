/** What the studio shows: where one is, what is there, and what was said last. */
import { signal } from '@preact/signals'
import type { BuildOrder, PlainOrder } from '../../../schema/world-file/build-orders.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import { type Named, type Outcome, read, say, sendWaiting, type Thing } from './api.ts'

export const tabs = ['map', 'things', 'problems', 'changes', 'guide'] as const
export type Tab = (typeof tabs)[number]

export const access = signal<'asking' | 'in' | 'not-a-builder'>('asking')
export const things = signal<readonly Named[]>([])
export const zone = signal('')
export const tab = signal<Tab>('map')
/** What is open in the editor. */
export const open = signal<Thing | null>(null)
export const notice = signal('')
/** Counts what has been changed, so that whatever shows the world reads it again. */
export const changed = signal(0)
/** Orders that are gathered to be published together; null: each is carried out at once. */
export const gathered = signal<readonly PlainOrder[] | null>(
  JSON.parse(localStorage.getItem('build:gathered') ?? 'null'),
)

/** Where the keyboard goes on; each time another object. */
export const focus = signal<{ readonly on: 'opened' | 'dig-direction' | 'conflicts' } | null>(null)

export function gather(orders: readonly PlainOrder[] | null): void {
  gathered.value = orders
  localStorage.setItem('build:gathered', JSON.stringify(orders))
}

/** Reads the list of everything; says at the door why one is not let in. */
export async function begin(): Promise<void> {
  const answer = await read<readonly Named[]>('things')
  if (!answer.ok) {
    if (answer.status === 403) access.value = 'not-a-builder'
    return
  }
  things.value = answer.data
  const zones = zonesOf(answer.data)
  if (!zones.some(({ id }) => id === zone.value)) zone.value = zones[0]?.id ?? ''
  access.value = 'in'
  notice.value = ''
  void sendWaiting()
  await followAddress()
}

export const nameOf = (thing: Pick<Named, 'of' | 'id'>) =>
  things.value.find(({ of, id }) => of === thing.of && id === thing.id)?.name ?? thing.id

const zoneOf = (id: string) => /^(.+)\./.exec(id)?.[1]

export const zonesOf = (all: readonly Named[]) => all.filter(({ of }) => of === 'zone')

/** The address names tab, zone and what is open: `#map/saltmere/room/saltmere.quay`. */
export async function followAddress(): Promise<void> {
  const [where = '', at = '', of, id] = location.hash.slice(1).split('/')
  if ((tabs as readonly string[]).includes(where)) tab.value = where as Tab
  if (at) zone.value = at
  if (of && id) await show(of as BuiltKind, id)
  else {
    asked += 1
    open.value = null
  }
}

export function go(next: {
  tab?: Tab
  zone?: string
  thing?: Pick<Named, 'of' | 'id'> | null
  isDigging?: boolean
}): void {
  const thing = next.thing === undefined ? open.value : next.thing
  // The map follows to the zone of what is opened.
  const at = next.zone ?? (next.thing && zoneOf(next.thing.id)) ?? zone.value
  const parts = [next.tab ?? tab.value, at, thing?.of, thing?.id]
  notice.value = ''
  if (next.thing) focus.value = { on: next.isDigging ? 'dig-direction' : 'opened' }
  location.hash = parts.filter(Boolean).join('/')
}

let asked = 0

async function show(of: BuiltKind, id: string): Promise<void> {
  asked += 1
  const mine = asked
  const answer = await read<Thing>(`things/${of}/${id}`)
  if (mine !== asked) return
  if (answer.ok) open.value = answer.data
  else {
    open.value = null
    notice.value = answer.detail
  }
}

/** Carries an order out, or lays it beside the others that are gathered. */
export async function order(wanted: BuildOrder): Promise<Outcome> {
  const others = gathered.value
  if (!others || wanted.do === 'undo' || wanted.do === 'reset') return carryOut(wanted)
  const added = wanted.do === 'together' ? wanted.orders : [wanted]
  const kept = others.filter((one) => !added.some((other) => isReplaced(one, other)))
  gather([...kept, ...added])
  const words = `Laid aside: ${kept.length + added.length} to publish.`
  notice.value = words
  return { done: true, words, problems: [] }
}

/** Carries out all that is gathered, or nothing of it. */
export async function publish(summary: string): Promise<void> {
  const orders = [...(gathered.value ?? [])]
  const { done } = await carryOut({ do: 'together', summary, orders })
  if (!done) return
  for (const one of orders) if (one.do === 'set') localStorage.removeItem(draftName(one))
  gather(null)
}

/** Where the browser keeps what is typed into the form of a thing. */
export const draftName = ({ of, id }: Pick<Named, 'of' | 'id'>) => `build:draft:${of}:${id}`

async function carryOut(wanted: BuildOrder): Promise<Outcome> {
  notice.value = 'Asking the world …'
  const outcome = await say(wanted)
  notice.value = outcome.done && wanted.do === 'undo' ? 'Taken back.' : outcome.words
  if (outcome.done) await reload()
  return outcome
}

/** A form that is laid aside once more says all that it said before. */
const isReplaced = (one: PlainOrder, by: PlainOrder) =>
  one.do === 'set' && by.do === 'set' && one.of === by.of && one.id === by.id

/** Reads everything again that an order may have changed. */
async function reload(): Promise<void> {
  const answer = await read<readonly Named[]>('things')
  if (answer.ok) things.value = answer.data
  changed.value += 1
  const now = open.value
  const isThere = things.value.some(({ of, id }) => of === now?.of && id === now?.id)
  // Meanwhile somebody may have gone on to something else: the address says to what.
  if (!now || isThere) return followAddress()
  const words = notice.value
  go({ thing: null })
  notice.value = words
}
