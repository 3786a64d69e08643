/** The studio's calls. The session cookie says who asks; a failure is an answer, no exception. */
import { signal } from '@preact/signals'
import type { BuildOrder, OrderProblem } from '../../../schema/world-file/build-orders.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import type { FieldForm } from '../../../schema/world-file/describe.ts'

export type Answer<T> =
  | { readonly ok: true; readonly data: T }
  | {
      readonly ok: false
      readonly status: number
      readonly detail: string
      readonly code?: string
      readonly problems?: readonly OrderProblem[]
    }

export type Value = Readonly<Record<string, unknown>>
export type Named = {
  readonly of: BuiltKind
  readonly id: string
  readonly name: string
  readonly zone: string
}
export type Found = Named & { readonly field: string; readonly text: string }
export type Wrong = Pick<Named, 'of' | 'id'> & {
  readonly field: string
  readonly words: string
  readonly weight: 'wrong' | 'hint'
}
export type Thing = Pick<Named, 'of' | 'id'> & {
  readonly value: Value
  readonly digests: Readonly<Record<string, string>>
  readonly mayChange: boolean
}
export type Line = { readonly tick: number; readonly by: string; readonly summary: string }
export type Change = { readonly change: string; readonly summary: string }
export type MapRoom = {
  readonly id: string
  readonly title: string
  readonly at: readonly [number, number, number]
  readonly exits: readonly { readonly way: string; readonly to: string; readonly oneWay: boolean }[]
  readonly marks: readonly string[]
}
export type Form = readonly FieldForm[]

/** True while nobody is signed in. */
export const isSignedOut = signal(false)

/** One JSON call; with a body it is a POST. */
export async function call<T>(path: string, body?: object, headers = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method: body ? 'POST' : 'GET',
      headers: body ? { 'content-type': 'application/json', ...headers } : {},
      // Without a body this is undefined, which sends none.
      body: JSON.stringify(body),
    })
    // Whoever is signed out meets the door; what they wrote waits in the browser.
    isSignedOut.value = response.status === 401
    const text = await response.text()
    const data = text ? JSON.parse(text) : {}
    if (response.ok) return { ok: true, data }
    const { detail = response.statusText, code, problems } = data
    return { ok: false, status: response.status, detail, code, problems }
  } catch {
    return { ok: false, status: 0, detail: 'The server does not answer.' }
  }
}

/** True while the server gives no answer and is asked again. */
export const isAway = signal(false)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Statuses that pass by themselves: no answer at all, too much at once, a server that is about to come. */
const passing: ReadonlySet<number> = new Set([0, 429, 502, 503, 504])

/** Reads, and asks again for as long as it takes while the server is away. */
export async function read<T>(path: string): Promise<Answer<T>> {
  for (;;) {
    const answer = await call<T>(`/v1/build/${path}`)
    isAway.value = !answer.ok && passing.has(answer.status)
    if (!isAway.value) return answer
    await pause(1_000)
  }
}

export function signIn(name: string, password: string) {
  return call<object>('/v1/sessions', { name, password })
}

/** What became of an order. */
export type Outcome = {
  readonly done: boolean
  readonly words: string
  readonly code?: string
  readonly problems: readonly OrderProblem[]
}
type Waiting = { readonly key: string; readonly order: BuildOrder }

const outboxName = 'build:outbox'
const listeners = new Map<string, (outcome: Outcome) => void>()
let isSending = false

/** Read anew each time: another tab may have added to it. */
const waiting = (): readonly Waiting[] => JSON.parse(localStorage.getItem(outboxName) ?? '[]')
const keep = (orders: readonly Waiting[]) =>
  localStorage.setItem(outboxName, JSON.stringify(orders))

/** Says an order. It is kept in the browser until it is decided, and is carried out once, in its turn. */
export function say(order: BuildOrder): Promise<Outcome> {
  // `randomUUID` is missing where the page is not served over TLS.
  const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join('-')
  keep([...waiting(), { key, order }])
  const outcome = new Promise<Outcome>((resolve) => listeners.set(key, resolve))
  void sendWaiting()
  return outcome
}

/** Goes on with what an earlier visit left behind. */
export async function sendWaiting(): Promise<void> {
  if (isSending) return
  isSending = true
  for (let [first] = waiting(); first; [first] = waiting()) {
    const { key } = first
    const outcome = await decided(first)
    isAway.value = !outcome
    if (outcome) {
      keep(waiting().filter((one) => one.key !== key))
      listeners.get(key)?.(outcome)
      listeners.delete(key)
    } else await pause(1_000)
  }
  isSending = false
}

type Asked = {
  readonly status: string
  readonly error?: string
  readonly detail?: string
  readonly problems?: readonly OrderProblem[]
}

/** Undefined while nobody can tell: the same key may be sent again without harm. */
async function decided({ key, order }: Waiting): Promise<Outcome | undefined> {
  const headers = { 'idempotency-key': key }
  const sent = await call<{ request: string }>('/v1/build/orders', { order }, headers)
  if (!sent.ok) {
    return passing.has(sent.status) ? undefined : refused(sent)
  }
  for (;;) {
    const asked = await call<Asked>(`/v1/requests/${sent.data.request}`)
    if (!asked.ok) return asked.status === 401 ? refused(asked) : undefined
    const { status, error: code, detail = `Refused: ${code}`, problems } = asked.data
    if (status === 'completed') return { done: true, words: 'Done.', problems: [] }
    if (status === 'refused' || status === 'failed') return refused({ detail, code, problems })
    await pause(120)
  }
}

type Refusal = {
  readonly detail: string
  readonly code?: string | undefined
  readonly problems?: readonly OrderProblem[] | undefined
}

function refused({ detail, code, problems = [] }: Refusal): Outcome {
  return { done: false, words: detail, problems, ...(code ? { code } : {}) }
}
