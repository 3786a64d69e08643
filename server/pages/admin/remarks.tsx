/** What players told the keepers: faults, wishes, complaints. Read when asked, for it is read from the log. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RemarkRow } from '../../../schema/admin.ts'
import { call } from './api.ts'

export function Remarks() {
  const remarks = useSignal<readonly RemarkRow[]>([])
  const read = async () => {
    const found = await call<RemarkRow[]>('remarks')
    if (found.ok) remarks.value = found.data
  }
  useEffect(() => void read(), [])
  return (
    <section class="panel" aria-labelledby="remarks">
      <h2 id="remarks">What players write</h2>
      <button type="button" onClick={() => void read()}>
        Read again
      </button>
      <ul class="plain spaced">
        {remarks.value.map(({ kind, by, room, whom, words, at, request }) => (
          <li key={`${request} ${at}`}>
            <b>{kind}</b>
            {whom ? ` about ${whom}` : ''} by {by}, {room}, {new Date(at).toLocaleString()}: {words}{' '}
            <code>{request}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
