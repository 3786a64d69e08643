/** The processes of the system: what each does right now, and the orders it can be given. */
import {
  profileOf,
  profileWords,
  type ReportSummary,
  type TickSummary,
  type WorkerFigures,
} from '../../../schema/telemetry.ts'
import { confirmAction } from './confirm.tsx'
import { mib, ms, percent, span } from './format.ts'
import { levels } from './settings.tsx'
import { status } from './store.ts'
import { Table } from './table.tsx'

export function Processes() {
  return (
    <section class="panel wide" aria-labelledby="processes">
      <h2 id="processes">Processes</h2>
      <Profile />
      <Table heads={['process', 'up', 'busy', 'loop p99', 'memory', 'what it does', 'actions']}>
        {status.value?.processes.map((report) => (
          <Process key={report.instance} report={report} />
        ))}
      </Table>
    </section>
  )
}

function Profile() {
  const profile = profileOf(status.value?.processes ?? [])
  return profile ? <p>Profile {profileWords[profile]}.</p> : null
}

function Process({ report }: { report: ReportSummary }) {
  const { instance, pid, upMs, loopBusy, loopP99Ms, rssBytes } = report
  return (
    <tr data-instance={instance} data-pid={pid}>
      <th scope="row">{instance}</th>
      <td>{span(upMs)}</td>
      <td>{percent(loopBusy)}</td>
      <td>{ms(loopP99Ms)}</td>
      <td>{mib(rssBytes)}</td>
      <td>{doing(report)}</td>
      <td class="actions">
        <button
          type="button"
          aria-label={`log level of ${instance}`}
          onClick={() =>
            confirmAction('log-level', { target: instance }, [
              { name: 'level', label: 'Level', options: levels, value: 'debug' },
            ])
          }
        >
          log level
        </button>
        <button
          type="button"
          aria-label={`drain ${instance}`}
          onClick={() => confirmAction('drain', { target: instance })}
        >
          drain
        </button>
      </td>
    </tr>
  )
}

function doing({ role, figures, atMs }: ReportSummary): string {
  if (role === 'tick') return tickWords(figures)
  if (role === 'worker') return workerWords(figures, atMs)
  const { sockets, telnet, sessions, waiting } = figures
  return `${sessions} sessions over ${sockets} sockets and ${telnet} telnet lines; ${waiting} commands on their way to the bus`
}

function tickWords(figures: TickSummary): string {
  if (!figures.leading) return 'stands by'
  const { shard, epoch, tick, cache, brokenRows } = figures
  const rooms = `${cache.roomsHeld} rooms in play and ${cache.roomsIdle} idle in memory`
  const broken = brokenRows > 0 ? `; ${brokenRows} broken rows found (see its log)` : ''
  return `leads shard ${shard}, epoch ${epoch}, tick ${tick}; ${rooms}, ${hitRate(cache)}${broken}`
}

function workerWords({ busy, slots, held, doing: jobs, ended }: WorkerFigures, atMs: number) {
  const now = jobs.map(({ kind, sinceMs }) => `${kind} for ${span(atMs - sinceMs)}`)
  const words = now.length > 0 ? now.join(', ') : 'waits for work'
  return `${busy} of ${slots} slots, ${held} held back, ${ended} done: ${words}`
}

function hitRate({ hits, misses }: { readonly hits: number; readonly misses: number }): string {
  return hits + misses > 0 ? `${percent(hits / (hits + misses))} hits` : 'no reads yet'
}

/** The cost of the models, and whether they answer. */
export function Models() {
  const workers = (status.value?.processes ?? []).filter((report) => report.role === 'worker')
  return (
    <section class="panel" aria-labelledby="models">
      <h2 id="models">Models and their caches</h2>
      <Table
        heads={[
          'worker',
          'answers',
          'by a model',
          'failures',
          'breakers',
          'asked by',
          'spent',
          'cache',
        ]}
      >
        {workers.map(({ instance, figures: { model, cache } }) => {
          const failures = Object.entries(model.failures).map(([why, n]) => `${why} ${n}`)
          const breakers = Object.entries(model.breakers).map(([name, is]) => `${name} ${is}`)
          const profiles = Object.entries(model.profiles ?? {})
          return (
            <tr key={instance}>
              <th scope="row">{instance}</th>
              <td>{model.calls}</td>
              <td>{model.answeredByModel}</td>
              <td>{failures.join(', ') || 'none'}</td>
              <td class={breakers.some((one) => one.endsWith('open')) ? 'bad' : ''}>
                {breakers.join(', ') || 'no model is set'}
              </td>
              <td class={profiles.some(([, how]) => how.includes(': weak, ')) ? 'bad' : ''}>
                {profiles.map(([name, how]) => `${name}: ${how}`).join('; ')}
              </td>
              <td>{(model.spentMicros / 1_000_000).toFixed(4)}</td>
              <td>
                {cache.size} kept, {hitRate(cache)}
              </td>
            </tr>
          )
        })}
      </Table>
    </section>
  )
}
