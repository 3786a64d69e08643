/** Every setting: its value, where that comes from, and what it is for. */
import { signal } from '@preact/signals'
import type { SettingRow } from '../../../schema/admin-desk.ts'
import { call } from './api.ts'
import { confirmAction } from './confirm.tsx'
import { acts } from './store.ts'
import { Table } from './table.tsx'
import { tab } from './tabs.ts'

const rows = signal<readonly SettingRow[]>([])
const filter = signal('')
const onlySet = signal(false)

async function read(): Promise<void> {
  const found = await call<SettingRow[]>('settings')
  if (found.ok) rows.value = found.data
}

tab.subscribe((now) => {
  if (now === 'settings') void read()
})

// The order comes back over the bus a moment after it was given.
acts.subscribe((done) => {
  if (done > 0 && tab.peek() === 'settings') setTimeout(() => void read(), 500)
})

export const levels = ['trace', 'debug', 'info', 'warn', 'error']

export function Settings() {
  const wanted = filter.value.toLowerCase()
  const shown = rows.value.filter(
    ({ name, about, source }) =>
      `${name} ${about}`.toLowerCase().includes(wanted) && (!onlySet.value || source !== 'default'),
  )
  return (
    <section class="panel wide" aria-labelledby="settings">
      <h2 id="settings">Settings of this gateway</h2>
      <div class="row">
        <label>
          Name or purpose
          <input
            value={filter.value}
            onInput={(event) => (filter.value = event.currentTarget.value)}
          />
        </label>
        <label class="tick">
          <input
            type="checkbox"
            checked={onlySet.value}
            onChange={(event) => (onlySet.value = event.currentTarget.checked)}
          />{' '}
          only those that are set
        </label>
      </div>
      <Table heads={['setting', 'value', 'from', 'what it is for', 'change']}>
        {shown.map((row) => (
          <Setting key={row.name} row={row} />
        ))}
      </Table>
    </section>
  )
}

function Setting({
  row: { name, value, source, fallback, about, allowed, live },
}: {
  row: SettingRow
}) {
  return (
    <tr>
      <th scope="row">
        <code>{name}</code> {live && <span class="mark">live</span>}
      </th>
      <td class="words">{value || 'unset'}</td>
      <td>{from(source, fallback)}</td>
      <td>
        {about} <small>({allowed})</small>
      </td>
      <td>
        {live ? (
          <button
            type="button"
            aria-label={`change ${name}`}
            onClick={() =>
              confirmAction('setting', { target: name }, [
                { name: 'value', label: `${name}: ${allowed}`, value, text: true },
              ])
            }
          >
            change
          </button>
        ) : (
          <small>in the environment, then restart</small>
        )}
      </td>
    </tr>
  )
}

function from(source: SettingRow['source'], fallback: string): string {
  if (source === 'default') return 'default'
  const words = source === 'live' ? 'an admin, until this process ends' : source
  return `${words}; default ${fallback || 'unset'}`
}
