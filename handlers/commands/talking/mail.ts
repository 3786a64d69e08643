import { letterShown, lettersListed } from '../../../schema/answers/company.ts'
import type { Character } from '../../../schema/entities.ts'
import { letterBurnt, letterRead, letterSent, lettersOf } from '../../../schema/events/mail.ts'
import { cleanSpeech, firstCodePoints } from '../../../schema/text.ts'
import { anybodyNamed, silenced } from '../../company.ts'
import { accept, answer, type Context, type Decision, minutesAgo, reject } from '../../decision.ts'
import { defineCommand } from '../../define-command.ts'

/** The most letters of one character; others cannot write until it burns some. */
const lettersMax = 50

/** How much of a letter its line in the list shows, in code points. */
const openingMax = 40

export const mail = defineCommand({
  verb: 'mail',
  aliases: ['letters'],
  always: true,
  arguments: [
    { name: 'what', kind: 'word', optional: true },
    { name: 'more', kind: 'rest', optional: true },
  ],
  help: {
    group: 'talking',
    brief: 'Read your letters, and write to people who are away.',
    examples: ['mail', 'mail read 1', 'mail send ann the boat leaves at noon', 'mail burn 1'],
  },
  decide(context, args) {
    const { actor } = context
    if (actor.kind !== 'character') return reject('no-mail', 'Nobody writes to you.')
    const more = args.more ?? ''
    switch ((args.what ?? '').toLowerCase()) {
      case '':
      case 'list':
        return answer(lettersListed(list(context, actor)))
      case 'send':
      case 'write':
        return send(context, more)
      case 'read':
        return read(context, actor, more)
      case 'burn':
      case 'delete':
        return burn(context, actor, more)
      default:
        return reject('usage', 'Try “mail”, “mail read 1” or “mail send ann hello”.')
    }
  },
})

function list(context: Context, actor: Character) {
  const letters = lettersOf(context.world, actor.id).map(({ id, letter }) => ({
    id,
    from: letter.name,
    unread: letter.unread,
    minutesAgo: minutesAgo(context.now, letter.atMs),
    opening: opening(letter.words),
  }))
  return { letters }
}

function opening(words: string): string {
  const start = firstCodePoints(words, openingMax)
  return start.length < words.length ? `${start}…` : words
}

function send(context: Context, more: string): Decision {
  const [, name = '', typed = ''] = /^(?:to\s+)?(\S+)\s+(.+)$/s.exec(more.trim()) ?? []
  return writeTo(context, name, typed)
}

/** Writes a letter to the player of that name, who may be away. */
export function writeTo(context: Context, name: string, typed: string): Decision {
  const { actor } = context
  const words = cleanSpeech(typed)
  if (actor.kind !== 'character') return reject('no-mail', 'Letters are for players.')
  if (!name || !words) return reject('usage', 'Try “mail send ann” and what you want to say.')
  if (actor.role === 'guest') {
    return reject('guest', 'Only people who have a name of their own here can write letters.')
  }
  const hush = silenced(context)
  if (hush) return hush
  const { world } = context
  const to = anybodyNamed(world, name)
  if (!to || to.role === 'guest') {
    return reject('unknown-person', `Nobody called ${name.slice(0, 24)} is known here.`)
  }
  if (to.ignores?.includes(actor.id)) {
    return reject('ignored', `${to.name} does not want to hear from you.`)
  }
  if (lettersOf(world, to.id).length >= lettersMax) {
    return reject('full', `${to.name} has too many letters already.`)
  }
  const letter = context.newId('l')
  return accept(letterSent({ letter, from: actor.id, to: to.id, words }))
}

/** The letter of a number of the list, or why there is none. */
function numbered({ world }: Context, actor: Character, text: string) {
  const all = lettersOf(world, actor.id)
  const typed = text.trim()
  if (typed === '') return all.find(({ letter }) => letter.unread) ?? all.at(-1)
  return /^\d{1,3}$/.test(typed) ? all[Number(typed) - 1] : undefined
}

function read(context: Context, actor: Character, text: string): Decision {
  const found = numbered(context, actor, text)
  if (!found) return reject('no-letter', 'You have no such letter. Try “mail”.')
  const { name: from, words, atMs, unread } = found.letter
  const shown = letterShown({ from, minutesAgo: minutesAgo(context.now, atMs), words })
  if (!unread) return answer(shown)
  return accept(letterRead({ letter: found.id, character: actor.id }), () => shown)
}

function burn(context: Context, actor: Character, text: string): Decision {
  const found = text.trim() === '' ? undefined : numbered(context, actor, text)
  if (!found) return reject('no-letter', 'Which letter? Try “mail burn 1”.')
  return accept(letterBurnt({ letter: found.id, character: actor.id }))
}
