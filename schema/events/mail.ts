/** Letters between players, who need not be in the world. A letter lies with the one it is for. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import type { Character, Record_ } from '../entities.ts'
import { characterId, recordId } from '../id-fields.ts'
import type { CharacterId, RecordId } from '../ids.ts'
import { nobody } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import type { WorldReader, WorldWriter } from '../world.ts'

export interface Letter {
  readonly from: CharacterId
  readonly name: string
  readonly words: string
  readonly atMs: number
  readonly unread: boolean
}

export function letterOf(world: WorldReader, letter: RecordId): Letter | undefined {
  const record = world.get(letter)
  return record?.kind === 'record' && record.of === 'letter' ? (record.data as Letter) : undefined
}

/** Letters of somebody, in the order in which they came. */
export function lettersOf(
  world: WorldReader,
  character: CharacterId,
): { readonly id: RecordId; readonly letter: Letter }[] {
  return world
    .contents(character)
    .flatMap((entity) => {
      if (entity.kind !== 'record') return []
      const letter = letterOf(world, entity.id)
      return letter ? [{ id: entity.id, letter }] : []
    })
    .sort((a, b) => a.letter.atMs - b.letter.atMs || (a.id < b.id ? -1 : 1))
}

function countUnread(world: WorldWriter, character: CharacterId, change: number): void {
  const known = world.get(character)
  if (known?.kind !== 'character') return
  const letters = Math.max(0, (known.letters ?? 0) + change)
  world.patch<Character>(character, {
    letters: letters > 0 ? letters : undefined,
  })
}

export const letterSent = defineEvent({
  type: 'letter-sent',
  about: 'Somebody wrote a letter to somebody, who may be away.',
  data: z.strictObject({ letter: recordId, from: characterId, to: characterId, words: z.string() }),
  personal: ['words'],
  speaker: (data) => data.from,
  subject: (data) => data.to,
  views: nobody,
  evolve(world, data, meta) {
    if (world.get(data.letter) || world.get(data.to)?.kind !== 'character') return
    const letter: Letter = {
      from: data.from,
      name: named(world, data.from).name,
      words: data.words,
      atMs: meta.atMs,
      unread: true,
    }
    const record: Record_ = {
      id: data.letter,
      kind: 'record',
      place: data.to,
      of: 'letter',
      data: letter,
    }
    world.put(record)
    countUnread(world, data.to, 1)
  },
  perceive(world, data) {
    const view = { actor: named(world, data.from), target: named(world, data.to) }
    return [
      { to: { character: data.from }, role: 'actor', data: view },
      { to: { character: data.to }, role: 'target', data: view },
    ]
  },
  text: {
    actor: (view: { target: Named }) => `Your letter to ${markFirst(view.target)} is on its way.`,
    target: (view: { actor: Named }) =>
      `{good}A letter from{/} ${markFirst(view.actor)} {good}reaches you. Try “mail”.{/}`,
  },
})

export const letterRead = defineEvent({
  type: 'letter-read',
  about: 'Somebody opened a letter.',
  data: z.strictObject({ letter: recordId, character: characterId }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const letter = letterOf(world, data.letter)
    if (!letter?.unread) return
    const read: Letter = { ...letter, unread: false }
    world.patch<Record_>(data.letter, { data: read })
    countUnread(world, data.character, -1)
  },
})

export const letterBurnt = defineEvent({
  type: 'letter-burnt',
  about: 'Somebody burnt a letter of its own.',
  data: z.strictObject({ letter: recordId, character: characterId }),
  subject: (data) => data.character,
  views: nobody,
  evolve(world, data) {
    const letter = letterOf(world, data.letter)
    if (!letter) return
    if (letter.unread) countUnread(world, data.character, -1)
    world.remove(data.letter)
  },
  perceive: (_world, data) => [{ to: { character: data.character }, role: 'actor', data: {} }],
  text: { actor: () => 'You burn the letter.' },
})
