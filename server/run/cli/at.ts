/** `mudstream at --tick N show ID`: a room, character, item or mobile as it was. */
import type { Command } from 'commander'
import { canonical } from '../../../schema/canonical.ts'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { idOf } from '../../log/travel/id-of.ts'
import { type StateTree, stateAt } from '../../log/travel/state-at.ts'
import { readTimelines } from '../../log/travel/timelines.ts'
import { type MomentOptions, momentOf } from './moment.ts'
import { lookAtDatabase } from './open-database.ts'

/** A tree as lines: one for every thing, indented by how deep it was, then the fields of the root. */
export const treeLines = (tree: StateTree, depth = 0): string[] => {
  const { entity, name } = tree
  const shown = name === '' ? entity.id : `${name} (${entity.id})`
  const inner = tree.contents.flatMap((one) => treeLines(one, depth + 1))
  const fields = depth === 0 ? Object.entries(entity).filter(([key]) => key !== 'id') : []
  return [
    `${'  '.repeat(depth)}${entity.kind} ${shown}`,
    ...fields.map(([key, value]) => `    ${key}: ${canonical(value)}`),
    ...inner,
  ]
}

const show = async (id: string, options: MomentOptions & { json?: boolean }): Promise<void> => {
  await lookAtDatabase(async ({ db }) => {
    const tick = await momentOf(db, options)
    const timeline = (await readTimelines(db, FIRST_SHARD))(tick)
    const moment = timeline === 0 ? `At tick ${tick}` : `At tick ${tick} of timeline ${timeline}`
    const known = await idOf(db, id)
    const tree = await stateAt(db, known, tick)
    if (tree === null) {
      process.stdout.write(`${moment} there was no ${known}.\n`)
      process.exitCode = 1
      return
    }
    const text =
      options.json === true
        ? JSON.stringify({ tick, timeline, ...tree }, null, 2)
        : treeLines(tree).join('\n')
    process.stdout.write(options.json === true ? `${text}\n` : `${moment}:\n${text}\n`)
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--tick <number>', 'the tick at whose end to look; the newest unless given')
    .option('--time <time>', 'a moment instead, such as 2026-03-01T18:30:00Z')
    .option('--json', 'print JSON')
  command
    .command('show <id>')
    .description('show a thing with all that was in it; people also go by their names')
    .action((id: string) => show(id, command.opts()))
}
