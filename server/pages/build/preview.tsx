/** Words as they will be read: on the page, in 80 columns with and without colour, by a screen reader. */
import { useEffect, useState } from 'preact/hooks'
import type { Span } from '../../../schema/frames/server.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import { call, type Value } from './api.ts'

type Shown = {
  readonly page: readonly Span[]
  readonly colour: readonly (readonly Span[])[]
  readonly plain: string
  readonly screenReader: string
}

export function Preview({ of, value }: { readonly of: BuiltKind; readonly value: Value }) {
  const [shown, setShown] = useState<Shown>()
  const title = String(value['title'] ?? value['name'] ?? '')
  const description = String(value['description'] ?? value['text'] ?? '')
  const isRoom = of === 'room'
  useEffect(() => {
    if (!description) return
    const wait = setTimeout(() => {
      void call<Shown>('/v1/build/preview', { title, description, isRoom }).then(
        (answer) => answer.ok && setShown(answer.data),
      )
    }, 300)
    return () => clearTimeout(wait)
  }, [title, description, isRoom])
  if (!shown) return null
  return (
    <details class="preview">
      <summary>As it is read</summary>
      <h3>On the page</h3>
      <p class="page">{shown.page.map(Styled)}</p>
      <h3>80 columns, with colour</h3>
      <pre>
        {shown.colour.map((line, at) => [
          ...line.map(Styled),
          at < shown.colour.length - 1 ? '\n' : '',
        ])}
      </pre>
      <h3>80 columns, without</h3>
      <pre>{shown.plain}</pre>
      <h3>By a screen reader</h3>
      <pre>{shown.screenReader}</pre>
    </details>
  )
}

const Styled = ({ t, s }: Span) => (s ? <span class={`s-${s}`}>{t}</span> : t)
