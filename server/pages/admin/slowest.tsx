/** The slowest commands of the last minutes, each with where its time went and what came of it. */
import { signal } from '@preact/signals'
import type { TraceStory } from '../../../schema/admin.ts'
import { call } from './api.ts'
import { clock, ms } from './format.ts'
import { status } from './store.ts'
import { Table } from './table.tsx'

const opened = signal<{ request: string; story: TraceStory | null } | null>(null)

/** Looks the story of a request up, for `Story` to show. */
export async function trace(request: string): Promise<void> {
  const found = await call<{ story: TraceStory | null }>(`trace/${encodeURIComponent(request)}`)
  opened.value = { request, story: found.ok ? found.data.story : null }
}

export function Slowest() {
  const ticks = (status.value?.processes ?? []).filter((report) => report.role === 'tick')
  const slowest = ticks.find(({ figures }) => figures.leading)?.figures.slowest ?? []
  return (
    <section class="panel wide" aria-labelledby="slowest">
      <h2 id="slowest">Slowest commands of the last quarter of an hour</h2>
      <Table heads={['when', 'verb', 'total', 'phases', 'trace']}>
        {slowest.slice(0, 10).map((one) => (
          <tr key={one.request}>
            <td>{clock(one.atMs)}</td>
            <td>{one.line}</td>
            <td>{ms(one.totalMs)}</td>
            <td>
              {Object.entries(one.phases)
                .filter(([, value]) => value >= 0.5)
                .map(([name, value]) => `${name} ${ms(value)}`)
                .join(', ')}
            </td>
            <td>
              <button
                type="button"
                aria-label={`trace ${one.request.slice(0, 8)}`}
                onClick={() => void trace(one.request)}
              >
                <code>{one.request.slice(0, 8)}</code>
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** The story that was looked up last. */
export function Story() {
  if (!opened.value) return null
  const { request, story } = opened.value
  return (
    <section tabIndex={0} class="scroll" aria-label={`story of ${request.slice(0, 8)}`}>
      {story ? <Told story={story} /> : <p>The ledger does not know it any more, or not yet.</p>}
      <button type="button" onClick={() => (opened.value = null)}>
        Close
      </button>
    </section>
  )
}

function Told({ story }: { story: TraceStory }) {
  return (
    <>
      <p>
        Tick {story.tick}: {story.status} {story.code}, applied{' '}
        {ms(story.doneMs - story.enqueuedMs)} after it was stored. <code>{story.request}</code>
      </p>
      <ol class="plain">
        {story.events.map((event) => (
          <li key={`${event.tick}.${event.ordinal}`}>
            <b>{event.type}</b> {event.words}
          </li>
        ))}
        {story.jobs.map((job) => (
          <li key={job.id}>
            job {job.lane}/{job.kind} <code>{job.id}</code>
          </li>
        ))}
        {story.told.map(({ to, what }) => (
          <li key={`${to.join()} ${what}`}>
            told {to.length === 1 ? 'one session' : `${to.length} sessions`}: {what}
          </li>
        ))}
      </ol>
    </>
  )
}
