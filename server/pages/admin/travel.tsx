/** Time travel: what happened to a thing, and how it was at any tick. */
import { signal } from '@preact/signals'
import type { HistoryEntry, PastState } from '../../../schema/admin.ts'
import { call } from './api.ts'
import { Past } from './past.tsx'
import { ChooseEvent, chooseNothing, Reversal } from './reversal.tsx'
import { acts } from './store.ts'
import { opened, tab } from './tabs.ts'

const subject = signal('')
const history = signal<HistoryEntry[]>([])
const look = signal<PastState | null>(null)
const trouble = signal('')

let filtered = ''

async function open(id: string, filter: string): Promise<void> {
  subject.value = id
  filtered = filter
  chooseNothing()
  const query = filter ? `?filter=${encodeURIComponent(filter)}` : ''
  const found = await call<HistoryEntry[]>(`travel/${encodeURIComponent(id)}/history${query}`)
  trouble.value = found.ok ? '' : found.detail
  history.value = found.ok ? found.data : []
  if (found.ok) await showAt(undefined)
}

// An action may have changed the thing that is shown.
acts.subscribe((done) => {
  if (done > 0 && subject.value !== '') void open(subject.value, filtered)
})

// A link from a room or an account leads here.
opened.subscribe((id) => {
  if (tab.peek() === 'world' && id !== '') void open(id, '')
})

let newest = 0
/** Only the newest answer counts while the slider moves. */
async function showAt(tick: number | undefined): Promise<void> {
  newest += 1
  const mine = newest
  const at = tick === undefined ? '' : `?tick=${tick}`
  const found = await call<PastState>(`travel/${encodeURIComponent(subject.value)}${at}`)
  if (mine !== newest) return
  if (found.ok) {
    look.value = found.data
    const isKnown = found.data.state !== null || history.value.length > 0
    trouble.value = isKnown ? '' : `Nothing is known of “${subject.value}”.`
  } else trouble.value = found.detail
}

export function Travel() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    void open(String(data.get('id') ?? '').trim(), String(data.get('filter') ?? '').trim())
  }
  return (
    <section class="panel wide" aria-labelledby="travel">
      <h2 id="travel">Time travel</h2>
      <form class="row" onSubmit={submit}>
        <label>
          Room, character, item or mobile (its id, or the name of a person)
          <input name="id" required placeholder="saltmere.common-room" />
        </label>
        <label>
          Only events with
          <input name="filter" placeholder="item-taken" />
        </label>
        <button type="submit" class="main">
          Look back
        </button>
      </form>
      <p role="status">{trouble.value}</p>
      {look.value && <Seen {...look.value} />}
    </section>
  )
}

const moment = (atMs: number | null) => (atMs === null ? '' : new Date(atMs).toLocaleString())

function Seen({ tick, lastTick, atMs, firstMs, state }: PastState) {
  return (
    <>
      <label class="slider">
        Tick {tick} of {lastTick}: {moment(atMs)} <small>the log begins {moment(firstMs)}</small>
        <input
          type="range"
          min={1}
          max={lastTick}
          value={tick}
          onInput={(event) => void showAt(Number(event.currentTarget.value))}
        />
      </label>
      <div class="columns">
        <section tabIndex={0} class="scroll" aria-label={`${subject.value} at tick ${tick}`}>
          <Past state={state} />
        </section>
        <section tabIndex={0} class="scroll" aria-label="What happened">
          <ol class="plain">
            {[...history.value].reverse().map((entry) => (
              <li key={`${entry.tick}.${entry.ordinal}`}>
                <ChooseEvent entry={entry} />{' '}
                <button type="button" onClick={() => void showAt(entry.tick)}>
                  {entry.tick}
                </button>{' '}
                {new Date(entry.atMs).toLocaleTimeString()} <b>{entry.type}</b>{' '}
                {entry.actorName && <i>{entry.actorName}</i>} {entry.words}{' '}
                <code>{entry.cause.slice(0, 8)}</code>
              </li>
            ))}
          </ol>
        </section>
      </div>
      <Reversal />
    </>
  )
}
