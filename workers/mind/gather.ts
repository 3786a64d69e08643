/** What a job needs to know beside its payload, in one read. */

import type { BeingId, MobileId, PrototypeId, ZoneId } from '../../schema/ids.ts'
import type { Job } from '../../schema/jobs.ts'
import { selectCanon } from '../memory/lore.ts'
import type { Persona, PersonaSections } from '../memory/persona.ts'
import type { ContextQuery, MindReads } from '../memory/reads.ts'
import { recallMemories } from '../memory/recall.ts'
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

/** `skip` names the reads that would not change the answer. Rejects with a retryable error of the store. */
export async function gather(
  { reads, counter, personas }: GatherParts,
  { payload, madeAtBeat: nowBeat }: Pick<Job, 'payload' | 'madeAtBeat'>,
  skip: ReadonlySet<Job['skip'][number]>,
): Promise<Gathered> {
  const npc = 'npc' in payload ? payload.npc : undefined
  const query = 'line' in payload ? payload.line : ''
  const recalled = skip.has('memory') ? undefined : talkIn(payload)
  const told = placeIn(payload)
  const { persona, memories, canon, names } = await reads.context({
    ...queryOf(payload),
    ...(recalled ? { memories: recalled } : {}),
    ...(told && !skip.has('canon') ? { canon: told.zone } : {}),
  })
  const tokensMax = memoryTokens[isPrivate(payload) ? 'private' : 'room']
  const recall = recalled && { ...recalled, query, nowBeat, tokensMax }
  return {
    personaText: npc ? personas.section(npc, persona) : '',
    ...ownOfPersona(persona),
    ...(names ? { vocabulary: names } : {}),
    memories: recall ? recallMemories(memories, recall, counter) : [],
    canon: told ? selectCanon(canon, { ...told, query, tokensMax: canonTokens }, counter) : [],
  }
}

/** Whose memories a talk may call up: those of the mobile about the speaker. */
function talkIn(
  payload: Job['payload'],
): { npc: PrototypeId; former: MobileId; speaker: BeingId } | undefined {
  if (!('speaker' in payload)) return undefined
  const { npc, speaker } = payload
  return { npc: npc.persona, former: npc.id, speaker: speaker.id }
}

function ownOfPersona(persona: Persona | undefined) {
  return { personaFacts: persona?.facts ?? [], ownLines: persona?.lines ?? [] }
}

/** What every job wants to know: who speaks, and which names are known where it is about. */
function queryOf(payload: Job['payload']): ContextQuery {
  const zone = zoneIn(payload)
  return {
    ...('npc' in payload ? { persona: payload.npc.persona } : {}),
    ...(zone ? { names: zone } : {}),
  }
}

/** Whose names may be used: those of the part of the world that the job is about. */
function zoneIn(payload: Job['payload']): ZoneId | undefined {
  if ('scene' in payload) return payload.scene.zone
  const about = 'npc' in payload ? payload.npc.persona : payload.conflict.id
  return about.includes('.') ? about.slice(0, about.indexOf('.')) : undefined
}

/** Which canon may be cited: that of the zone, and that about those present. */
function placeIn(payload: Job['payload']): { zone: ZoneId; present: string[] } | undefined {
  if (!('scene' in payload)) return undefined
  const { zone, people } = payload.scene
  return { zone, present: people.map((person) => person.id) }
}
