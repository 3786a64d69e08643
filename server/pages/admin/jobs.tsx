/** Jobs under way and past, lane by lane. */
import { signal } from '@preact/signals'
import type { JobRow } from '../../../schema/admin-desk.ts'
import { lanes } from '../../../schema/subjects.ts'
import { call } from './api.ts'
import { clock, span } from './format.ts'
import { Table } from './table.tsx'
import { tab } from './tabs.ts'

const rows = signal<readonly JobRow[]>([])
let asked = ''

async function read(): Promise<void> {
  const found = await call<JobRow[]>(`jobs?${asked}`)
  if (found.ok) rows.value = found.data
}

tab.subscribe((now) => {
  if (now === 'jobs') void read()
})

export function Jobs() {
  const submit = (event: Event) => {
    event.preventDefault()
    const query = new URLSearchParams()
    for (const [name, value] of new FormData(event.currentTarget as HTMLFormElement)) {
      if (value !== '') query.set(name, String(value))
    }
    asked = String(query)
    void read()
  }
  return (
    <section class="panel wide" aria-labelledby="jobs">
      <h2 id="jobs">Jobs</h2>
      <form class="row" onSubmit={submit} onChange={submit}>
        <Choose name="lane" label="Lane" options={lanes} />
        <Choose
          name="state"
          label="State"
          options={['waiting', 'answered', 'dead', 'replayed', 'dropped']}
        />
        <button type="submit">Look again</button>
      </form>
      <Table heads={['job', 'kind', 'asked', 'state', 'after', 'tries']}>
        {rows.value.map(({ id, lane, kind, key, askedMs, state, tookMs, tries, why }) => (
          <tr key={id}>
            <th scope="row">
              <code>{id}</code>
            </th>
            <td>
              {lane}/{kind} <small>{key}</small>
            </td>
            <td>{clock(askedMs)}</td>
            <td class={state === 'dead' ? 'bad' : ''}>{state}</td>
            <td>{span(tookMs)}</td>
            <td>{tries === 0 ? '' : `${tries} failed: ${why}`}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function Choose(props: { name: string; label: string; options: readonly string[] }) {
  return (
    <label>
      {props.label}
      <select name={props.name}>
        <option value="">any</option>
        {props.options.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}
