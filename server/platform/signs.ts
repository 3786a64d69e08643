/**
 * Gives and hears the signs of life of every process (`schema/signs.ts`). They are small and come often,
 * so that silence is noticed within two seconds; what takes longer to collect is told by `telemetry.ts`.
 */
import { type Sign, sign } from '../../schema/signs.ts'
import type { Subjects } from '../../schema/subjects.ts'
import { systemClock } from './ambient.ts'
import type { Bus } from './bus/bus.ts'
import { readJson } from './bus/read-json.ts'

const topic = 'sign'
const everyMs = 400
/** Who has been silent for so long was taken away; nobody waits for it any more. */
const forgottenMs = 600_000

/**
 * Gives a sign every 400 ms. `collect` is called right before and should cost microseconds. The result
 * ends that with a last sign, by which the others know that the process ends in order.
 */
export function giveSigns(
  bus: Bus,
  subjects: Subjects,
  who: Pick<Sign, 'role' | 'instance'>,
  collect: () => Pick<Sign, 'leads' | 'running' | 'oldestMs'>,
): () => void {
  const give = (leaves: boolean) => {
    const told: Sign = { ...who, leaves, ...collect() }
    bus.publish(subjects.system(topic, who.instance), JSON.stringify(told))
  }
  give(false)
  const timer = setInterval(() => give(false), everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    give(true)
  }
}

/** A process that has not said goodbye, and how long it has been silent. */
export interface HeardSign {
  readonly sign: Sign
  readonly silentMs: number
}

export interface SignBoard {
  /** By role and name. */
  heard(): HeardSign[]
  close(): void
}

/** Hears all processes, this one among them: its own signs come back over the bus. */
export function openSignBoard(bus: Bus, subjects: Subjects): SignBoard {
  const newest = new Map<string, { readonly sign: Sign; readonly atMs: number }>()
  const subscription = bus.subscribe(subjects.system(topic, '*'), {
    read: readJson<Sign>(sign),
    heard(one) {
      if (one.leaves) newest.delete(one.instance)
      else newest.set(one.instance, { sign: one, atMs: systemClock.mono() })
    },
  })
  return {
    heard() {
      const nowMs = systemClock.mono()
      for (const [instance, { atMs }] of newest) {
        if (nowMs - atMs > forgottenMs) newest.delete(instance)
      }
      return [...newest.values()]
        .map(({ sign: one, atMs }) => ({ sign: one, silentMs: nowMs - atMs }))
        .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    },
    close: () => subscription.unsubscribe(),
  }
}

const key = ({ sign: { role, instance } }: HeardSign) => `${role}/${instance}`
