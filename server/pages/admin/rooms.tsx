/** Rooms, and who is where. */
import { signal } from '@preact/signals'
import type { RoomRow } from '../../../schema/admin-desk.ts'
import { call } from './api.ts'
import { Table } from './table.tsx'
import { go, tab } from './tabs.ts'

const rows = signal<readonly RoomRow[]>([])
let asked = 'peopled=true'

async function read(): Promise<void> {
  const found = await call<RoomRow[]>(`rooms?${asked}`)
  if (found.ok) rows.value = found.data
}

tab.subscribe((now) => {
  if (now === 'world') void read()
})

export function Rooms() {
  const submit = (event: Event) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const search = String(data.get('search') ?? '').trim()
    asked = String(new URLSearchParams({ search, peopled: data.has('peopled') ? 'true' : 'false' }))
    void read()
  }
  return (
    <section class="panel wide" aria-labelledby="rooms">
      <h2 id="rooms">Rooms: who is where</h2>
      <form class="row" onSubmit={submit} onChange={submit}>
        <label>
          A part of its name or id
          <input name="search" maxLength={60} />
        </label>
        <label class="tick">
          <input name="peopled" type="checkbox" defaultChecked /> only where somebody is
        </label>
        <button type="submit">Look</button>
      </form>
      <Table heads={['room', 'id', 'people', 'mobiles', 'items', 'past']}>
        {rows.value.map(({ id, title, people, mobiles, items }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td>{id}</td>
            <td>{people.join(', ')}</td>
            <td>{mobiles}</td>
            <td>{items}</td>
            <td>
              <button type="button" aria-label={`past of ${id}`} onClick={() => go('world', id)}>
                past
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
