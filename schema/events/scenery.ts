/** How many scenes somebody has been told: the next one begins in other words. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { characterId } from '../id-fields.ts'
import type { BeingId, RecordId } from '../ids.ts'
import { nobody } from '../views.ts'
import { recordData, type WorldReader } from '../world.ts'

const sceneryId = (character: BeingId): RecordId => `scenery:${character}`

export const sceneryCounted = defineEvent({
  type: 'scenery-counted',
  about: 'A scene was asked for where this character stands: the next one is told in other words.',
  data: z.strictObject({ character: characterId, told: z.int().min(0) }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, { character, told }) {
    if (world.get(character)?.kind !== 'character') return
    const id = sceneryId(character)
    world.put({ id, kind: 'record', of: 'scenery', place: character, data: { told } })
  },
})

export function scenesTold(world: WorldReader, character: BeingId): number {
  return recordData<{ readonly told: number }>(world, sceneryId(character))?.told ?? 0
}
