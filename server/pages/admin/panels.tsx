/** The state of the system, panel by panel. */
import type { Lane } from '../../../schema/subjects.ts'
import { confirmAction } from './confirm.tsx'
import { clock, mib, ms, span } from './format.ts'
import { missed, present } from './now.tsx'
import { connected, queues, seconds, sessions, status, storage } from './store.ts'
import { Table } from './table.tsx'

type Fact = readonly [name: string, value: string, state: 'good' | 'bad' | '']

const judged = (isBad: boolean) => (isBad ? 'bad' : 'good')

/** What the last ten seconds have done. */
function recentFacts(): Fact[] {
  const last = seconds.value.slice(-10)
  const recent = last.filter((second) => second.duration.count > 0)
  const commands = last.reduce((sum, second) => sum + second.commands, 0) / Math.max(1, last.length)
  const worst = Math.max(0, ...recent.map((second) => second.duration.p99))
  const goal = status.value?.slo.find(({ name }) => name === 'tick')?.goalMs ?? Infinity
  return [
    ['Tick p99', recent.length ? ms(worst) : '–', judged(worst > goal)],
    ['Players', String(sessions.value.length), ''],
    ['Commands/s', commands.toFixed(1), ''],
    ['Waiting', String(last.at(-1)?.waiting ?? 0), ''],
  ]
}

/** What is under way, and what has gone wrong. */
function presentFacts(): Fact[] {
  const { tick = null, oldestMs = 0 } = present.value ?? {}
  const overruns = seconds.value.reduce((sum, second) => sum + second.overruns, 0)
  const late = missed.value.length
  return [
    ['Tick under way', tick ? `${tick.stage}, ${ms(tick.ageMs)}` : '–', ''],
    ['Oldest command', ms(oldestMs), oldestMs > lateMs ? 'bad' : ''],
    ['Beats lost, 15 min', String(overruns), judged(overruns > 0)],
    ['Objectives', late > 0 ? `${late} missed` : 'kept', judged(late > 0)],
    ['Live', connected.value ? 'yes' : 'reconnecting', judged(!connected.value)],
  ]
}

/** The strip at the top: is it well, at a glance. */
export function Strip() {
  return (
    <dl class="strip" aria-label="At a glance">
      {[...recentFacts(), ...presentFacts()].map(([name, value, state]) => (
        <div key={name} class={state}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A command that waits for longer is noticed by whoever typed it. */
const lateMs = 1_000

/** Who is there, and when each was heard last. */
export function Roles() {
  const now = present.value
  const servers = [
    ['NATS', now?.busMs ?? 0],
    ['Postgres', now?.storeMs ?? 0],
  ] as const
  return (
    <section class="panel" aria-labelledby="roles">
      <h2 id="roles">Roles and servers</h2>
      <Table heads={['who', 'state', 'last sign']}>
        {servers.map(([name, owesMs]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class={owesMs > lateMs ? 'bad' : 'good'}>
              {owesMs > lateMs ? 'no answer' : 'answers'}
            </td>
            <td>{owesMs > lateMs ? `${span(owesMs)} ago` : 'now'}</td>
          </tr>
        ))}
        {now?.roles.map(({ role, instance, leads, silent, silentMs }) => (
          <tr key={instance}>
            <th scope="row">
              {role} {instance}
            </th>
            <td class={silent ? 'bad' : 'good'}>
              {silent ? 'silent' : leads ? 'leads' : role === 'tick' ? 'stands by' : 'works'}
            </td>
            <td>{silentMs < lateMs ? 'now' : `${span(silentMs)} ago`}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** What waits for workers, and for how long. */
export function Lanes() {
  return (
    <section class="panel" aria-labelledby="lanes">
      <h2 id="lanes">Queues of jobs</h2>
      <Table heads={['lane', 'waiting', 'oldest', 'under way', 'again', 'actions']}>
        {queues.value?.lanes.map((one) => (
          <tr key={one.lane}>
            <th scope="row">{one.lane}</th>
            <td>{one.pending}</td>
            <td>{one.oldestMs === null ? '–' : span(one.oldestMs)}</td>
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

export function Streams() {
  return (
    <section class="panel" aria-labelledby="streams">
      <h2 id="streams">Streams</h2>
      <Table heads={['stream', 'messages', 'size', 'last']}>
        {queues.value?.streams.map((one) => (
          <tr key={one.stream}>
            <th scope="row">{one.stream}</th>
            <td>{one.messages}</td>
            <td>{mib(one.bytes)}</td>
            <td>{one.lastSeq}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

export function Storage() {
  return (
    <section class="panel" aria-labelledby="storage">
      <h2 id="storage">Storage</h2>
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

/** Judged by what runs now and by the last window; the alerts are those of whole episodes. */
export function Objectives() {
  const now = new Map(present.value?.objectives.map((one) => [one.name, one.nowMs]))
  return (
    <section class="panel" aria-labelledby="objectives">
      <h2 id="objectives">Objectives and alerts</h2>
      <ul class="plain">
        {status.value?.slo.map(({ name, about, valueMs, goalMs }) => {
          const nowMs = now.get(name) ?? null
          return (
            <li key={name} class={nowMs !== null && nowMs > goalMs ? 'bad' : 'good'}>
              {about}: {ms(nowMs)} now, {ms(valueMs)} in ten seconds, goal {ms(goalMs)}
            </li>
          )
        })}
      </ul>
      <ol class="plain alerts" aria-live="polite">
        {status.value?.alerts.slice(0, 5).map((one) => (
          <li key={`${one.atMs}${one.objective}`}>
            {clock(one.atMs)} {one.objective} {one.state} at {ms(one.valueMs)}
          </li>
        ))}
        {status.value?.alerts.length === 0 && <li>No alert so far.</li>}
      </ol>
    </section>
  )
}
