/** `mudstream fork --at TICK --into NAME`: a playable copy of the world as it was. */
import type { Command } from 'commander'
import { forkWorld } from '../../log/travel/fork.ts'
import { momentOf } from './moment.ts'
import { lookAtDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

const run = async (options: { at?: string; time?: string; into: string }): Promise<void> => {
  const progress = openProgress('fork')
  await lookAtDatabase(async ({ db, url }) => {
    const { at, time, into } = options
    const atTick = await momentOf(db, {
      ...(at === undefined ? {} : { tick: at }),
      ...(time === undefined ? {} : { time }),
    })
    const fork = await forkWorld(db, url, {
      atTick,
      into,
      onProgress: (events, tick, upToTick) => progress.show(tick, upToTick, `${events} events`),
    })
    progress.end()
    const shown = new URL(fork.url)
    shown.password = shown.password === '' ? '' : '********'
    process.stdout.write(
      `The world of tick ${atTick} (${fork.events} events, ${fork.entities} entities) is in ${decodeURI(shown.href)}.\n` +
        'Play it with mudstream start, a MUD_DATA_DIR of its own, MUD_DATABASE_URL set to that address\n' +
        'and MUD_PERSON_KEY_FILE to the file person.key of the world it was made from.\n',
    )
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--at <tick>', 'the tick at whose end the copy begins; the newest unless given')
    .option('--time <time>', 'a moment instead, such as 2026-03-01T18:30:00Z')
    .requiredOption('--into <name>', 'name of the new database, or the address of an empty one')
    .action(run)
}
