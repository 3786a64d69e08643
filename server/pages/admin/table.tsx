/** A table with its column heads; rows are the caller's. On a narrow screen each row is a card with labels. */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

export function Table({ heads, children }: { heads: string[]; children?: ComponentChildren }) {
  const table = useRef<HTMLTableElement>(null)
  useLayoutEffect(() => {
    for (const row of table.current?.tBodies[0]?.rows ?? []) {
      for (const [index, cell] of [...row.cells].entries()) {
        const label = cell.tagName === 'TD' ? (heads[index] ?? '') : ''
        if (cell.dataset['label'] !== label) cell.dataset['label'] = label
      }
    }
  })
  return (
    <table ref={table}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head}>{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
