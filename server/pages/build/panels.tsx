/** Lists, search, problems, one's own changes, and the guide. */
import { useEffect, useState } from 'preact/hooks'
import { type BuiltKind, builtKinds } from '../../../schema/world-file/built-kinds.ts'
import type { FieldForm, Shape } from '../../../schema/world-file/describe.ts'
import { type Change, type Found, type Named, read, type Wrong } from './api.ts'
import { useForm } from './editor.tsx'
import { changed, gather, gathered, go, order, things, zone } from './store.ts'

/** Reads a list again whenever the world or the address has changed. */
function useRead<T>(path: string): readonly T[] | undefined {
  const [list, setList] = useState<readonly T[]>()
  const again = changed.value
  useEffect(() => {
    void again
    if (path) void read<readonly T[]>(path).then((answer) => answer.ok && setList(answer.data))
    else setList(undefined)
  }, [path, again])
  return list
}

export function Things() {
  const [of, setOf] = useState<BuiltKind>('room')
  const [words, setWords] = useState('')
  const found = useRead<Found>(words.length > 1 ? `search?words=${encodeURIComponent(words)}` : '')
  const here = things.value.filter((one) => one.of === of && (!one.zone || one.zone === zone.value))
  return (
    <section aria-label="Things">
      <div class="row">
        <label>
          Search everything
          <input
            type="search"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <label>
          Kind
          <select value={of} onChange={(event) => setOf(event.currentTarget.value as BuiltKind)}>
            {builtKinds.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      {found ? <Hits found={found} /> : <Names list={here} />}
      {!found && of !== 'resets' && <Make of={of} />}
    </section>
  )
}

function Names({ list }: { readonly list: readonly Named[] }) {
  return (
    <ul class="names">
      {list.map((one) => (
        <li key={one.id}>
          <button type="button" class="link" onClick={() => go({ thing: one })}>
            {one.name}
          </button>{' '}
          <small>{one.id}</small>
        </li>
      ))}
    </ul>
  )
}

function Hits({ found }: { readonly found: readonly Found[] }) {
  return (
    <>
      <p role="status">{found.length} places</p>
      <ul class="names">
        {found.map((hit) => (
          <li key={`${hit.of}${hit.id}${hit.field}`}>
            <button type="button" class="link" onClick={() => go({ thing: hit })}>
              {hit.of} {hit.id}
            </button>{' '}
            <small>{hit.field}</small> {hit.text}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The least that a new thing needs comes from the examples of its form. */
function Make({ of }: { readonly of: BuiltKind }) {
  const form = useForm(of)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const name = String(data.get('name')).trim()
    const plain =
      name
        .toLowerCase()
        .replace(/^(a|an|the) /, '')
        .match(/[a-z0-9]+/g)
        ?.join('-') ?? ''
    const isWorldwide = ['social', 'faction', 'article', 'zone'].includes(of)
    const id = isWorldwide ? plain : `${zone.value}.${plain}`
    const needed = form.filter((field) => field.needed && field.name !== 'id')
    const value = {
      ...Object.fromEntries(needed.map((field) => [field.name, field.example])),
      ...(form.some((field) => field.name === 'title')
        ? { title: name }
        : form.some((field) => field.name === 'name')
          ? { name }
          : {}),
    }
    const define = { do: 'define', of, id, value } as const
    const first = {
      do: 'define',
      of: 'room',
      id: `${id}.entrance`,
      value: { title: name, description: 'Bare ground, waiting for words.' },
    } as const
    const program = { do: 'define', of: 'resets', id, value: { program: [] } } as const
    const orders = of === 'zone' ? [define, program, first] : [define]
    void order(
      orders.length > 1 ? { do: 'together', summary: `created ${of} ${id}`, orders } : define,
    ).then(
      ({ done }) =>
        done && go({ tab: 'things', ...(of === 'zone' ? { zone: id } : {}), thing: { of, id } }),
    )
  }
  return (
    <form class="row" onSubmit={submit}>
      <label>
        New {of}, by name
        <input name="name" required />
      </label>
      <button type="submit">Make it</button>
    </form>
  )
}

export function Problems() {
  const list = useRead<Wrong>(`problems?zone=${zone.value}`)
  if (!list) return <p>Looking …</p>
  return (
    <section aria-label="Problems">
      <p role="status">
        {list.length === 0 ? 'Nothing is wrong here.' : `${list.length} things to look at.`}
      </p>
      <table>
        <thead>
          <tr>
            <th>what</th>
            <th>field</th>
            <th>what is wrong</th>
            <th>how bad</th>
          </tr>
        </thead>
        <tbody>
          {list.map((one) => (
            <tr key={`${one.of}${one.id}${one.field}${one.words}`}>
              <th scope="row">
                <button type="button" class="link" onClick={() => go({ thing: one })}>
                  {one.of} {one.id}
                </button>
              </th>
              <td>{one.field}</td>
              <td>{one.words}</td>
              <td>{one.weight}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function Changes() {
  const list = useRead<Change>('changes')
  const laid = gathered.value
  const publish = async (event: SubmitEvent) => {
    event.preventDefault()
    const summary = String(new FormData(event.currentTarget as HTMLFormElement).get('summary'))
    const orders = (laid ?? []) as never
    const { done } = await order({ do: 'together', summary, orders })
    if (done) gather(null)
  }
  return (
    <section aria-label="Changes">
      <h2>To publish together</h2>
      {laid ? (
        <form class="row" onSubmit={(event) => void publish(event)}>
          <p>{laid.length} orders are laid aside; the world has none of them yet.</p>
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
        </form>
      ) : (
        <p>
          <button type="button" onClick={() => gather([])}>
            Lay changes aside from now on
          </button>{' '}
          Each change is carried out at once.
        </p>
      )}
      <h2>Done by you</h2>
      <ul>
        {list?.toReversed().map(({ change, summary }) => (
          <li key={change}>
            {summary}{' '}
            <button type="button" onClick={() => void order({ do: 'undo', change })}>
              Take back <span class="hidden">{summary}</span>
            </button>
          </li>
        ))}
      </ul>
      <p>
        <a href={`/v1/build/files/${zone.value}`}>This zone as a world file</a>
      </p>
    </section>
  )
}

export function Guide() {
  const [of, setOf] = useState<BuiltKind>('room')
  const form = useForm(of)
  return (
    <section aria-label="Guide">
      <h2>Your first zone</h2>
      <ol>
        <li>Under Things choose the kind zone and make one; its first room is the entrance.</li>
        <li>Open the entrance on the map, write its description, and dig rooms around it.</li>
        <li>Make an item and a mobile; under resets say where they stand.</li>
        <li>A shop is a mobile with the behaviour shopkeeper and a block shop.</li>
        <li>Look at the Problems; take anything back under Changes.</li>
      </ol>
      <label>
        What can be said of a
        <select value={of} onChange={(event) => setOf(event.currentTarget.value as BuiltKind)}>
          {builtKinds.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <dl>{form.flatMap((field) => entries(field, ''))}</dl>
    </section>
  )
}

function entries(field: FieldForm, path: string): preact.JSX.Element[] {
  const full = `${path}${field.name}`
  return [
    <dt key={full}>
      <code>{full}</code>
      {field.needed ? ' (needed)' : ''}
    </dt>,
    <dd key={`${full}!`}>
      {field.help}
      {field.unit ? ` In ${field.unit}.` : ''} Example: <code>{JSON.stringify(field.example)}</code>
    </dd>,
    ...inner(field.shape, full),
  ]
}

function inner(shape: Shape, path: string): preact.JSX.Element[] {
  if (shape.kind === 'record') return shape.fields.flatMap((field) => entries(field, `${path}.`))
  if (shape.kind === 'list' || shape.kind === 'map') return inner(shape.of, path)
  if (shape.kind !== 'variants') return []
  return shape.of.flatMap(({ name, fields }) =>
    fields.flatMap((field) => entries(field, `${path} (${name}) `)),
  )
}
