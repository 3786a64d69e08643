/** How figures are written on this page. */

export const ms = (value: number | null | undefined): string =>
  value === null || value === undefined
    ? '–'
    : value < 10
      ? `${value.toFixed(1)} ms`
      : `${Math.round(value)} ms`
export const mib = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MiB`
export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
export const clock = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString(undefined, { hour12: false })

/** A length of time as people say it: `3 h`, `12 min`, `40 s`. */
export function span(durationMs: number): string {
  if (durationMs >= 5_400_000) return `${Math.round(durationMs / 3_600_000)} h`
  return durationMs >= 90_000
    ? `${Math.round(durationMs / 60_000)} min`
    : `${Math.round(durationMs / 1_000)} s`
}

/** A moment in the words of the reader's country; for good where there is none. */
export const when = (iso: string | null): string =>
  iso ? new Date(iso).toLocaleString() : 'for good'
