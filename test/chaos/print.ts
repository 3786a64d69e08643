/** The figures of a run as a table for people; numbers of bad runs are printed as well. */
import type { RunReport } from './run.ts'

/** Prints every figure, the unavailability by kind of fault, and every breach (the first fifty). */
export function printReport(report: RunReport, say: (line: string) => void): void {
  say(`figures of seed ${report.seed}`)
  for (const [name, value] of Object.entries(report.figures)) {
    say(`  ${name.padEnd(26)} ${String(value).padStart(8)}`)
  }
  const kinds = Map.groupBy(report.faults, ({ kind }) => kind)
  for (const [kind, faults] of kinds) {
    const away = Math.max(...faults.map(({ unavailableMs }) => unavailableMs))
    const player = Math.max(...faults.map(({ playerAwayMs }) => playerAwayMs))
    const count = String(faults.length).padStart(3)
    say(`  ${kind.padEnd(26)} ${count} ×: all away ${away} ms, one player ${player} ms at most`)
  }
  if (report.breaches.length === 0) return say('  no breach of the contract')
  say(`  ${report.breaches.length} BREACHES`)
  for (const { rule, client, what } of report.breaches.slice(0, 50)) {
    say(`  ${rule} ${client} ${what.slice(0, 400)}`)
  }
}
