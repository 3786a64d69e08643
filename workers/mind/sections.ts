/** The pieces of a job's prompt, before any is dropped for want of room. */

import type { Job, JobKind, JobOf, SceneView } from '../../schema/jobs.ts'
import { ownOf } from '../../schema/own.ts'
import { workerJobs } from '../jobs/index.ts'
import type { Field, Part, TextTools } from '../jobs/worker-job.ts'
import { type CanonEntry, conflictLine } from '../memory/lore.ts'
import type { Memory } from '../memory/memory.ts'
import { asData, type Fence } from '../text/fence.ts'
import type { TokenCounter } from '../text/tokens.ts'

/** What a worker read for this job besides its payload. */
export interface Gathered {
  readonly personaText: string
  /** Names in these may be spoken by the mobile. */
  readonly personaFacts: readonly string[]
  readonly memories: readonly Memory[]
  readonly canon: readonly CanonEntry[]
}

export interface Sections {
  readonly fixed: Readonly<Record<string, string>>
  /** Most important first. */
  readonly parts: readonly Part[]
}

/** Token limits of single fields, so that no one field can crowd out the rest. */
const fieldTokens: Readonly<Record<Field, number>> = {
  name: 16,
  title: 24,
  description: 110,
  voice: 40,
  line: 160,
  persona: 220,
  option: 24,
}
const peopleMax = 12
const thingsMax = 12

/** Everything that people said, did or wrote is cleaned and fenced. */
export function sectionsOf<K extends JobKind>(
  job: JobOf<K>,
  gathered: Gathered,
  fence: Fence,
  counter: TokenCounter,
): Sections {
  const tools = textTools(fence, counter)
  const { pieces, ranks = {} } = workerJobs[job.kind]
  const own = pieces(job, tools)
  const parts = [
    ...sceneParts(job.payload, tools),
    ...(own.parts ?? []),
    ...loreParts(job, gathered),
  ]
  const rankOf = ({ variable }: Part) =>
    ownOf(ranks, variable) ?? ownOf(usualRanks, variable) ?? lastRank
  return {
    fixed: { key: fence.key, ...sharedPieces(job.payload, gathered, tools), ...own.fixed },
    parts: parts.sort((a, b) => rankOf(a) - rankOf(b)),
  }
}

function textTools(fence: Fence, counter: TokenCounter): TextTools {
  const cut: TextTools['cut'] = (text, field) => counter.trim(text, fieldTokens[field])
  const data: TextTools['data'] = (text, field) => cut(asData(text), field)
  return { cut, data, quote: (label, text) => fence.around(label, [data(text, 'line')]) }
}

/** What every payload with a scene, a speaker or options says in the same way. */
function sharedPieces(
  payload: Job['payload'],
  { personaText }: Gathered,
  { cut }: TextTools,
): Record<string, string> {
  const fixed: Record<string, string> = {}
  if ('scene' in payload) {
    const { title, dayPhase, voice } = payload.scene
    fixed['place'] = `Place: ${cut(title, 'title')}, ${dayPhase}.`
    if (voice) fixed['voice'] = `Tone: ${cut(voice, 'voice')}`
  }
  if ('npc' in payload) fixed['persona'] = cut(personaText, 'persona')
  if ('options' in payload) {
    fixed['options'] = payload.options
      .map((option) => `${option.id}: ${cut(option.label, 'option')}`)
      .join('\n')
  }
  return fixed
}

function sceneParts(payload: Job['payload'], { data }: TextTools): Part[] {
  if (!('scene' in payload)) return []
  const { people, items, description }: SceneView = payload.scene
  const names = people.slice(0, peopleMax).map((person) => data(person.name, 'name'))
  const things = items.slice(0, thingsMax).map((item) => data(item, 'name'))
  return [
    { variable: 'people', lines: names, keep: 'first', heading: 'Present:' },
    { variable: 'things', lines: things, keep: 'first', heading: 'In sight:' },
    {
      variable: 'place',
      lines: [data(description, 'description')].filter(Boolean),
      keep: 'first',
    },
  ]
}

function loreParts({ payload, skip }: Pick<Job, 'payload' | 'skip'>, gathered: Gathered): Part[] {
  const parts: Part[] = []
  const memories = gathered.memories.map((memory) => asData(memory.text))
  if (memories.length > 0) {
    parts.push({ variable: 'memories', lines: memories, keep: 'first', label: 'remembered' })
  }
  const canon = gathered.canon.map((entry) => asData(entry.text))
  parts.push({ variable: 'lore', lines: canon, keep: 'first', label: 'told' })
  if ('conflicts' in payload && !skip.includes('conflicts')) {
    parts.push({
      variable: 'conflicts',
      lines: payload.conflicts.map(conflictLine),
      keep: 'first',
      heading: 'Quarrels:',
    })
  }
  return parts
}

/** What a prompt cannot do without comes first and is cut last. */
const usualRanks: Readonly<Record<string, number>> = {
  happened: 0,
  questions: 0,
  people: 1,
  memories: 2,
  history: 3,
  conflicts: 4,
  lore: 5,
  place: 6,
  things: 7,
}
const lastRank = 9
