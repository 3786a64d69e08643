/** Jobs that failed for good: looked into, sent again, dropped. */
import { signal } from '@preact/signals'
import type { DeadLetterRow, WholeLetter } from '../../../schema/admin.ts'
import type { DeadLetterAction } from '../../../schema/admin-actions.ts'
import { call } from './api.ts'
import { confirmAction } from './confirm.tsx'
import { dead } from './store.ts'
import { Table } from './table.tsx'

const opened = signal<WholeLetter | null>(null)

async function look(job: string): Promise<void> {
  const found = await call<{ letter: WholeLetter | null }>(`dead/${encodeURIComponent(job)}`)
  opened.value = found.ok ? found.data.letter : null
}

export function DeadLetters() {
  const waiting = dead.value.filter(({ state }) => state === 'dead')
  return (
    <section class="panel wide" aria-labelledby="dead">
      <h2 id="dead">Jobs that failed for good</h2>
      {waiting.length === 0 ? (
        <p class="good">None.</p>
      ) : (
        <Table heads={['job', 'kind', 'when', 'sent again', 'cause', 'actions']}>
          {waiting.map((one) => (
            <Letter key={one.job} letter={one} />
          ))}
        </Table>
      )}
      {opened.value && <Opened letter={opened.value} />}
    </section>
  )
}

function Letter({ letter }: { letter: DeadLetterRow }) {
  const { job, lane, kind, died_at: died, replays, cause } = letter
  const settle = (deed: DeadLetterAction) => confirmAction('dead', { target: job, deed })
  return (
    <tr>
      <th scope="row">
        <code>{job}</code>
      </th>
      <td>
        {lane}/{kind}
      </td>
      <td>{new Date(died).toLocaleString()}</td>
      <td>{replays}</td>
      <td>{cause}</td>
      <td class="actions">
        <button type="button" aria-label={`look into ${job}`} onClick={() => void look(job)}>
          look
        </button>
        <button type="button" aria-label={`replay ${job}`} onClick={() => settle('replay')}>
          replay
        </button>
        <button type="button" aria-label={`drop ${job}`} onClick={() => settle('drop')}>
          drop
        </button>
      </td>
    </tr>
  )
}

function Opened({ letter }: { letter: WholeLetter }) {
  const tries = Array.isArray(letter.history) ? letter.history : []
  return (
    <section tabIndex={0} class="scroll" aria-label={`job ${letter.job}`}>
      <ol class="plain">
        {tries.map((one) => (
          <li key={`${one.delivery}`}>
            {one.delivery}. {one.at} on {one.worker}: {one.outcome}: {one.why}
          </li>
        ))}
      </ol>
      <pre>{JSON.stringify(letter.body, null, 2)}</pre>
      <button type="button" onClick={() => (opened.value = null)}>
        Close
      </button>
    </section>
  )
}
