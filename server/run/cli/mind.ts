/** `mudstream mind`: how the people of the world think, and with what. */
import type { Command } from 'commander'
import { vocabularyOf } from '../../../handlers/minds/vocabulary.ts'
import { ownOf } from '../../../schema/own.ts'
import { problemLine } from '../../../schema/world-file.ts'
import { describeProfile, weaknessOf } from '../../../workers/llm/profile.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { readWorld } from '../../world/read-world.ts'
import { askSomebody } from './mind-ask.ts'
import { withModels } from './open-models.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Asks every model of the settings a few short questions, and says how it wants to be asked. */
async function probe(options: { json?: boolean }): Promise<void> {
  const config = loadConfig(environment())
  if (config.llmBaseUrl === undefined) return say('No model is set: people answer by rules.')
  const failed = new Map<string, string>()
  const profiles = await withModels(
    config,
    async (client) => {
      await client.probe()
      return client.profiles()
    },
    { onFailure: (model, kind) => void failed.set(model, kind) },
  )
  if (options.json) return say(JSON.stringify(profiles, null, 2))
  for (const [model, profile] of Object.entries(profiles)) {
    const weak = weaknessOf(profile)
    const why = failed.get(model)
    say(`${model}: ${why ? `cannot be tried: ${why}` : describeProfile(profile)}`)
    if (weak) say(`  its talk will be poor: ${weak}`)
  }
  if (failed.size > 0) process.exitCode = 1
}

/** The names that people of a zone may use: those of the zone, as its world files have them. */
async function words(zone: string): Promise<void> {
  const { world, problems } = await readWorld(loadConfig(environment()).worldDir)
  const [first] = problems
  if (first) throw new Error(problemLine(first))
  if (!ownOf(world.zones, zone)) {
    throw new Error(`There is no zone ${zone}; there are: ${Object.keys(world.zones).join(', ')}.`)
  }
  const { rooms, items, mobiles, quests, conflicts } = world
  const declared = [rooms, items, mobiles, quests, conflicts].flatMap((all) =>
    Object.entries(all).flatMap(([id, one]) => (id.startsWith(`${zone}.`) ? [one as unknown] : [])),
  )
  const names = [...vocabularyOf([ownOf(world.zones, zone), ...declared])]
  for (const name of names.filter((one) => /^\p{Lu}/u.test(one)).toSorted()) say(name)
}

export function configure(command: Command): void {
  command
    .command('probe')
    .description('try how the models of the settings want to be asked')
    .option('--json', 'print the profiles as JSON')
    .action(probe)
  command
    .command('ask <who> <words...>')
    .description('ask somebody of the world files, and show what the answer rests on')
    .action((who: string, words: string[]) =>
      askSomebody(loadConfig(environment()), { who, words: words.join(' ') }, say),
    )
  command
    .command('words <zone>')
    .description('print the names that people of a zone may use')
    .action(words)
}
