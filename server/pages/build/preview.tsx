/** Words as they will be read: on the page, in 80 columns with and without colour, by a screen reader. */
import { useEffect, useState } from 'preact/hooks'
import { directions } from '../../../schema/directions.ts'
import type { Span } from '../../../schema/frames/server.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import { call, type Value } from './api.ts'

type Shown = {
  readonly page: readonly Span[]
  readonly colour: readonly (readonly Span[])[]
  readonly plain: string
  readonly screenReader: string
}

type PreviewProps = { readonly of: BuiltKind; readonly value: Value }

export function Preview({ of, value }: PreviewProps) {
  const [shown, setShown] = useState<Shown>()
  const title = String(value['title'] ?? value['name'] ?? '')
  const description = String(value['description'] ?? value['text'] ?? '')
  const exits = of === 'room' ? JSON.stringify(waysOf(value)) : 'null'
  useEffect(() => {
    if (!description) return
    const wait = setTimeout(() => {
      void call<Shown>('/v1/build/preview', { title, description, exits: JSON.parse(exits) }).then(
        (answer) => answer.ok && setShown(answer.data),
      )
    }, 300)
    return () => clearTimeout(wait)
  }, [title, description, exits])
  if (!shown) return null
  return (
    <details class="preview">
      <summary>As it is read</summary>
      <h3>On the page</h3>
      <p class="page">{shown.page.map(Styled)}</p>
      <Columns title="80 columns, with colour">
        {shown.colour.map((line, at) => [
          ...line.map(Styled),
          at < shown.colour.length - 1 ? '\n' : '',
        ])}
      </Columns>
      <Columns title="80 columns, without">{shown.plain}</Columns>
      <Columns title="By a screen reader">{shown.screenReader}</Columns>
    </details>
  )
}

type ColumnsProps = { readonly title: string; readonly children: preact.ComponentChildren }

function Columns({ title, children }: ColumnsProps) {
  return (
    <>
      <h3>{title}</h3>
      <section tabIndex={0} class="columns" aria-label={title}>
        <pre>{children}</pre>
      </section>
    </>
  )
}

const Styled = ({ t, s }: Span) => (s ? <span class={`s-${s}`}>{t}</span> : t)

/** Directions that are seen from a room, in the order in which players read them. */
function waysOf(room: Value): readonly string[] {
  const exits = (room['exits'] ?? {}) as Readonly<Record<string, { hidden?: boolean }>>
  return directions.filter((way) => exits[way] && !exits[way].hidden)
}
