/** The pieces a prompt of each kind is made of, before any is dropped for want of room. */
import type { Job, JobKind, JobOf, SceneView } from '../../schema/jobs.ts'
import { asData, type Fence } from './fence.ts'
import { type CanonEntry, conflictLine } from './lore.ts'
import type { Memory } from './memory.ts'
import type { TokenCounter } from './tokens.ts'

/** Material that may be shortened line by line; earlier parts of a list are kept longer. */
export interface Part {
  readonly variable: string
  readonly lines: readonly string[]
  /** Which end survives: the newest turns of a talk, but the best memories. */
  readonly keep: 'first' | 'last'
  /** Fence label for what people said or did; none for what builders wrote. */
  readonly label?: string
  readonly heading?: string
}

/** What a worker read for this job besides its payload. */
export interface Gathered {
  readonly personaText: string
  /** Names in these may be spoken by the NPC. */
  readonly personaFacts: readonly string[]
  readonly memories: readonly Memory[]
  readonly canon: readonly CanonEntry[]
}

export interface Pieces {
  /** Always in the prompt, each already cut to its own small size. */
  readonly fixed: Readonly<Record<string, string>>
  /** Most important first. */
  readonly parts: readonly Part[]
}

/** Token limits of single fields, so that no one field can crowd out the rest. */
const fieldTokens = {
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

/** The pieces of a job's prompt. Everything that people said, did or wrote is cleaned and fenced. */
export function piecesOf(
  job: Job,
  gathered: Gathered,
  fence: Fence,
  counter: TokenCounter,
): Pieces {
  const cut = (text: string, field: keyof typeof fieldTokens) =>
    counter.trim(text, fieldTokens[field])
  const data = (text: string, field: keyof typeof fieldTokens) => cut(asData(text), field)
  const fixed: Record<string, string> = { key: fence.key }
  const parts: Part[] = []
  const quote = (label: string, text: string) => fence.around(label, [data(text, 'line')])

  if ('scene' in job.payload) {
    const { scene } = job.payload
    fixed['place'] = `Place: ${cut(scene.title, 'title')}, ${scene.dayPhase}.`
    parts.push(...sceneParts(scene, data))
    if (scene.voice) fixed['voice'] = `Tone: ${cut(scene.voice, 'voice')}`
  }
  if ('npc' in job.payload) fixed['persona'] = cut(gathered.personaText, 'persona')
  if ('options' in job.payload) {
    fixed['options'] = job.payload.options
      .map((option) => `${option.id}: ${cut(option.label, 'option')}`)
      .join('\n')
  }
  addKind(job, fixed, parts, { quote, data, cut })
  parts.push(...loreParts(job, gathered))
  return { fixed, parts: parts.sort((a, b) => rankOf(job.kind, a) - rankOf(job.kind, b)) }
}

interface Pens {
  quote(label: string, text: string): string
  data(text: string, field: keyof typeof fieldTokens): string
  cut(text: string, field: keyof typeof fieldTokens): string
}

function addKind(job: Job, fixed: Record<string, string>, parts: Part[], pens: Pens): void {
  switch (job.kind) {
    case 'narrate-room':
      parts.push(happened(job.payload.happened, pens))
      break
    case 'narrate-combat':
      parts.push(happened(job.payload.blows, pens))
      fixed['outcome'] = outcomes[job.payload.outcome]
      break
    case 'narrate-phase':
      fixed['conflict'] = pens.cut(
        `${conflictLine(job.payload.conflict)} Before: ${job.payload.from}.`,
        'line',
      )
      break
    case 'npc-reply':
      addTalk(job, fixed, parts, pens)
      break
    case 'npc-plan':
      fixed['wanted'] = String(job.payload.wanted)
      break
    case 'npc-reaction':
      fixed['happened'] = pens.quote(
        'happened',
        `${job.payload.cause.by.name}: ${job.payload.cause.text}`,
      )
      break
    case 'canon':
      fixed['conflict'] = pens.cut(conflictLine(job.payload.conflict), 'line')
      fixed['outcome'] = pens.quote('outcome', job.payload.outcome)
      fixed['tellers'] =
        `Tellers: ${job.payload.tellers.map((npc) => pens.cut(npc.name, 'name')).join(', ')}`
      break
    case 'summarise-memory':
      parts.push({
        variable: 'memories',
        lines: job.payload.memories.map((memory) => pens.data(memory.text, 'line')),
        keep: 'last',
        label: 'remembered',
      })
      break
    case 'pregenerate':
      parts.push({
        variable: 'questions',
        lines: job.payload.questions.map((text) => pens.data(text, 'line')),
        keep: 'first',
        label: 'questions',
      })
      break
    case 'social-bundle':
      break
  }
}

const outcomes = {
  'going-on': 'The fight goes on.',
  fled: 'One side has fled.',
  slain: 'The defender has fallen.',
}

function addTalk(
  job: JobOf<'npc-reply'>,
  fixed: Record<string, string>,
  parts: Part[],
  pens: Pens,
): void {
  const { speaker, line, history } = job.payload
  const visitor = pens.data(speaker.name, 'name')
  fixed['line'] = `${visitor} says to you:\n${pens.quote('said', line)}`
  parts.push({
    variable: 'history',
    lines: history.map(
      (turn) => `${turn.by === 'npc' ? 'You' : visitor}: ${pens.data(turn.text, 'line')}`,
    ),
    keep: 'last',
    label: 'earlier',
  })
}

function happened(lines: readonly string[], pens: Pens): Part {
  return {
    variable: 'happened',
    lines: lines.map((line) => pens.data(line, 'line')),
    keep: 'last',
    label: 'happened',
  }
}

function sceneParts(scene: SceneView, data: Pens['data']): Part[] {
  const people = scene.people.slice(0, peopleMax).map((person) => data(person.name, 'name'))
  const things = scene.items.slice(0, thingsMax).map((item) => data(item, 'name'))
  return [
    { variable: 'people', lines: people, keep: 'first', heading: 'Present:' },
    { variable: 'things', lines: things, keep: 'first', heading: 'In sight:' },
    {
      variable: 'place',
      lines: [data(scene.description, 'description')].filter(Boolean),
      keep: 'first',
    },
  ]
}

function loreParts(job: Job, gathered: Gathered): Part[] {
  const parts: Part[] = []
  const memories = gathered.memories.map((memory) => asData(memory.text))
  if (job.kind === 'npc-reply' && memories.length > 0) {
    parts.push({ variable: 'memories', lines: memories, keep: 'first', label: 'remembered' })
  }
  const canon = gathered.canon.map((entry) => asData(entry.text))
  parts.push({ variable: 'lore', lines: canon, keep: 'first', label: 'told' })
  if ('conflicts' in job.payload && !job.skip.includes('conflicts')) {
    parts.push({
      variable: 'conflicts',
      lines: job.payload.conflicts.map(conflictLine),
      keep: 'first',
      heading: 'Quarrels:',
    })
  }
  return parts
}

/** What the kind cannot do without comes first and is cut last. */
const ranks: Readonly<Record<string, number>> = {
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

function rankOf(kind: JobKind, part: Part): number {
  if (kind === 'narrate-room' && part.variable === 'place') return 0.5
  return ranks[part.variable] ?? 9
}
