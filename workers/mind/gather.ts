/** What a job needs to know beside its payload, in one read, and nothing that its route or flags spare. */
import type { Job } from '../../schema/jobs.ts'
import { selectCanon } from '../memory/lore.ts'
import type { PersonaSections } from '../memory/persona.ts'
import type { MindReads } from '../memory/reads.ts'
import { recallMemories } from '../memory/recall.ts'
import type { Route } from '../talk/route.ts'
import type { TokenCounter } from '../text/tokens.ts'
import { isPrivate } from './prompt.ts'
import type { Gathered } from './sections.ts'

export interface GatherParts {
  readonly reads: MindReads
  readonly personas: PersonaSections
  readonly counter: TokenCounter
}

const memoryTokens = { private: 220, room: 320 }
const canonTokens = 160

/** Rejects with a retryable error when the store cannot be read. */
export async function gather(
  { reads, counter, personas }: GatherParts,
  { payload, madeAtBeat, ...job }: Pick<Job, 'payload' | 'skip' | 'madeAtBeat'>,
  route: Route | null,
): Promise<Gathered> {
  const skip = new Set([...job.skip, ...(route?.skip ?? [])])
  const npc = 'npc' in payload ? payload.npc : undefined
  const scene = 'scene' in payload ? payload.scene : undefined
  const speaker = 'speaker' in payload ? payload.speaker.id : undefined
  const query = 'line' in payload ? payload.line : ''
  const recalls =
    npc && speaker !== undefined && !skip.has('memory') ? { npc: npc.id, speaker } : undefined
  const { persona, memories, canon } = await reads.context({
    ...(npc ? { persona: npc.persona } : {}),
    ...(recalls ? { memories: recalls } : {}),
    ...(scene && !skip.has('canon') ? { canon: scene.zone } : {}),
  })
  const tokensMax = isPrivate(payload) ? memoryTokens.private : memoryTokens.room
  const recall = recalls && { ...recalls, query, nowBeat: madeAtBeat, tokensMax }
  const wanted = {
    query,
    zone: scene?.zone ?? '',
    present: scene?.people.map((person) => person.id) ?? [],
    tokensMax: canonTokens,
  }
  return {
    personaText: npc ? personas.section(npc, persona) : '',
    personaFacts: persona?.facts ?? [],
    memories: recall ? recallMemories(memories, recall, counter) : [],
    canon: selectCanon(canon, wanted, counter),
  }
}
