/** What players went through because of one fault, and the table of it for people. */
import type { ClusterFault } from './cluster-faults.ts'
import type { ClusterReport, Look } from './cluster-run.ts'
import type { ClientRecord } from './record.ts'
import { keyOf } from './request-key.ts'

export interface FaultRow {
  readonly fault: ClusterFault
  readonly sent: number
  readonly acked: number
  /** Of those sent, how many the ledger holds an outcome of. */
  readonly applied: number
  /** From sending a line to its `done`, over all lines of that time, milliseconds. */
  readonly p99Ms: number
  readonly maxMs: number
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
  readonly verified: boolean
  /** All of the contract that was broken since the fault before. */
  readonly breaches: number
  /** What players were told besides: codes of refusals, `resync`, `bye`, and how often they came back. */
  readonly told: Readonly<Record<string, number>>
}

interface Span {
  readonly from: number
  readonly to: number
}

/** The row of a fault whose lines were sent in `span`. */
export function rowOf(fault: ClusterFault, span: Span, { records, dump, fresh }: Look): FaultRow {
  const lines = records.flatMap((record) => linesOf(record, span))
  const ledger = new Set(dump.commands.map(({ session, n }) => keyOf(session, n)))
  const tookMs = lines.flatMap(({ tookMs: one }) => (one === undefined ? [] : [one]))
  tookMs.sort((one, other) => one - other)
  const at = (share: number) => Math.round(tookMs[Math.ceil((tookMs.length - 1) * share)] ?? 0)
  const broken = (rule: string) => fresh.filter((one) => one.rule === rule).length
  return {
    fault,
    sent: lines.length,
    acked: lines.filter(({ isAcked }) => isAcked).length,
    applied: lines.filter(({ key }) => ledger.has(key)).length,
    p99Ms: at(0.99),
    maxMs: at(1),
    lost: broken('lost'),
    doubled: broken('doubled'),
    reordered: broken('reordered'),
    verified: broken('verify') + broken('fold') === 0,
    breaches: fresh.length,
    told: toldIn(records, span),
  }
}

interface Line {
  readonly key: string
  readonly sentMs: number
  isAcked: boolean
  tookMs?: number
}

/** The lines that somebody sent in that time, whenever they came to their end. */
function linesOf({ entries }: ClientRecord, { from, to }: Span): Line[] {
  const lines = new Map<string, Line>()
  for (const entry of entries) {
    const { atMs, session } = entry
    if (entry.what === 'invoke' && atMs >= from && atMs <= to) {
      const key = keyOf(session, entry.n)
      lines.set(key, { key, sentMs: atMs, isAcked: false })
    }
    if (entry.what === 'welcome') {
      for (let n = 1; n <= entry.lastN; n += 1) acked(lines.get(keyOf(session, n)))
    }
    if (entry.what !== 'ack' && (entry.what !== 'frame' || entry.n === undefined)) continue
    const line = lines.get(keyOf(session, entry.n ?? 0))
    // A client that was away is told of it by the number in its welcome, or by its end.
    acked(line)
    if (entry.what === 'frame' && line) line.tookMs ??= atMs - line.sentMs
  }
  return [...lines.values()]
}

function acked(line: Line | undefined): void {
  if (line) line.isAcked = true
}

function toldIn(records: readonly ClientRecord[], { from, to }: Span): Record<string, number> {
  const told: Record<string, number> = {}
  const count = (what: string): void => {
    told[what] = (told[what] ?? 0) + 1
  }
  for (const entry of records.flatMap(({ entries }) => entries)) {
    if (entry.atMs < from || entry.atMs > to) continue
    if (entry.what === 'reject') count(entry.code)
    if (entry.what === 'resync') count('resync')
    if (entry.what === 'away' && entry.code !== undefined) count(`bye ${entry.code}`)
    if (entry.what === 'welcome') count('came back')
  }
  return told
}

const columns = [
  'sent',
  'acked',
  'applied',
  'p99Ms',
  'maxMs',
  'lost',
  'doubled',
  'reordered',
] as const

/** The table of a run. */
export function clusterTable({ rows, breaches, figures }: ClusterReport): string[] {
  const width = Math.max(...rows.map(({ fault }) => fault.length))
  const line = (cells: readonly string[], words: string): string =>
    [
      ...cells.slice(0, 1).map((one) => one.padEnd(width)),
      ...cells.slice(1).map((one) => one.padStart(9)),
      ` ${words}`,
    ].join(' ')
  return [
    line(['fault', ...columns, 'verify', 'breaches'], 'told'),
    ...rows.map((row) =>
      line(
        [
          row.fault,
          ...columns.map((column) => String(row[column])),
          row.verified ? 'clean' : 'BROKEN',
          String(row.breaches),
        ],
        Object.entries(row.told)
          .map(([what, times]) => `${what} ${times}`)
          .join(', ') || '-',
      ),
    ),
    `frames of a lost past ${figures['lostFrames'] ?? 0}, told otherwise there ${figures['otherwise'] ?? 0}`,
    ...breaches
      .slice(0, 50)
      .map(({ rule, client, what }) => `${rule} ${client} ${what.slice(0, 300)}`),
  ]
}
