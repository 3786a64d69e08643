/** Lists, search, problems, and the guide. */
import { useState } from 'preact/hooks'
import { beginning, newConflict, newZone, slug } from '../../../schema/beginnings.ts'
import type { BuildOrder } from '../../../schema/world-file/build-orders.ts'
import { type BuiltKind, builtKinds, worldwide } from '../../../schema/world-file/built-kinds.ts'
import type { FieldForm, Shape } from '../../../schema/world-file/describe.ts'
import type { Found, Named, Wrong } from './api.ts'
import { gathered, go, order, things, zone } from './store.ts'
import { useForm, useRead } from './use-read.ts'

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

/** A new thing with the least that it needs, as the typed verbs make it. */
function making(of: Exclude<BuiltKind, 'resets'>, id: string, name: string): BuildOrder {
  if (of === 'zone') return newZone(id, name)
  const room = things.value.find((one) => one.of === 'room' && one.zone === zone.value)?.id ?? ''
  const value =
    of === 'conflict'
      ? newConflict(name, room, ['One side', 'The other side'])
      : beginning(of, name)
  return { do: 'define', of, id, value }
}

function Make({ of }: { readonly of: Exclude<BuiltKind, 'resets'> }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const name = String(new FormData(form).get('name')).trim()
    const id = worldwide.has(of) ? slug(name) : `${zone.value}.${slug(name)}`
    const { done } = await order(making(of, id, name))
    if (!done) return
    form.reset()
    // What is laid aside is not there to be opened.
    if (!gathered.value) go({ ...(of === 'zone' ? { zone: id } : {}), thing: { of, id } })
  }
  return (
    <form class="row" onSubmit={(event) => void submit(event)}>
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
