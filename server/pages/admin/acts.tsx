/** What admins did: who, what, to whom, why. */
import { signal } from '@preact/signals'
import { adminActionNames } from '../../../schema/admin-actions.ts'
import type { ActRow } from '../../../schema/admin-desk.ts'
import { call } from './api.ts'
import { acts } from './store.ts'
import { Table } from './table.tsx'
import { tab } from './tabs.ts'

export function Acts({ rows }: { rows: readonly ActRow[] }) {
  if (rows.length === 0) return <p>Nothing so far.</p>
  return (
    <Table heads={['when', 'who', 'what', 'to whom', 'why', 'details']}>
      {rows.map(({ at, atMs, by, action, target, reason, details }) => (
        <tr key={at}>
          <td>{new Date(atMs).toLocaleString()}</td>
          <th scope="row">{by}</th>
          <td>{action}</td>
          <td>{target}</td>
          <td>{reason}</td>
          <td>{detailsOf(details)}</td>
        </tr>
      ))}
    </Table>
  )
}

const detailsOf = (details: ActRow['details']) =>
  Object.entries(details)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ')

const rows = signal<readonly ActRow[]>([])
const asked = signal({ person: '', action: '' })

async function read(): Promise<void> {
  const { person, action } = asked.peek()
  const query = new URLSearchParams({ ...(person && { person }), ...(action && { action }) })
  const found = await call<ActRow[]>(`acts?${query}`)
  if (found.ok) rows.value = found.data
}

tab.subscribe((now) => {
  if (now === 'log') void read()
})
acts.subscribe(() => {
  if (tab.peek() === 'log') void read()
})

export function LogOfActions() {
  const submit = (event: Event) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    asked.value = {
      person: String(data.get('person') ?? '').trim(),
      action: String(data.get('action') ?? ''),
    }
    void read()
  }
  return (
    <section class="panel wide" aria-labelledby="acts">
      <h2 id="acts">Log of actions</h2>
      <form class="row" onSubmit={submit} onChange={submit}>
        <label>
          By or to whom
          <input name="person" maxLength={60} defaultValue={asked.value.person} />
        </label>
        <label>
          What
          <select name="action" value={asked.value.action}>
            <option value="">everything</option>
            {adminActionNames.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit">Search</button>
      </form>
      <Acts rows={rows.value} />
    </section>
  )
}
