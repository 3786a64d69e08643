/** What was told to somebody last, so that it can be read again, and by those whose link was lost. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character } from '../entities.ts'
import { beingId, characterId } from '../id-fields.ts'
import type { BeingId, CharacterId, RecordId } from '../ids.ts'
import { nobody } from '../views.ts'
import { named } from '../words.ts'
import { recordData, type WorldReader } from '../world.ts'

/** The oldest first. */
export interface Tells {
  readonly lines: readonly {
    readonly who: BeingId
    readonly name: string
    readonly words: string
    readonly atMs: number
  }[]
}

export const tellsRecord = (character: CharacterId): RecordId => `tells:${character}`

/** What was told to somebody last; whoever asks for it needs it loaded. */
export function tellsOf(world: Pick<WorldReader, 'need'>, character: CharacterId): Tells['lines'] {
  return recordData<Tells>({ get: (id) => world.need(id) }, tellsRecord(character))?.lines ?? []
}

const tellsMax = 20

export const tellKept = defineEvent({
  type: 'tell-kept',
  about: 'What was told to somebody can be read again.',
  data: z.strictObject({ from: beingId, to: characterId, words: z.string() }),
  personal: ['words'],
  speaker: (data) => data.from,
  subject: (data) => data.to,
  views: nobody,
  evolve(world, data, meta) {
    const listener = world.get(data.to)
    if (listener?.kind !== 'character') return
    const id = tellsRecord(data.to)
    const { name } = named(world, data.from)
    const line = { who: data.from, name, words: data.words, atMs: meta.atMs }
    const before = recordData<Tells>(world, id)?.lines ?? []
    const tells: Tells = { lines: [...before, line].slice(-tellsMax) }
    world.put({ id, kind: 'record', place: data.to, of: 'tells', data: tells })
    if (listener.linkLostBeat === undefined) return
    world.patch<Character>(data.to, { unheard: Math.min(tellsMax, (listener.unheard ?? 0) + 1) })
  },
})

export const tellsHeard = defineEvent({
  type: 'tells-heard',
  about: 'Somebody whose link was lost has come back and knows what was told meanwhile.',
  data: z.strictObject({ character: characterId }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    if (world.get(data.character)?.kind !== 'character') return
    world.patch<Character>(data.character, { unheard: undefined })
  },
})
