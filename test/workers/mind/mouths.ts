/** People of a world as speakers of jobs, each with what a worker would know of its part of the world. */
import { authoredLines } from '../../../handlers/minds/authored.ts'
import { vocabularyOf } from '../../../handlers/minds/vocabulary.ts'
import type { MobilePrototype, World } from '../../../schema/world-file.ts'
import { acceptAnswer } from '../../../workers/mind/accept.ts'
import { jobFor } from '../jobs.ts'

/** What belongs to a zone or to one that its exits lead to. */
function nearby(world: World, zone: string): unknown[] {
  const exits = Object.values(world.rooms)
    .filter((room) => room.zone === zone)
    .flatMap((room) => Object.values(room.exits))
  const zones = new Set([zone, ...exits.map(({ to }) => to.slice(0, to.indexOf('.')))])
  const { rooms, items, mobiles, quests, conflicts } = world
  const owned = [rooms, items, mobiles, quests, conflicts].flatMap((all) => Object.values(all))
  const named = Object.values(world.zones).filter(({ id }) => zones.has(id))
  return [...owned.filter((one) => zones.has(one.zone)), ...named, world.factions, world.skills]
}

const vocabularies = new WeakMap<World['rooms'], Map<string, ReadonlySet<string>>>()

/** Says lines in somebody's mouth, as a model would; `null` for what is refused. */
export function mouthOf(world: World, speaker: MobilePrototype, quoting = true) {
  const { zone } = speaker
  const known = vocabularies.get(world.rooms) ?? new Map<string, ReadonlySet<string>>()
  vocabularies.set(world.rooms, known)
  const vocabulary = known.get(zone) ?? vocabularyOf(nearby(world, zone))
  known.set(zone, vocabulary)
  const own = quoting ? authoredLines(speaker) : []
  const told = speaker.persona?.facts ?? []
  const job = jobFor('npc-reply', {
    npc: { id: 'x', name: speaker.name, persona: speaker.id, personaVersion: 1, temper: 'calm' },
    scene: {
      room: 'r',
      title: 'A room',
      description: 'A room.',
      zone: speaker.zone,
      version: 1,
      people: [{ id: 'p1', name: 'Ash', kind: 'player' }],
      items: [],
    },
    line: 'My brother was called Tomas.',
    conflicts: [],
  })
  return (say: string, emote: string | null = null) => {
    const text = JSON.stringify({ say, emote, mood: null, remember: null })
    const verdict = acceptAnswer(job, text, { vocabulary, own, told })
    return verdict.ok ? verdict.value : null
  }
}
