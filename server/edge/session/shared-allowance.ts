/**
 * One allowance of commands over all gateways. Each gateway counts for itself, which costs a command nothing,
 * and tells the others four times a second what it has counted; they count that too.
 *
 * How exact that is: in the long run nobody gets more than one allowance, because what was taken too much is
 * owed. Within the quarter of a second before gateways have heard of each other, each of them may give a burst.
 */
import { z } from 'zod'
import type { Subjects } from '../../../schema/subjects.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { readJson } from '../../platform/bus/read-json.ts'
import type { CommandLimit, OwnAllowance } from './command-limit.ts'

export interface AllowanceParts {
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly subjects: Subjects
  /** This gateway, whose own messages are not counted again. */
  readonly instance: string
}

export interface SharedAllowance extends CommandLimit {
  /** Ends the telling and the hearing. */
  close(): void
}

const topic = 'allowance'
const tellMs = 250
/** Players of one message, far below what the bus carries. */
const playersPerMessage = 2_000
const takenMax = 100_000

const taken = z.record(z.string().max(26), z.int().min(1).max(takenMax))

export function shareAllowance(own: OwnAllowance, parts: AllowanceParts): SharedAllowance {
  const { bus, subjects, instance } = parts
  const counted = new Map<string, number>()
  const tell = (): void => {
    const all = [...counted]
    counted.clear()
    for (let from = 0; from < all.length; from += playersPerMessage) {
      const some = Object.fromEntries(all.slice(from, from + playersPerMessage))
      bus.publish(subjects.system(topic, instance), JSON.stringify(some))
    }
  }
  const timer = setInterval(tell, tellMs)
  timer.unref()
  const heard = bus.subscribe(subjects.system(topic, '*'), {
    read: readJson<Readonly<Record<string, number>>>(taken),
    heard(players, subject) {
      if (subject === subjects.system(topic, instance)) return
      for (const [who, count] of Object.entries(players)) own.spend(who, count)
    },
  })
  return {
    take(person) {
      const waitMs = own.take(person)
      if (waitMs > 0) return waitMs
      const who = person.account ?? person.character
      counted.set(who, (counted.get(who) ?? 0) + 1)
      return 0
    },
    close() {
      clearInterval(timer)
      heard.unsubscribe()
    },
  }
}
