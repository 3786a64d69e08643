/** The processes of the system: what each does right now, and the orders it can be given. */
import { confirmAction } from './confirm.tsx'
import { mib, ms, percent, span } from './format.ts'
import type { CacheFigures, ProcessReport, TickFigures, WorkerFigures } from './shapes.ts'
import { status } from './store.ts'
import { Table } from './table.tsx'

const levels = ['trace', 'debug', 'info', 'warn', 'error']

export function Processes() {
  return (
    <section class="panel wide" aria-labelledby="processes">
      <h2 id="processes">Processes</h2>
      <Table heads={['process', 'up', 'busy', 'loop p99', 'memory', 'what it does', 'actions']}>
        {status.value?.processes.map((report) => (
          <Process key={report.instance} report={report} />
        ))}
      </Table>
    </section>
  )
}

function Process({ report }: { report: ProcessReport }) {
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

function doing({ role, figures, atMs }: ProcessReport): string {
  if (role === 'tick') return tickWords(figures as TickFigures)
  if (role === 'worker') return workerWords(figures as WorkerFigures, atMs)
  const { sockets, telnet, sessions, waiting } = figures as Record<string, number>
  return `${sessions} sessions over ${sockets} sockets and ${telnet} telnet lines; ${waiting} commands on their way to the bus`
}

function tickWords(figures: TickFigures): string {
  const { leading, shard, epoch, tick, cache } = figures
  if (!leading || !cache) return 'stands by'
  const rooms = `${cache.roomsHeld} rooms in play and ${cache.roomsIdle} idle in memory`
  return `leads shard ${shard}, epoch ${epoch}, tick ${tick}; ${rooms}, ${hitRate(cache)}`
}

function workerWords({ busy, slots, held, doing: jobs, ended }: WorkerFigures, atMs: number) {
  const now = jobs.map(({ kind, sinceMs }) => `${kind} for ${span(atMs - sinceMs)}`)
  const words = now.length > 0 ? now.join(', ') : 'waits for work'
  return `${busy} of ${slots} slots, ${held} held back, ${ended} done: ${words}`
}

export function hitRate({ hits, misses }: CacheFigures): string {
  return hits + misses > 0 ? `${percent(hits / (hits + misses))} hits` : 'no reads yet'
}

/** What thinking costs, and whether the models answer. */
export function Models() {
  const workers = (status.value?.processes ?? []).filter(({ role }) => role === 'worker')
  return (
    <section class="panel" aria-labelledby="models">
      <h2 id="models">Models and their caches</h2>
      <Table heads={['worker', 'answers', 'by a model', 'failures', 'breakers', 'spent', 'cache']}>
        {workers.map(({ instance, figures }) => {
          const { model, cache } = figures as WorkerFigures
          const failures = Object.entries(model.failures).map(([why, n]) => `${why} ${n}`)
          const breakers = Object.entries(model.breakers).map(([name, is]) => `${name} ${is}`)
          return (
            <tr key={instance}>
              <th scope="row">{instance}</th>
              <td>{model.calls}</td>
              <td>{model.answeredByModel}</td>
              <td>{failures.join(', ') || 'none'}</td>
              <td class={breakers.some((one) => one.endsWith('open')) ? 'bad' : ''}>
                {breakers.join(', ') || 'no model is set'}
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
