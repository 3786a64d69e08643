/** What was said in a world, according to its log. */
import { dumpLog } from '../chaos/log-dump.ts'
import type { WholeSystem } from '../chaos/whole-system.ts'

/** The words of every speech, in the order of the log. */
export async function saidOf(system: WholeSystem): Promise<string[]> {
  const { events } = await dumpLog(system)
  const speeches = events.filter(({ type }) => type === 'speech-uttered')
  return speeches.map(({ data }) => String(data['words']))
}
