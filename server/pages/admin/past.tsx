/** A thing as it was, in words: what people ask of it first, then what it held, then all of it. */
import type { PastState } from '../../../schema/admin.ts'

/** The entity, its name and its contents, as `state-at.ts` makes it. */
interface Tree {
  readonly entity: Readonly<Record<string, unknown>>
  readonly name: string
  readonly contents: readonly Tree[]
}

/** The fields that are shown, by kind, in their order. */
const shownFields: Readonly<Record<string, readonly string[]>> = {
  room: ['title', 'description', 'exits', 'flags', 'terrain', 'light'],
  character: [
    'role',
    'level',
    'experience',
    'hp',
    'mana',
    'gold',
    'bank',
    'place',
    'worn',
    'effects',
  ],
  mobile: ['proto', 'level', 'hp', 'gold', 'place', 'effects'],
  item: ['proto', 'place', 'count', 'charges', 'worn', 'locked', 'closed'],
}

export function Past({ state }: Pick<PastState, 'state'>) {
  const tree = state as Tree | null
  if (!tree) return <p>It did not exist then.</p>
  const { entity } = tree
  const fields = shownFields[String(entity['kind'])] ?? Object.keys(entity)
  return (
    <>
      <h3>
        {tree.name || String(entity['id'])} <small>{String(entity['kind'])}</small>
      </h3>
      <dl class="fields">
        {fields
          .filter((name) => entity[name] !== undefined)
          .map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words(entity[name])}</dd>
            </div>
          ))}
      </dl>
      {tree.contents.length > 0 && (
        <>
          <h3>In it</h3>
          <Contents all={tree.contents} />
        </>
      )}
      <details>
        <summary>All of it</summary>
        <pre>{JSON.stringify(state, null, 2)}</pre>
      </details>
    </>
  )
}

function Contents({ all }: { all: readonly Tree[] }) {
  return (
    <ul>
      {all.map(({ entity, name, contents }) => (
        <li key={String(entity['id'])}>
          {name} <small>{String(entity['kind'])}</small> <code>{String(entity['id'])}</code>
          {contents.length > 0 && <Contents all={contents} />}
        </li>
      ))}
    </ul>
  )
}

/** A value in words: pairs of now and most as gauges, records and lists entry by entry. */
function words(value: unknown): string {
  if (Array.isArray(value)) {
    const isGauge = value.length === 2 && value.every((one) => typeof one === 'number')
    return isGauge ? value.join(' of ') : value.map(words).join(', ') || 'none'
  }
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value)
  return entries.map(([name, one]) => `${name}: ${words(one)}`).join(', ') || 'none'
}
