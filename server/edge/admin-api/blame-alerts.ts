/** Alerts of what stands still: raised once somebody has been to blame for a while, and over once nobody is. */
import type { SloAlert } from '../../../schema/admin.ts'
import type { Blame } from '../../../schema/signs.ts'

/** A restart or a fail-over takes less. */
const forMs = 5_000

/** Told what is wrong again and again; tells of each episode twice. `nowMs`: wall time. */
export function createBlameAlerts(
  onAlert: (alert: SloAlert) => void,
): (wrong: readonly Blame[], nowMs: number) => void {
  let blamed: string | undefined
  let sinceMs = 0
  let raised: string | undefined
  const tell = (state: SloAlert['state'], who: string, atMs: number) =>
    onAlert({ objective: who, state, valueMs: atMs - sinceMs, goalMs: forMs, atMs })
  return ([first], nowMs) => {
    // Whoever is first may change from moment to moment while something larger breaks: it stays one episode.
    if ((first === undefined) !== (blamed === undefined)) sinceMs = nowMs
    blamed = first?.who
    if (nowMs - sinceMs < forMs) return
    if (blamed !== undefined && raised === undefined) {
      raised = blamed
      tell('raised', blamed, nowMs)
    } else if (blamed === undefined && raised !== undefined) {
      tell('recovered', raised, nowMs)
      raised = undefined
    }
  }
}
