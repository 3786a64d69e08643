/** How it is at this moment: well, or who is to blame. The gateway tells it; of its silence the page tells. */
import { computed, signal } from '@preact/signals'
import type { Blame, Present } from '../../../schema/signs.ts'

export const present = signal<Present | null>(null)

/** How long nothing has come from the gateway, milliseconds. */
const silentMs = signal(0)
let heardMs = performance.now()

export function hearPresent(told: Present): void {
  heardMs = performance.now()
  silentMs.value = 0
  present.value = told
}

/** Word comes four times a second. */
const silentMsMax = 1_200
const lookEveryMs = 200

/** Begins to count the silence of the gateway. */
export function watchSilence(): void {
  let lastMs = performance.now()
  setInterval(() => {
    const nowMs = performance.now()
    // A page that was asleep reads what has come meanwhile before it complains.
    if (nowMs - lastMs > 3 * lookEveryMs) heardMs = Math.max(heardMs, nowMs - silentMsMax)
    lastMs = nowMs
    silentMs.value = nowMs - heardMs
  }, lookEveryMs)
}

/** What is wrong, the one to blame first; empty when all is well. */
export const wrong = computed((): readonly Blame[] => {
  if (silentMs.value <= silentMsMax) return present.value?.wrong ?? []
  const who = present.value ? `gateway ${present.value.by}` : 'the gateway'
  const words = `or the way to it: nothing has come for ${(silentMs.value / 1_000).toFixed(1)} s`
  return [{ who, words }]
})

/** Objectives that are not kept at this moment. */
export const missed = computed(() =>
  (present.value?.objectives ?? []).filter(({ nowMs, goalMs }) => nowMs !== null && nowMs > goalMs),
)

export function Verdict() {
  const [first, ...others] = wrong.value
  if (!present.value && !first) return <p class="verdict">One moment…</p>
  if (!first) {
    return (
      <p class="verdict good" role="status">
        All is well.
      </p>
    )
  }
  return (
    <div class="verdict bad">
      <p>
        <b role="status">{first.who}</b>: {first.words}
      </p>
      {others.map(({ who, words }) => (
        <p key={`${who} ${words}`} class="also">
          {who}: {words}
        </p>
      ))}
    </div>
  )
}
