/** What is laid aside to be published together, what one has done, and zones as files. */
import type { PlainOrder } from '../../../schema/world-file/build-orders.ts'
import type { Change } from './api.ts'
import { gather, gathered, order, publish, zone } from './store.ts'
import { useRead } from './use-read.ts'

export function Changes() {
  return (
    <section aria-label="Changes">
      <h2>To publish together</h2>
      <Together laid={gathered.value} />
      <h2>Done by you</h2>
      <Done />
      <p>
        <a href={`/v1/build/files/${zone.value}`}>This zone as a world file</a>
      </p>
    </section>
  )
}

function Together({ laid }: { readonly laid: readonly PlainOrder[] | null }) {
  if (!laid) {
    return (
      <p>
        Each change is carried out at once.{' '}
        <button type="button" onClick={() => gather([])}>
          Lay changes aside from now on
        </button>
      </p>
    )
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    void publish(String(data.get('summary')))
  }
  return (
    <form onSubmit={submit}>
      <p>The world has none of these yet.</p>
      <ol>
        {laid.map((one) => (
          <li key={JSON.stringify(one)}>
            {wordsOf(one)}{' '}
            <button type="button" onClick={() => gather(laid.filter((other) => other !== one))}>
              Drop <span class="hidden">{wordsOf(one)}</span>
            </button>
          </li>
        ))}
      </ol>
      <div class="row">
        <label>
          What it is about
          <input name="summary" required maxLength={400} />
        </label>
        <button type="submit" class="main" disabled={laid.length === 0}>
          Publish all or nothing
        </button>
        <button type="button" onClick={() => gather(null)}>
          Throw them away
        </button>
      </div>
    </form>
  )
}

function wordsOf(one: PlainOrder): string {
  switch (one.do) {
    case 'set':
      return `set ${one.fields.map(({ path }) => path).join(', ')} of ${one.id}`
    case 'define':
    case 'remove':
      return `${one.do === 'define' ? 'make' : 'take away'} ${one.of} ${one.id}`
    case 'dig':
      return `dig ${one.direction} of ${one.room}: ${one.title}`
    case 'link':
      return `link ${one.room} ${one.direction} to ${one.to}`
    case 'unlink':
      return `close the way ${one.direction} of ${one.room}`
  }
}

function Done() {
  const list = useRead<Change>('changes') ?? []
  if (list.length === 0) return <p>Nothing that can be taken back.</p>
  return (
    <ul>
      {list.toReversed().map(({ change, summary }) => (
        <li key={change}>
          {summary}{' '}
          <button type="button" onClick={() => void order({ do: 'undo', change })}>
            Take back <span class="hidden">{summary}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
