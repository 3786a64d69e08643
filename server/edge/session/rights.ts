/**
 * Rights end when they end: everything that is open by somebody's right is held here, and is asked about
 * again whenever something changed of an account, and from time to time by itself.
 *
 *   held ──asked, may stay──▶ held
 *     └──signed out, or kept out──▶ ended, once
 *
 * A message on the bus says only that somebody should look: what is true stands in the store. So a message
 * that is lost costs time, and one that is forged costs a query.
 */
import { z } from 'zod'
import type { AccountId } from '../../../schema/ids.ts'
import type { Role } from '../../../schema/roles.ts'
import type { Subjects } from '../../../schema/subjects.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { readJson } from '../../platform/bus/read-json.ts'
import type { AccountJournal } from '../accounts/journal.ts'
import type { LetIn, Standing, Verdict } from '../accounts/standing.ts'
import type { Farewell } from './farewell.ts'

/** Something open: a connection or a stream. */
export interface Held extends LetIn {
  readonly via: string
  /** It has to close, at once. */
  end(farewell: Farewell): void
  /** What the account may do now; told each time it is asked about. Guests have no account. */
  role(now: Role): void
}

export interface RightsWatch {
  /** Watches over it from now on. The result ends that; safe to call again. */
  hold(held: Held): () => void
  /** Tells every gateway to look again: at one account, or at everybody. */
  changed(account: AccountId | null): void
  /** The store has gone back in time: it is told what is open here, and then everything is looked at. */
  recover(): void
  close(): void
}

export interface RightsParts {
  readonly standing: Standing
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly subjects: Subjects
  readonly clock: Pick<Clock, 'sleep'>
  readonly journal: AccountJournal
  readonly onTrouble: (where: string, error: unknown) => void
}

/** A message may be lost: then this is how long a right outlives its end. */
const roundMs = 20_000
/** Those who come in together are asked about together. */
const gatherMs = 25
const troubleMs = 1_000

const topic = 'rights'
const message = z.strictObject({ account: z.string().max(26).nullable() })

export function watchRights(parts: RightsParts): RightsWatch {
  const { bus, subjects } = parts
  const all = new Set<Held>()
  const looker = createLooker(parts, all)
  const round = setInterval(() => looker.lookAt(all), roundMs)
  round.unref()
  const heard = bus.subscribe(subjects.system(topic, 'changed'), {
    read: readJson(message),
    heard: ({ account }) =>
      looker.lookAt([...all].filter((held) => account === null || held.account === account)),
  })
  return {
    hold(held) {
      all.add(held)
      // What has changed while it was let in was told before it was held.
      looker.lookAt([held])
      return () => {
        all.delete(held)
        looker.forget(held)
      }
    },
    changed(account) {
      bus.publish(subjects.system(topic, 'changed'), JSON.stringify({ account }))
    },
    recover: () => looker.recover(all),
    close() {
      clearInterval(round)
      looker.close()
      heard.unsubscribe()
    },
  }
}

/** Asks about those who are due, together, until the store has answered. */
function createLooker(parts: RightsParts, all: Set<Held>) {
  const { standing, clock, onTrouble } = parts
  const due = new Set<Held>()
  /** What the store may not know any more. */
  const lost = new Set<Held>()
  const closing = new AbortController()
  let isLooking = false

  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    while (due.size > 0 && !closing.signal.aborted) {
      await clock.sleep(gatherMs, closing.signal)
      const those = [...due].filter((held) => all.has(held))
      due.clear()
      try {
        const unknown = those.filter((held) => lost.has(held))
        await standing.recover(unknown)
        for (const held of unknown) lost.delete(held)
        await judge(those, all, parts)
      } catch (error) {
        onTrouble('rights', error)
        for (const held of those) due.add(held)
        await clock.sleep(troubleMs, closing.signal)
      }
    }
    isLooking = false
  }
  const lookAt = (those: Iterable<Held>): void => {
    for (const held of those) due.add(held)
    if (due.size > 0) void look()
  }
  return {
    lookAt,
    recover(those: Iterable<Held>): void {
      for (const held of those) lost.add(held)
      lookAt(those)
    },
    forget(held: Held): void {
      due.delete(held)
      lost.delete(held)
    },
    close: () => closing.abort(),
  }
}

async function judge(
  those: readonly Held[],
  all: Set<Held>,
  { standing, journal }: RightsParts,
): Promise<void> {
  if (those.length === 0) return
  const verdicts = await standing.of(those)
  for (const [index, held] of those.entries()) {
    const verdict = verdicts[index]
    // It may have closed by itself in the meantime.
    if (verdict === undefined || !all.has(held)) continue
    if (verdict.may) {
      if (verdict.role !== null) held.role(verdict.role)
      continue
    }
    all.delete(held)
    const { account, via, address } = held
    journal.changed('sent-away', { why: verdict.why, account, via, address })
    held.end(farewellOf(verdict))
  }
}

function farewellOf(verdict: Extract<Verdict, { may: false }>): Farewell {
  if (verdict.why === 'signed-out') {
    const reason = 'You have been signed out. Sign in again to go on.'
    return { code: 'signed-out', reason, resume: false, closeCode: 4002 }
  }
  return { code: 'banned', reason: wordsOfBan(verdict), resume: false, closeCode: 4003 }
}

/** What somebody reads who is kept out. */
export const wordsOfBan = ({ reason }: { readonly reason: string }): string =>
  reason ? `You are not let in: ${reason}` : 'You are not let in.'
