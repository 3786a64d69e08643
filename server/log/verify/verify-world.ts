/**
 * Proves that the tables are what the log says: folds everything again from the first event and compares
 * row by row, byte by byte; then compares the ledger with the log.
 *
 * All of it reads one moment of the database, so a running game does not disturb it.
 */
import { createHash } from 'node:crypto'
import { canonical } from '../../../schema/canonical.ts'
import type { Entity } from '../../../schema/entities.ts'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import { isBroken, readRow } from '../../core/store/sound-rows.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import { atOneMoment } from '../parts/parts.ts'
import { causeCheck } from './cause-check.ts'
import { type FieldDifference, fieldDifferences } from './compare.ts'
import { type FoldProgress, foldLog } from './fold-log.ts'
import {
  checkCheckpoint,
  checkLedger,
  collectProblems,
  ledgerHorizon,
  orderCheck,
} from './ledger.ts'
import { isSame, type Pair, pairsWithTable, rowsOf, type TableRow } from './pairs.ts'
import type { Reader } from './read-log.ts'

/** One entity that is not in the table as the log says. */
export interface Difference {
  readonly id: string
  /** `missing`: the log has it, the table does not; `extra`: the other way round. */
  readonly kind: 'missing' | 'extra' | 'changed'
  readonly fields: readonly FieldDifference[]
}

export interface VerifyReport {
  readonly ok: boolean
  readonly shard: number
  /** The checkpoint up to which everything was compared. */
  readonly tick: number
  readonly events: number
  readonly entities: number
  readonly differenceCount: number
  /** The first of them, ordered by id. */
  readonly differences: readonly Difference[]
  readonly problemCount: number
  readonly problems: readonly string[]
  /** SHA-256 over all entities in the order of their ids: equal worlds have equal digests. */
  readonly digest: string
  readonly durationMs: number
  readonly eventsPerSecond: number
}

export interface VerifyProgress extends FoldProgress {
  readonly phase: 'fold' | 'compare' | 'ledger'
}

export interface VerifyOptions {
  readonly shard?: number
  readonly onProgress?: (progress: VerifyProgress) => void
  /** Most differences that are kept with their fields. */
  readonly differencesMax?: number
}

/** Rebuilds the state from the log and compares. Rejects only when the log itself cannot be read. */
export async function verifyWorld(db: Db, options: VerifyOptions = {}): Promise<VerifyReport> {
  return await atOneMoment(db, (moment) => verifyMoment(moment, options))
}

/** The same inside a transaction, which must show one moment (repeatable read). */
export async function verifyMoment(
  moment: Reader,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const shard = options.shard ?? FIRST_SHARD
  const began = systemClock.mono()
  const problems = collectProblems()
  const { tick } = await checkCheckpoint(moment, shard, problems)
  const horizon = await ledgerHorizon(moment, shard)
  const inOrder = orderCheck(problems)
  const causes = causeCheck(moment, horizon, problems)
  const report = (phase: VerifyProgress['phase']) => (progress: FoldProgress) =>
    options.onProgress?.({ phase, ...progress })
  const folded = await foldLog(moment, {
    shard,
    upToTick: tick,
    onProgress: report('fold'),
    onPage: async (page) => {
      inOrder(page)
      await causes(page)
    },
  })
  const foldMs = systemClock.mono() - began
  report('compare')({ events: folded.events, tick, upToTick: tick })
  const compared = await compareTables(moment, shard, folded.world, options.differencesMax ?? 100)
  report('ledger')({ events: folded.events, tick, upToTick: tick })
  await checkLedger(moment, { shard, tick, horizon }, problems)
  return {
    ok: compared.differenceCount === 0 && problems.count === 0,
    shard,
    tick,
    events: folded.events,
    ...compared,
    problemCount: problems.count,
    problems: problems.list(),
    durationMs: systemClock.mono() - began,
    eventsPerSecond: Math.round(folded.events / (foldMs / 1_000)),
  }
}

type Compared = Pick<VerifyReport, 'entities' | 'differenceCount' | 'differences' | 'digest'>

/** Compares the folded world with the table, entity by entity. */
async function compareTables(
  db: Reader,
  shard: number,
  world: WorldMap,
  differencesMax: number,
): Promise<Compared> {
  const expected = rowsOf(world)
  const differences: Difference[] = []
  let differenceCount = 0
  for await (const pair of pairsWithTable(db, shard, expected)) {
    const found = differenceOf(pair)
    if (!found) continue
    differenceCount += 1
    if (differences.length < differencesMax) differences.push(found())
  }
  return { entities: expected.length, differenceCount, differences, digest: digestOf(expected) }
}

/** Undefined when both sides say the same; the fields are only looked at when they are wanted. */
function differenceOf({ log, table }: Pair): (() => Difference) | undefined {
  if (!table) return () => ({ id: log?.id ?? '', kind: 'missing', fields: [] })
  if (!log) return () => ({ id: table.id, kind: 'extra', fields: [] })
  if (isSame({ log, table })) return undefined
  return () => ({ id: table.id, kind: 'changed', fields: changedFields(log, table) })
}

/** The digest of a complete world, as `verify` reports it. */
export function worldDigestOf(world: WorldMap): string {
  return digestOf(rowsOf(world))
}

function digestOf(entities: readonly Entity[]): string {
  const hash = createHash('sha256')
  for (const entity of entities) hash.update(canonical(entity)).update('\n')
  return hash.digest('hex')
}

function changedFields(entity: Entity, row: TableRow): FieldDifference[] {
  const read = readRow(row)
  if (isBroken(read) && !isJson(row.body)) return [{ path: '(broken)', table: read.why }]
  const stored: unknown = JSON.parse(row.body)
  const columns = fieldDifferences(
    { column: { kind: entity.kind, place: entity.place } },
    { column: { kind: row.kind, place: row.place } },
  )
  const fields = fieldDifferences(entity, stored)
  // The values agree, so only the bytes do not: the row was written by another encoder.
  if (columns.length + fields.length === 0)
    return [{ path: '', log: canonical(entity), table: row.body }]
  return [...columns, ...fields]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
