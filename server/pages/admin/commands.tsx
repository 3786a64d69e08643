/** Commands under way and past: found by player, verb, status, duration and time. */
import { signal } from '@preact/signals'
import type { CommandRow, CommandsAnswer } from '../../../schema/admin-desk.ts'
import { call } from './api.ts'
import { clock, ms } from './format.ts'
import { Story, trace } from './slowest.tsx'
import { Table } from './table.tsx'
import { tab } from './tabs.ts'

const rows = signal<readonly CommandRow[]>([])
const more = signal<number | null>(null)
const kept = signal('')
let asked = new URLSearchParams()

async function read(before?: number): Promise<void> {
  const query = new URLSearchParams(asked)
  if (before !== undefined) query.set('before', String(before))
  const found = await call<CommandsAnswer>(`commands?${query}`)
  if (!found.ok) return
  rows.value = before === undefined ? found.data.commands : [...rows.value, ...found.data.commands]
  more.value = found.data.more
  kept.value = found.data.kept ?? ''
}

tab.subscribe((now) => {
  if (now === 'commands') void read()
})

/** What was filled in, as the API wants it. */
function queryOf(data: FormData): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of ['player', 'verb', 'status', 'minMs']) {
    const text = String(data.get(name) ?? '').trim()
    if (text !== '') query.set(name, text)
  }
  for (const name of ['fromMs', 'toMs']) {
    const text = String(data.get(name) ?? '')
    if (text !== '') query.set(name, String(Date.parse(text)))
  }
  return query
}

export function Commands() {
  const submit = (event: Event) => {
    event.preventDefault()
    asked = queryOf(new FormData(event.currentTarget as HTMLFormElement))
    void read()
  }
  return (
    <section class="panel wide" aria-labelledby="commands">
      <h2 id="commands">Commands</h2>
      <Search onSubmit={submit} />
      <p>
        <small>
          The input stands in the command stream{kept.value && ` since ${clockOf(kept.value)}`}.
          Older commands are found by the history of who gave them, and by their trace.
        </small>
      </p>
      <Table heads={['when', 'who', 'input', 'status', 'took', 'trace']}>
        {rows.value.map((row) => (
          <Row key={row.request} row={row} />
        ))}
      </Table>
      {more.value !== null && (
        <button type="button" onClick={() => void read(more.value ?? undefined)}>
          Older
        </button>
      )}
      <Story />
    </section>
  )
}

const clockOf = (iso: string) => new Date(iso).toLocaleString()

function Row({ row }: { row: CommandRow }) {
  const isLate = row.status === 'waiting' && row.tookMs > 1_000
  return (
    <tr>
      <td>{clock(row.atMs)}</td>
      <th scope="row">{row.name || row.actor}</th>
      <td class="words">{row.input}</td>
      <td class={row.status === 'failed' || isLate ? 'bad' : ''}>
        {row.status} {row.code}
      </td>
      <td>{ms(row.tookMs)}</td>
      <td>
        <button
          type="button"
          aria-label={`trace ${row.request.slice(0, 8)}`}
          onClick={() => void trace(row.request)}
        >
          trace
        </button>
      </td>
    </tr>
  )
}

function Search({ onSubmit }: { onSubmit: (event: Event) => void }) {
  return (
    <form class="row" onSubmit={onSubmit}>
      <label>
        Player
        <input name="player" maxLength={60} />
      </label>
      <label>
        Verb
        <input name="verb" maxLength={60} />
      </label>
      <label>
        Status
        <select name="status">
          <option value="">any</option>
          {['waiting', 'completed', 'refused', 'failed'].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label>
        At least, ms
        <input name="minMs" type="number" min={0} />
      </label>
      <label>
        From
        <input name="fromMs" type="datetime-local" step={1} />
      </label>
      <label>
        To
        <input name="toMs" type="datetime-local" step={1} />
      </label>
      <button type="submit">Search</button>
    </form>
  )
}
