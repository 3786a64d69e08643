/** A table with its column heads; rows are the caller's. */
import type { ComponentChildren } from 'preact'

export function Table({ heads, children }: { heads: string[]; children?: ComponentChildren }) {
  return (
    <table>
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
