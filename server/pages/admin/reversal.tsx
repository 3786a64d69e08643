/** Events chosen from a timeline: what reversing them would do, and the order to do it. */
import { signal } from '@preact/signals'
import type { HistoryEntry, ShownReversal } from '../../../schema/admin.ts'
import { call } from './api.ts'
import { confirmAction } from './confirm.tsx'

const chosen = signal<ReadonlySet<string>>(new Set())
const shown = signal<ShownReversal | null>(null)
const trouble = signal('')

const positionOf = ({ tick, ordinal }: HistoryEntry) => `${tick}.${ordinal}`

/** Forgets the choice: another timeline is looked at, or the order has been given. */
export function chooseNothing(): void {
  chosen.value = new Set()
  shown.value = null
  trouble.value = ''
}

function toggle(position: string): void {
  const next = new Set(chosen.value)
  if (!next.delete(position)) next.add(position)
  chosen.value = next
  // The preview was of another choice.
  shown.value = null
}

/** A box beside an event: what happened to the things of a room is reversed there too. */
export function ChooseEvent({ entry }: { entry: HistoryEntry }) {
  const position = positionOf(entry)
  return (
    <input
      type="checkbox"
      aria-label={`choose event ${position}, ${entry.type}`}
      checked={chosen.value.has(position)}
      onChange={() => toggle(position)}
    />
  )
}

async function preview(): Promise<void> {
  const events = [...chosen.value]
  const found = await call<ShownReversal>(`reversal?events=${events.join(',')}`)
  trouble.value = found.ok ? '' : found.detail
  shown.value = found.ok ? found.data : null
}

export function Reversal() {
  const count = chosen.value.size
  if (count === 0) return null
  const now = shown.value
  const order = () =>
    confirmAction('reverse', { events: [...chosen.value], preview: now?.preview ?? '' })
  return (
    <section aria-labelledby="reversal" class="reversal">
      <h3 id="reversal">{count === 1 ? 'One event' : `${count} events`} chosen</h3>
      <div class="choices">
        <button type="button" onClick={() => void preview()}>
          Show what reversing would do
        </button>
        <button type="button" onClick={chooseNothing}>
          Choose nothing
        </button>
      </div>
      <p role="alert">{trouble.value}</p>
      {now && (
        <div role="status">
          <ul>
            {now.steps.map(({ at, words }) => (
              <li key={`${at} ${words}`} class="good">
                {words} <code>{at}</code>
              </li>
            ))}
            {now.cannot.map(({ at, why }) => (
              <li key={`${at} ${why}`} class="bad">
                Cannot be reversed: {why} <code>{at}</code>
              </li>
            ))}
          </ul>
          {now.steps.length > 0 && (
            <button type="button" class="main" onClick={order}>
              Reverse
            </button>
          )}
        </div>
      )}
    </section>
  )
}
