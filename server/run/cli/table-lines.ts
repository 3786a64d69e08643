/** Tables in a terminal. */

/** Rows of cells, each column as wide as its widest cell; the last one is free. */
export function tableLines(table: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...table.map((row) => row.length)) - 1
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
