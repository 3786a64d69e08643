/** The pieces of a job's prompt, before any is dropped for want of room. */

import { type Dossier, type Fact, isTold } from '../../schema/jobs/dossier.ts'
import type { Job, JobKind, JobOf, SceneView } from '../../schema/jobs.ts'
import { ownOf } from '../../schema/own.ts'
import { workerJobs } from '../jobs/index.ts'
import type { Field, Part, TextTools } from '../jobs/worker-job.ts'
import { type CanonEntry, conflictLine } from '../memory/lore.ts'
import type { Memory } from '../memory/memory.ts'
import { asData, type Fence } from '../text/fence.ts'
import type { TokenCounter } from '../text/tokens.ts'
import { wordsOf } from '../text/words.ts'

/** What a worker read for this job besides its payload. */
export interface Gathered {
  readonly personaText: string
  /** Names in these may be spoken by the mobile. */
  readonly personaFacts: readonly string[]
  /** Lines that its author has given it: it may say them as they stand. */
  readonly ownLines?: readonly string[]
  /** Names of its part of the world. */
  readonly vocabulary?: ReadonlySet<string>
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

/** Facts that the prompt says elsewhere, or that only serve the rules. */
const unprompted =
  /^(?:me:|told:|mood$|unsure:|farewell:|thanks:|greet:|here:being:|here:place|buys$|hours$|quest-(?:word|free):|quarrel-(?:sides|phase):)/
const promptedFactsMax = 40
/** What everybody is told alike stands first, so that endpoints need not read it anew for each line. */
const knownFactsMax = 16
/** Facts that are looked up for what a line is about. */
const ofLine = /^(?:place|thing|seller|person|ask|way|heard):/

/** What the speaker knows: the same for every line, and what else is near this one. */
function factLines(
  dossier: Dossier,
  line: string,
): { readonly near: string[]; readonly known: string[] } {
  const said = new Set(wordsOf(line))
  const fits = ({ about }: Fact) => about.some((word) => said.has(word) || said.has(`${word}s`))
  const prompted = dossier.facts.filter(({ id }) => !unprompted.test(id))
  const known = prompted.filter(({ id }) => !ofLine.test(id)).slice(0, knownFactsMax)
  const others = prompted.filter((fact) => !known.includes(fact))
  const near = [...others.filter(fits), ...others.filter((fact) => !fits(fact))]
  return {
    known: known.map(sentenceOf),
    near: near.slice(0, promptedFactsMax - known.length).map(sentenceOf),
  }
}

/** What a fact answers, where its words do not say so. */
const leads: Readonly<Record<string, string>> = {
  'near:heal': 'Who can heal',
  'near:bed': 'Where to sleep',
  'near:food': 'Where to eat',
  'near:shop': 'Where to buy things',
  'near:learn': 'Who can teach',
  'near:bank': 'Where to bank',
  want: 'What you want most',
}

/** A fact as the prompt says it: a way with its place, a ware with its price. */
function sentenceOf({ id, text, own, about }: Fact): string {
  const lead = ownOf(leads, id.replace(/:\d+$/, ''))
  if (lead)
    return `${lead}: ${stopped(own && id.startsWith('near:') ? `${text} (${own})` : (own ?? text))}`
  // "He owes me four pies" says nothing to who does not know whom it is about.
  if (/^(?:opinion|topic|knows):/.test(id) && about[0])
    return `Of ${about[0]}: ${stopped(own ?? text)}`
  const told = /^(?:near|seller|place|person):/.test(id) && own ? `${text} (${own})` : text
  return stopped(/^(?:bed|cure|teaches)/.test(id) && own ? `${told} for ${own}` : told)
}

const stopped = (text: string) => (/[.!?…)]$/.test(text) ? text : `${text}.`)

function loreParts({ payload, skip }: Pick<Job, 'payload' | 'skip'>, gathered: Gathered): Part[] {
  const parts: Part[] = []
  if ('dossier' in payload && payload.dossier) {
    const { known, near } = factLines(payload.dossier, payload.line)
    const each = { keep: 'first', heading: 'You know:', between: '\n' } as const
    parts.push({ variable: 'known', lines: known, ...each })
    parts.push({ variable: 'facts', lines: near, ...each, heading: 'You know too:' })
  }
  const memories = [...toldBefore(payload), ...gathered.memories.map(({ text }) => text)].map(
    asData,
  )
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

/** What the listener told: words of a player, so they stand between the fences. */
function toldBefore(payload: Job['payload']): string[] {
  if (!('dossier' in payload) || !payload.dossier) return []
  return payload.dossier.facts.filter(isTold).map(({ text }) => text)
}

/** What a prompt cannot do without comes first and is cut last. */
const usualRanks: Readonly<Record<string, number>> = {
  happened: 0,
  questions: 0,
  people: 1,
  memories: 2,
  history: 3,
  facts: 3.5,
  known: 3.4,
  conflicts: 4,
  lore: 5,
  place: 6,
  things: 7,
}
const lastRank = 9
