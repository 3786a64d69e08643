/** The lines typed before: Up and Down go through those that begin like the input. */

export type History = {
  add(line: string): void
  /** The previous line that begins with what was typed, or undefined at the end of memory. */
  older(typed: string): string | undefined
  /** Back towards now; past the newest it gives back what was being typed. */
  newer(): string | undefined
  /** The player typed something: the next walk starts afresh. */
  reset(): void
  all(): readonly string[]
}

const keepMost = 500

export function createHistory(saved: readonly string[] = []): History {
  let lines = saved.slice(-keepMost)
  let walk: { readonly prefix: string; at: number } | undefined

  return {
    add(line) {
      walk = undefined
      if (line === '' || lines.at(-1) === line) return
      lines = [...lines, line].slice(-keepMost)
    },
    older(typed) {
      walk ??= { prefix: typed, at: lines.length }
      for (let at = walk.at - 1; at >= 0; at--) {
        const line = lines[at] ?? ''
        if (!line.startsWith(walk.prefix) || line === lines[walk.at]) continue
        walk.at = at
        return line
      }
      return undefined
    },
    newer() {
      if (!walk) return undefined
      for (let at = walk.at + 1; at < lines.length; at++) {
        const line = lines[at] ?? ''
        if (!line.startsWith(walk.prefix) || line === lines[walk.at]) continue
        walk.at = at
        return line
      }
      const { prefix } = walk
      walk = undefined
      return prefix
    },
    reset() {
      walk = undefined
    },
    all: () => lines,
  }
}
