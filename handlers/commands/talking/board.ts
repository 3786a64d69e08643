import { noteShown, notesListed } from '../../../schema/answers/company.ts'
import { notePinned, notesOf, noteTaken } from '../../../schema/events/boards.ts'
import { mayUse } from '../../../schema/roles.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { itemsAt } from '../../../schema/world.ts'
import { ignoredBy, silenced } from '../../company.ts'
import {
  accept,
  answer,
  type Context,
  type Decision,
  minutesAgo,
  reject,
  roleOf,
} from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'
import { hasFlag } from '../belongings.ts'

/** The most notes on one board, and of one writer on it. */
const notesMax = 30
const ownNotesMax = 5
/** In code points. */
const titleMax = 60

const noBoard =
  'There is no board here to pin anything to. Try “channels” for what reaches everybody at once, and “news” for what is new.'
const usage = 'Try “board”, “board read 1” or “board write lost cat: it is grey, and it bites”.'

export const board = defineCommand({
  verb: 'board',
  aliases: ['notes'],
  always: true,
  priority: 80,
  arguments: [
    { name: 'what', kind: 'word', optional: true },
    { name: 'more', kind: 'rest', optional: true },
  ],
  help: {
    group: 'talking',
    brief: 'Read what people have pinned to the board of a place, and pin up a note.',
    more: 'A note stays for everybody until its writer or a moderator takes it down.',
    examples: ['board', 'board read 1', 'board write lost cat: it is grey', 'board remove 1'],
  },
  decide(context, args) {
    if (!hasBoard(context)) return reject('no-board', noBoard)
    const more = (args.more ?? '').trim()
    const what = (args.what ?? '').toLowerCase()
    if (/^\d{1,2}$/.test(what)) return read(context, what)
    switch (what) {
      case '':
      case 'list':
        return answer(notesListed({ notes: listed(context) }))
      case 'read':
        return read(context, more)
      case 'write':
      case 'post':
        return pin(context, more)
      case 'remove':
      case 'take':
        return take(context, more)
      default:
        return reject('usage', usage)
    }
  },
})

/** Whether a board hangs where the actor is. */
function hasBoard({ world, room }: Context): boolean {
  return itemsAt(world, room.id).some((item) => hasFlag(world, item, 'board'))
}

/** The notes that the actor reads: none of whoever it ignores. */
function notesFor({ world, room, actor }: Context) {
  const ignored = ignoredBy(actor)
  return notesOf(world, room.id).filter(({ note }) => !ignored.includes(note.from))
}

function listed(context: Context) {
  return notesFor(context).map(({ note }) => ({
    from: note.name,
    title: note.title,
    minutesAgo: minutesAgo(context.now, note.atMs),
  }))
}

/** The note of a number of the list. */
function numbered(context: Context, typed: string) {
  return /^\d{1,2}$/.test(typed) ? notesFor(context)[Number(typed) - 1] : undefined
}

function read(context: Context, typed: string): Decision {
  const found = numbered(context, typed)
  if (!found) return reject('no-note', 'Which note? Try “board”.')
  const { name: from, title, words, atMs } = found.note
  return answer(noteShown({ from, title, words, minutesAgo: minutesAgo(context.now, atMs) }))
}

function pin(context: Context, typed: string): Decision {
  const { actor, room, world } = context
  if (actor.kind !== 'character' || actor.role === 'guest') {
    return reject('guest', 'Only people who have a name of their own here can pin up notes.')
  }
  const hush = silenced(context)
  if (hush) return hush
  const [, before = '', after = ''] = /^([^:]+):(.+)$/s.exec(typed) ?? []
  const [title, words] = [cleanSpeech(before), cleanSpeech(after)]
  if (!title || !words) return reject('usage', usage)
  if ([...title].length > titleMax) {
    return reject('too-long', `What stands before the colon has at most ${titleMax} letters.`)
  }
  const notes = notesOf(world, room.id)
  if (notes.length >= notesMax) return reject('full', 'There is no room left on the board.')
  if (notes.filter(({ note }) => note.from === actor.id).length >= ownNotesMax) {
    return reject('full', 'Take one of your own notes down first.')
  }
  const note = context.newId('n')
  return accept(notePinned({ note, room: room.id, from: actor.id, title, words }))
}

function take(context: Context, typed: string): Decision {
  const { actor, room } = context
  const found = numbered(context, typed)
  if (!found || actor.kind !== 'character') return reject('no-note', 'Which note? Try “board”.')
  if (found.note.from !== actor.id && !mayUse(roleOf(context), 'moderator')) {
    return reject('not-yours', `That note is ${found.note.name}’s.`)
  }
  return accept(noteTaken({ note: found.id, room: room.id, by: actor.id }))
}
