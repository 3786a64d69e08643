/** Who leads what: asked of the servers themselves, with whatever is away left out within two seconds. */
import type { ClusterAnswer, RoleProcess, ShardLead } from '../../../../schema/cluster.ts'
import type { Subjects } from '../../../../schema/subjects.ts'
import type { ProcessReport } from '../../../../schema/telemetry.ts'
import { readDatabaseFacts, type ShardRow } from '../../../platform/database-servers.ts'
import { readBusFacts } from './bus-facts.ts'

export interface ClusterParts {
  /** Monitoring pages of the servers of the bus. */
  readonly monitors: readonly string[]
  /** The address of every server of the store. */
  readonly databases: readonly string[]
  readonly subjects: Pick<Subjects, 'streams'>
  readonly reports: () => readonly ProcessReport[] | Promise<readonly ProcessReport[]>
  readonly now: () => number
}

export async function clusterOf(parts: ClusterParts): Promise<ClusterAnswer> {
  const [bus, database, reports] = await Promise.all([
    readBusFacts(parts.monitors, parts.subjects),
    readDatabaseFacts(parts.databases),
    parts.reports(),
  ])
  return {
    ...bus,
    ...database,
    shards: database.shards.map((row) => withProgress(row, reports)),
    processes: reports.map((report) => processOf(report, parts.now())),
  }
}

function withProgress(row: ShardRow, reports: readonly ProcessReport[]): ShardLead {
  const leader = reports.find(({ instance }) => instance === row.leader)
  const figures = leader?.role === 'tick' ? leader.figures : undefined
  if (!figures?.leading) return { ...row, applied: null, stored: null, stuck: null }
  const { commandSeq: applied, streamSeq: stored, stuck } = figures.progress
  return { ...row, applied, stored, stuck: stuck?.what ?? null }
}

function processOf({ instance, role, atMs, figures }: ProcessReport, nowMs: number): RoleProcess {
  const leads = 'leading' in figures && figures.leading
  return { instance, role, leads, silentMs: Math.max(0, nowMs - atMs) }
}
