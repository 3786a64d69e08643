/** The lists that are seldom read: bans and leases. */
import { confirmAction } from './confirm.tsx'
import { when } from './format.ts'
import { bans, leases } from './store.ts'
import { Table } from './table.tsx'

export function Bans() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const target = String(new FormData(form).get('target') ?? '').trim()
    // Names hold letters only, addresses always something else.
    const kind = /^\p{L}+$/u.test(target) ? 'name' : 'address'
    const minutes = { name: 'minutes', label: 'Minutes (empty: for good)', value: 1_440 }
    if (target) confirmAction('ban', { kind, target }, [minutes])
    form.reset()
  }
  return (
    <section class="panel" aria-labelledby="bans">
      <h2 id="bans">Bans</h2>
      <form class="row" onSubmit={submit}>
        <label>
          Name or address
          <input name="target" maxLength={60} />
        </label>
        <button type="submit">Ban</button>
      </form>
      <LostPassword />
      <ul class="plain spaced">
        {bans.value.map(({ kind, value, reason, by, expires_at }) => (
          <li key={`${kind}/${value}`}>
            <b>{value}</b> ({kind}) until {when(expires_at)}: {reason} – {by}{' '}
            <button
              type="button"
              aria-label={`lift the ban of ${value}`}
              onClick={() => confirmAction('unban', { kind, target: value })}
            >
              lift
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** For somebody who asks at the gate: the link is shown where the outcome of actions is. */
function LostPassword() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const target = String(new FormData(form).get('target') ?? '').trim()
    if (target) confirmAction('reset-link', { target })
    form.reset()
  }
  return (
    <form class="row" onSubmit={submit}>
      <label>
        Whose password is lost
        <input name="target" maxLength={60} />
      </label>
      <button type="submit">Make a link</button>
    </form>
  )
}

export function Leases() {
  return (
    <section class="panel" aria-labelledby="leases">
      <h2 id="leases">Shards and their leases</h2>
      <Table heads={['shard', 'leader', 'epoch', 'tick', 'heartbeat', 'command']}>
        {leases.value.map((one) => (
          <tr key={one.shard}>
            <th scope="row">{one.shard}</th>
            <td class={one.held ? 'good' : 'bad'}>{one.held ? one.owner : 'nobody'}</td>
            <td>{one.epoch}</td>
            <td>{one.tick}</td>
            <td>{one.beat}</td>
            <td>{one.cmd_seq}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
