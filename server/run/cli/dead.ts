/** `mudstream dead`: jobs of the slow path that failed for good, to look at, to send again, to drop. */
import type { Command } from 'commander'
import { subjectsOf } from '../../../schema/subjects.ts'
import type { Db } from '../../platform/database.ts'
import { deadLetter, dropDeadLetter, replayDeadLetter } from '../../platform/dead-letters.ts'
import { withBus } from './open-bus.ts'
import { changeDatabase, lookAtDatabase } from './open-database.ts'

const rowsMax = 1_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function list(options: { all?: boolean; json?: boolean }): Promise<void> {
  await lookAtDatabase(async ({ db }) => {
    let query = db
      .selectFrom('dead_letters')
      .select(['job', 'lane', 'kind', 'key', 'cause', 'state', 'replays', 'died_at'])
    if (options.all !== true) query = query.where('state', '=', 'dead')
    const rows = await query.orderBy('died_at', 'desc').limit(rowsMax).execute()
    if (options.json === true) return say(JSON.stringify(rows, null, 2))
    if (rows.length === 0) return say('No job has failed for good.')
    for (const row of rows) {
      const when = row.died_at.toISOString()
      say(`${row.job}  ${row.state.padEnd(8)}  ${when}  ${row.lane}/${row.kind}  ${row.cause}`)
    }
  })
}

async function show(job: string, options: { json?: boolean }): Promise<void> {
  await lookAtDatabase(async ({ db }) => {
    const row = await letterOf(db, job)
    const { body, history } = row
    if (options.json === true) return say(JSON.stringify(row, null, 2))
    say(`${row.job} (${row.state}, sent again ${row.replays} times)`)
    say(`lane ${row.lane}, kind ${row.kind}, key ${row.key}, died ${row.died_at.toISOString()}`)
    say(`cause: ${row.cause}`)
    say('tries:')
    for (const one of Array.isArray(history) ? history : []) {
      say(`  ${one.delivery}. ${one.at} on ${one.worker}: ${one.outcome}: ${one.why}`)
    }
    say(`job: ${JSON.stringify(body, null, 2)}`)
  })
}

async function replay(job: string): Promise<void> {
  await changeDatabase(async ({ db, config }) => {
    await letterOf(db, job)
    const sent = await withBus(config, (bus) =>
      replayDeadLetter(db, bus, subjectsOf(config.world), job),
    )
    if (!sent) throw new Error(`${job} has been sent again already.`)
    say(`${job} is on its way again.`)
  })
}

async function drop(job: string): Promise<void> {
  await changeDatabase(async ({ db }) => {
    await letterOf(db, job)
    if (!(await dropDeadLetter(db, job))) throw new Error(`${job} was settled before.`)
    say(`${job} is dropped.`)
  })
}

async function letterOf(db: Db, job: string) {
  const row = await deadLetter(db, job)
  if (!row) throw new Error(`No job ${job} has failed for good; \`mudstream dead list\` shows all.`)
  return row
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .command('list')
    .description('jobs that failed for good, the newest first')
    .option('--all', 'those sent again or dropped as well')
    .option('--json', 'print JSON')
    .action(list)
  command
    .command('show <job>')
    .description('one of them, with its cause, its tries and the job itself')
    .option('--json', 'print JSON')
    .action(show)
  command.command('replay <job>').description('send it to the workers again').action(replay)
  command.command('drop <job>').description('settle it without doing it').action(drop)
}
