/** The state of the system, panel by panel. */
import type { SessionRow } from '../../../schema/admin.ts'
import type { AdminAction } from '../../../schema/admin-actions.ts'
import type { Lane } from '../../../schema/subjects.ts'
import { confirmAction } from './confirm.tsx'
import { clock, mib, ms } from './format.ts'
import { connected, queues, seconds, sessions, status, storage } from './store.ts'
import { Table } from './table.tsx'

/** The strip at the top: is it well, at a glance. */
export function Strip() {
  const last = seconds.value.slice(-10)
  const recent = last.filter((second) => second.duration.count > 0)
  const commands = last.reduce((sum, second) => sum + second.commands, 0) / Math.max(1, last.length)
  const worst = Math.max(0, ...recent.map((second) => second.duration.p99))
  const goal = status.value?.slo.find(({ name }) => name === 'tick')?.goalMs ?? Infinity
  const overruns = seconds.value.reduce((sum, second) => sum + second.overruns, 0)
  const alerting = status.value?.slo.filter((one) => one.alerting).length ?? 0
  const facts: [string, string, string][] = [
    ['Tick p99', recent.length ? ms(worst) : '–', worst > goal ? 'bad' : 'good'],
    ['Players', String(sessions.value.length), ''],
    ['Commands/s', commands.toFixed(1), ''],
    ['Oldest command', ms(Math.max(0, ...recent.map((second) => second.age.max))), ''],
    ['Waiting', String(last.at(-1)?.waiting ?? 0), ''],
    ['Beats lost, 15 min', String(overruns), overruns > 0 ? 'bad' : 'good'],
    ['Objectives', alerting ? `${alerting} broken` : 'kept', alerting ? 'bad' : 'good'],
    ['Live', connected.value ? 'yes' : 'reconnecting', connected.value ? 'good' : 'bad'],
  ]
  return (
    <dl class="strip" aria-label="At a glance">
      {facts.map(([name, value, state]) => (
        <div key={name} class={state}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function Queues() {
  const now = queues.value
  return (
    <section class="panel">
      <h2>Queues</h2>
      <Table heads={['stream', 'messages', 'size', 'last']}>
        {now?.streams.map((one) => (
          <tr key={one.stream}>
            <th scope="row">{one.stream}</th>
            <td>{one.messages}</td>
            <td>{mib(one.bytes)}</td>
            <td>{one.lastSeq}</td>
          </tr>
        ))}
      </Table>
      <Table heads={['lane', 'waiting', 'under way', 'again', 'actions']}>
        {now?.lanes.map((one) => (
          <tr key={one.lane}>
            <th scope="row">{one.lane}</th>
            <td>{one.pending}</td>
            <td>{one.underWay}</td>
            <td>{one.redelivered}</td>
            <td>
              {one.paused && <b class="bad">paused </b>}
              <button
                type="button"
                aria-label={`${one.paused ? 'resume' : 'pause'} ${one.lane}`}
                onClick={() => confirmAction('lane', { target: laneOf(one), paused: !one.paused })}
              >
                {one.paused ? 'resume' : 'pause'}
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

export function Storage() {
  return (
    <section class="panel">
      <h2>Storage</h2>
      <Table heads={['kind', 'rows', 'size', 'growth per day']}>
        {storage.value.map((one) => (
          <tr key={one.kind}>
            <th scope="row">{one.kind}</th>
            <td>{one.rows}</td>
            <td>{mib(one.bytes)}</td>
            <td>{one.bytesPerDay === null ? '–' : mib(one.bytesPerDay)}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** The queues of the job stream are named after the lanes. */
const laneOf = ({ lane }: { readonly lane: string }) => lane as Lane

export function Objectives() {
  return (
    <section class="panel">
      <h2>Objectives and alerts</h2>
      <ul class="plain">
        {status.value?.slo.map((one) => (
          <li key={one.name} class={one.alerting ? 'bad' : 'good'}>
            {one.about}: {ms(one.valueMs)} of {ms(one.goalMs)}
          </li>
        ))}
      </ul>
      <ol class="plain" aria-live="polite">
        {status.value?.alerts.slice(0, 8).map((one) => (
          <li key={`${one.atMs}${one.objective}`}>
            {clock(one.atMs)} {one.objective} {one.state} at {ms(one.valueMs)}
          </li>
        ))}
      </ol>
    </section>
  )
}

export function Sessions() {
  return (
    <section class="panel wide">
      <h2>Sessions</h2>
      <Table heads={['name', 'role', 'level', 'room', 'by', 'link', 'actions']}>
        {sessions.value.map((one) => (
          <tr key={one.session}>
            <th scope="row">{one.name}</th>
            <td>{one.role}</td>
            <td>{one.level}</td>
            <td>{one.room}</td>
            <td>
              {one.via} at {one.gateway}
            </td>
            <td>{one.lost ? 'lost' : 'up'}</td>
            <td class="actions">
              {personal.map((action) => (
                <button
                  type="button"
                  key={action}
                  aria-label={`${action} ${one.name}`}
                  onClick={() => askAbout(action, one)}
                >
                  {action}
                </button>
              ))}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

const personal = ['kick', 'mute', 'ban', 'role'] as const satisfies readonly AdminAction[]
const roles = ['player', 'builder', 'admin']

function askAbout(action: (typeof personal)[number], { name: target, role }: SessionRow): void {
  if (action === 'kick') return confirmAction(action, { target })
  if (action === 'role') {
    return confirmAction(action, { target }, [
      { name: 'role', label: 'Role', options: roles, value: role },
    ])
  }
  const mute = { name: 'minutes', label: 'Minutes (0: may speak again)', value: 15 }
  if (action === 'mute') return confirmAction(action, { target }, [mute])
  const ban = { name: 'minutes', label: 'Minutes (empty: for good)', value: 1_440 }
  confirmAction(action, { target, kind: 'name' }, [ban])
}
