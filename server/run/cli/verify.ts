/** `mudstream verify`: rebuilds the world from its log and compares it with the tables. */
import type { Command } from 'commander'
import type { FieldDifference } from '../../log/verify/compare.ts'
import { verifyInThread } from '../../log/verify/start-verify.ts'
import type { VerifyReport } from '../../log/verify/verify-world.ts'
import { lookAtDatabase } from './open-database.ts'
import { countOption } from './option-kinds.ts'
import { openProgress } from './progress.ts'

const counted = (count: number): string => count.toLocaleString('en-US')

/** The report as lines for a person. */
export const verifyLines = (report: VerifyReport): string[] => {
  const seconds = (report.durationMs / 1_000).toFixed(1)
  const speed = `${counted(report.events)} events in ${seconds} s, ${counted(report.eventsPerSecond)} events/s`
  const lines = [`Shard ${report.shard} up to tick ${report.tick}: ${speed}.`]
  for (const { id, kind, fields } of report.differences) {
    if (kind === 'missing') lines.push(`missing ${id}: the log has it, the table does not`)
    if (kind === 'extra') lines.push(`extra   ${id}: the table has it, the log does not`)
    if (kind === 'changed') lines.push(`changed ${id}`, ...fields.map(fieldLine))
  }
  const unseen = report.differenceCount - report.differences.length
  if (unseen > 0) lines.push(`… and ${counted(unseen)} more differences`)
  lines.push(...report.problems.map((problem) => `ledger: ${problem}`))
  lines.push(
    report.ok
      ? `No difference: ${counted(report.entities)} entities are exactly what the log says. Digest ${report.digest.slice(0, 16)}.`
      : `${counted(report.differenceCount)} differences, ${counted(report.problemCount)} problems in log and ledger.`,
  )
  return lines
}

const fieldLine = (field: FieldDifference): string => {
  const side = (name: 'log' | 'table'): string =>
    name in field ? JSON.stringify(field[name]) : '(nothing)'
  return `          ${field.path || '(bytes)'}: log ${side('log')}, table ${side('table')}`
}

const run = async (options: { json?: boolean; shard: string }): Promise<void> => {
  const progress = openProgress('verify')
  const report = await lookAtDatabase(({ url }) =>
    verifyInThread(
      { databaseUrl: url, shard: Number(options.shard) },
      ({ phase, events, tick, upToTick }) =>
        progress.show(tick, upToTick, `${phase}, ${counted(events)} events`),
    ),
  )
  progress.end()
  const text =
    options.json === true ? JSON.stringify(report, null, 2) : verifyLines(report).join('\n')
  process.stdout.write(`${text}\n`)
  if (!report.ok) process.exitCode = 1
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--json', 'print the report as JSON')
    .option('--shard <number>', 'the shard to verify', countOption, '1')
    .action(run)
}
