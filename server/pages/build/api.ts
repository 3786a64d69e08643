/** The studio's calls. The session cookie says who asks; a failure is an answer, no exception. */
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

/** One JSON call; with a body it is a POST. */
export async function call<T>(path: string, body?: object, headers = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method: body ? 'POST' : 'GET',
      headers: body ? { 'content-type': 'application/json', ...headers } : {},
      // Without a body this is undefined, which sends none.
      body: JSON.stringify(body),
    })
    const text = await response.text()
    const data = text ? JSON.parse(text) : {}
    if (response.ok) return { ok: true, data }
    const { detail = response.statusText, code, problems } = data
    return { ok: false, status: response.status, detail, code, problems }
  } catch {
    return { ok: false, status: 0, detail: 'The server does not answer.' }
  }
}

export const read = <T>(path: string) => call<T>(`/v1/build/${path}`)

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
const waiting: Waiting[] = JSON.parse(localStorage.getItem(outboxName) ?? '[]')
const listeners = new Map<string, (outcome: Outcome) => void>()
let isSending = false

function keep(): void {
  localStorage.setItem(outboxName, JSON.stringify(waiting))
}

/** Says an order. It is kept in the browser until it is decided, and is carried out once, in its turn. */
export function say(order: BuildOrder): Promise<Outcome> {
  const key = crypto.randomUUID()
  waiting.push({ key, order })
  keep()
  const outcome = new Promise<Outcome>((resolve) => listeners.set(key, resolve))
  void sendWaiting()
  return outcome
}

/** Goes on with what an earlier visit left behind. */
export async function sendWaiting(): Promise<void> {
  if (isSending) return
  isSending = true
  await sendAll()
  isSending = false
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function sendAll(): Promise<void> {
  for (let first = waiting[0]; first; first = waiting[0]) {
    const outcome = await decided(first)
    if (outcome) {
      waiting.shift()
      keep()
      listeners.get(first.key)?.(outcome)
      listeners.delete(first.key)
    } else await pause(1_000)
  }
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
    if ([0, 429, 503].includes(sent.status)) return undefined
    return {
      done: false,
      words: sent.detail,
      problems: sent.problems ?? [],
      ...(sent.code ? { code: sent.code } : {}),
    }
  }
  for (;;) {
    const asked = await call<Asked>(`/v1/requests/${sent.data.request}`)
    if (!asked.ok) return undefined
    const { status, error, detail, problems = [] } = asked.data
    if (status === 'completed') return { done: true, words: 'Done.', problems: [] }
    if (status === 'refused' || status === 'failed') {
      return {
        done: false,
        words: detail ?? `Refused: ${error}`,
        problems,
        ...(error ? { code: error } : {}),
      }
    }
    await pause(120)
  }
}
