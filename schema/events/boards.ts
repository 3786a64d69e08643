/** Notes on boards, for everybody who passes. A note lies with the room of the board. */
import { z } from 'zod'
import { defineEvent } from '../define-event.ts'
import { characterId, recordId, roomId } from '../id-fields.ts'
import type { CharacterId, RecordId, RoomId } from '../ids.ts'
import { escapeMarkup } from '../markup.ts'
import { nobody } from '../views.ts'
import { markFirst, type Named, named } from '../words.ts'
import type { WorldReader } from '../world.ts'

export interface Note {
  readonly from: CharacterId
  readonly name: string
  readonly title: string
  readonly words: string
  readonly atMs: number
}

/** The notes of a room, in the order in which they were pinned up. */
export function notesOf(
  world: WorldReader,
  room: RoomId,
): { readonly id: RecordId; readonly note: Note }[] {
  return world
    .contents(room)
    .flatMap((entity) =>
      entity.kind === 'record' && entity.of === 'note'
        ? [{ id: entity.id, note: entity.data as Note }]
        : [],
    )
    .sort((a, b) => a.note.atMs - b.note.atMs || (a.id < b.id ? -1 : 1))
}

type About = { actor: Named; title: string }
const noteNamed = ({ title }: About) => `“${escapeMarkup(title)}”`

export const notePinned = defineEvent({
  type: 'note-pinned',
  about: 'Somebody pinned a note to a board, for everybody.',
  data: z.strictObject({
    note: recordId,
    room: roomId,
    from: characterId,
    title: z.string(),
    words: z.string(),
  }),
  personal: ['title', 'words'],
  speaker: (data) => data.from,
  subject: (data) => data.room,
  views: nobody,
  evolve(world, { note, room, from, title, words }, { atMs }) {
    if (world.get(note) || !world.room(room)) return
    const data: Note = { from, name: named(world, from).name, title, words, atMs }
    world.put({ id: note, kind: 'record', place: room, of: 'note', data })
  },
  perceive(world, { room, from, title }) {
    const data = { actor: named(world, from), title }
    return [
      { to: { character: from }, role: 'actor', data },
      { to: { room, except: [from] }, role: 'others', data },
    ]
  },
  text: {
    actor: (view: About) => `You pin up your note ${noteNamed(view)}.`,
    others: (view: About) => `${markFirst(view.actor)} pins up a note: ${noteNamed(view)}.`,
  },
})

export const noteTaken = defineEvent({
  type: 'note-taken',
  about: 'Somebody took a note from a board: its writer, or a moderator.',
  data: z.strictObject({ note: recordId, room: roomId, by: characterId }),
  subject: (data) => data.room,
  views: nobody,
  evolve(world, { note }) {
    const known = world.get(note)
    if (known?.kind === 'record' && known.of === 'note') world.remove(note)
  },
  perceive(world, { room, by }) {
    const data = { actor: named(world, by) }
    return [
      { to: { character: by }, role: 'actor', data },
      { to: { room, except: [by] }, role: 'others', data },
    ]
  },
  text: {
    actor: () => 'You take the note down.',
    others: (view: { actor: Named }) => `${markFirst(view.actor)} takes a note down.`,
  },
})
