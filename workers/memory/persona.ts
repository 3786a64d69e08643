/** The part of a prompt that says who speaks; the same for every visitor, so it is kept per version. */
import { LRUCache } from 'lru-cache'
import type { NpcView } from '../../schema/jobs.ts'

/** What a world file says about a speaker. Secrets stay out: no prompt holds what may not be told. */
export interface Persona {
  readonly temper: string
  readonly speech: string
  readonly facts: readonly string[]
  /** Everything that its author lets it say: greetings, ready lines, replies. */
  readonly lines?: readonly string[]
}

export interface PersonaSections {
  section(npc: NpcView, persona: Persona | undefined): string
}

const sectionsMax = 500
const factsMax = 8

export function createPersonaSections(): PersonaSections {
  const sections = new LRUCache<string, { persona: Persona | undefined; text: string }>({
    max: sectionsMax,
  })
  return {
    section(npc, persona) {
      const key = JSON.stringify([npc.persona, npc.personaVersion, npc.name])
      const known = sections.get(key)
      // A persona that was read anew may be another one, whatever its version.
      if (known && known.persona === persona) return known.text
      const text = build(npc, persona)
      sections.set(key, { persona, text })
      return text
    },
  }
}

function build(npc: NpcView, persona: Persona | undefined): string {
  const lines = [`You are ${npc.name}, by nature ${persona?.temper ?? npc.temper}.`]
  if (persona?.speech) lines.push(`How you speak: ${persona.speech}`)
  const facts = persona?.facts.slice(0, factsMax) ?? []
  if (facts.length > 0) lines.push(`What you know: ${facts.join(' ')}`)
  return lines.join('\n')
}
