/** The editor of one thing: its form, what others changed meanwhile, who names it, who changed it. */
import { useEffect, useState } from 'preact/hooks'
import type { FieldOrder, OrderProblem } from '../../../schema/world-file/build-orders.ts'
import { type Found, type Line, read, type Thing, type Value } from './api.ts'
import { Fields } from './fields.tsx'
import { Preview } from './preview.tsx'
import { draftName, focus, gathered, go, nameOf, open, order } from './store.ts'
import { useForm, useRead } from './use-read.ts'
import { Ways } from './ways.tsx'

export function Editor() {
  const thing = open.value
  if (!thing) return null
  // When all is published, the forms begin anew.
  return <EditorOf thing={thing} key={`${thing.of}/${thing.id}/${gathered.value === null}`} />
}

type Edit = { readonly base: Thing; readonly mine: Value }

function draftOf(thing: Thing): Edit {
  const kept = localStorage.getItem(draftName(thing))
  return kept ? (JSON.parse(kept) as Edit) : { base: thing, mine: thing.value }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** The fields that differ, each with the digest of what was read. */
function fieldsOf({ base, mine }: Edit): FieldOrder[] {
  const names = [...new Set([...Object.keys(base.value), ...Object.keys(mine)])]
  return names
    .filter((name) => !same(base.value[name], mine[name]))
    .map((path) => ({ path, to: mine[path], was: base.digests[path] ?? 'none' }))
}

/** What is being written about a thing, and what became of saving it. */
function useEdit(thing: Thing) {
  const [edit, setEdit] = useState<Edit>(() => draftOf(thing))
  const [problems, setProblems] = useState<readonly OrderProblem[]>([])
  const [conflicts, setConflicts] = useState<readonly OrderProblem[]>([])
  const fields = fieldsOf(edit)
  const put = (next: Edit) => {
    setEdit(next)
    // What is typed survives a closed tab.
    if (fieldsOf(next).length > 0) localStorage.setItem(draftName(thing), JSON.stringify(next))
    else localStorage.removeItem(draftName(thing))
  }
  // What stands there now is taken in at once where nothing else is being written.
  const isPublished = fieldsOf({ base: thing, mine: edit.mine }).length === 0
  if (edit.base !== thing && (fields.length === 0 || isPublished)) {
    put({ base: thing, mine: thing.value })
  }
  const save = async (event: Event) => {
    event.preventDefault()
    if (fields.length === 0) return
    const { of, id } = thing
    const outcome = await order({ do: 'set', of, id, fields })
    const isStale = outcome.code === 'changed-since'
    setConflicts(isStale ? outcome.problems : [])
    if (isStale) focus.value = { on: 'conflicts' }
    setProblems(outcome.done || isStale ? [] : outcome.problems)
    if (!outcome.done || gathered.value) return
    const now = open.value ?? thing
    put({ base: now, mine: now.value })
  }
  return {
    ...{ edit, fields, problems, conflicts, put, save },
    decide: (next: Edit) => settle(next, put, setConflicts),
  }
}

function EditorOf({ thing }: { readonly thing: Thing }) {
  const { edit, fields, problems, conflicts, put, save, decide } = useEdit(thing)
  const form = useForm(thing.of, thing.value)
  return (
    <section class="editor" aria-label={`${thing.of} ${thing.id}`}>
      <Head thing={thing} />
      <Conflicts conflicts={conflicts} edit={edit} settle={decide} />
      {thing.of === 'room' && <Ways room={thing} />}
      <form
        onSubmit={(event) => void save(event)}
        onKeyDown={(event) => {
          if (event.ctrlKey && event.key === 'Enter') event.currentTarget.requestSubmit()
        }}
      >
        <Fields
          fields={form}
          value={edit.mine}
          within={thing.of}
          wrong={wrongOf(problems)}
          change={(mine) => put({ ...edit, mine })}
        />
        <Actions
          thing={thing}
          fields={fields}
          leave={() => put({ base: thing, mine: thing.value })}
        />
      </form>
      <Preview of={thing.of} value={edit.mine} />
      <About thing={thing} />
    </section>
  )
}

/** What is wrong with each field, by the name under which the form has it. */
function wrongOf(problems: readonly OrderProblem[]): Readonly<Record<string, string>> {
  const fields = Map.groupBy(problems, ({ field }) => field.split('.')[0] ?? '')
  return Object.fromEntries(
    [...fields].map(([name, ones]) => [
      name,
      ones.map(({ field, words }) => `${field}: ${words}`).join(' '),
    ]),
  )
}

function Head({ thing }: { readonly thing: Thing }) {
  const at = focus.value
  // Who opens something by keyboard goes on there.
  useEffect(() => document.getElementById(at?.on ?? '')?.focus(), [at])
  return (
    <>
      <header>
        <h2 tabIndex={-1} id="opened">
          {nameOf(thing)}{' '}
          <small>
            {thing.of} {thing.id}
          </small>
        </h2>
        <button type="button" onClick={() => closeThing(thing.id)}>
          Close
        </button>
      </header>
      {!thing.mayChange && <p class="bad">This zone is built by others; you can read it.</p>}
    </>
  )
}

/** The keyboard goes back to where it came from. */
function closeThing(id: string): void {
  go({ thing: null })
  document.querySelector<SVGGElement>(`[data-room="${id}"]`)?.focus()
}

type ActionsProps = {
  readonly thing: Thing
  readonly fields: readonly FieldOrder[]
  readonly leave: () => void
}

function Actions({ thing, fields, leave }: ActionsProps) {
  return (
    <p class="actions">
      <button type="submit" class="main" disabled={!thing.mayChange || fields.length === 0}>
        Save {fields.length > 0 ? `(${fields.map(({ path }) => path).join(', ')})` : ''}
      </button>
      <button type="button" disabled={fields.length === 0} onClick={leave}>
        Leave as it was
      </button>
    </p>
  )
}

type Settle = (next: Edit) => void

/** What a person has decided about is based on what stands there now. */
function settle(next: Edit, put: Settle, clear: (none: readonly OrderProblem[]) => void): void {
  const now = open.value
  void read<Thing>(`things/${next.base.of}/${next.base.id}`).then((answer) => {
    const base = answer.ok ? answer.data : (now ?? next.base)
    // Fields that nobody here has written follow what is there.
    const own = fieldsOf(next).map(({ path }) => [path, next.mine[path]])
    put({ base, mine: { ...base.value, ...Object.fromEntries(own) } })
    clear([])
  })
}

function Conflicts({
  conflicts,
  edit,
  settle: done,
}: {
  readonly conflicts: readonly OrderProblem[]
  readonly edit: Edit
  readonly settle: Settle
}) {
  if (conflicts.length === 0) return null
  const theirs = Object.fromEntries(conflicts.map(({ field, now }) => [field, now]))
  return (
    <div class="conflicts" role="alert" id="conflicts" tabIndex={-1}>
      <h3>Somebody was faster</h3>
      <table>
        <thead>
          <tr>
            <th>field</th>
            <th>mine</th>
            <th>theirs</th>
            <th>before</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map(({ field, now }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{shown(edit.mine[field])}</td>
              <td>{shown(now)}</td>
              <td>{shown(edit.base.value[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions">
        <button type="button" onClick={() => done(edit)}>
          Keep mine
        </button>
        <button
          type="button"
          onClick={() =>
            done({
              ...edit,
              mine: {
                ...edit.mine,
                ...Object.fromEntries(
                  Object.keys(theirs).map((field) => [field, edit.base.value[field]]),
                ),
              },
            })
          }
        >
          Take theirs
        </button>
      </p>
    </div>
  )
}

const shown = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

function About({ thing: { of, id, mayChange } }: { readonly thing: Thing }) {
  const uses = useRead<Found>(`uses?id=${id}`) ?? []
  const lines = useRead<Line>(`history/${of}/${id}`) ?? []
  return (
    <>
      <h3>Named by ({uses.length})</h3>
      <ul>
        {uses.map((use) => (
          <li key={`${use.of}${use.id}${use.field}`}>
            <button type="button" class="link" onClick={() => go({ thing: use })}>
              {use.of} {use.id}
            </button>{' '}
            {use.field}
          </li>
        ))}
      </ul>
      <h3>History</h3>
      {lines.length === 0 && <p>No builder has touched it in the game.</p>}
      <ul>
        {lines.toReversed().map(({ tick, by, summary }) => (
          <li key={`${tick}${summary}`}>
            {by}: {summary}
          </li>
        ))}
      </ul>
      <p class="actions">
        {of === 'resets' ? (
          <button
            type="button"
            disabled={!mayChange}
            onClick={() => void order({ do: 'reset', zone: id })}
          >
            Put the zone in order now
          </button>
        ) : (
          <button
            type="button"
            disabled={!mayChange}
            onClick={() => void order({ do: 'remove', of, id })}
          >
            Take {of} {id} out of the world
          </button>
        )}
      </p>
    </>
  )
}
