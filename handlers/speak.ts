/** What every way of speaking has in common: safe words, and whom they are meant for. */
import type { Character, Mobile } from '../schema/entities.ts'
import { speechUttered } from '../schema/events/speech.ts'
import { cleanSpeech } from '../schema/text.ts'
import type { WorldReader } from '../schema/world.ts'
import { silenced } from './company.ts'
import { accept, type Context, type Decision, reject } from './decision.ts'
import { beingsIn, find, fits, type Refused, readNoun, refuse } from './nouns.ts'
import { slurred } from './rules/drink.ts'

type Way = 'say' | 'whisper' | 'tell' | 'shout' | 'emote' | 'ask'

/** Says `words` in some way; words of which nothing is left when they are made safe are refused. */
export function speak(
  context: Context,
  how: Way,
  words: string,
  target?: Character | Mobile,
): Decision {
  const hush = silenced(context)
  if (hush) return hush
  const { actor, room, world, dice } = context
  const clean = cleanSpeech(words)
  const safe = clean && how !== 'emote' ? slurred(world, actor, clean, dice) : clean
  if (!safe) return reject('no-words', 'You open your mouth, but no words come.')
  return accept(
    speechUttered({
      actor: actor.id,
      room: room.id,
      how,
      words: safe,
      ...(target ? { target: target.id } : {}),
      ...(how === 'shout' ? { zone: room.zone } : {}),
    }),
  )
}

interface Address {
  readonly kind: 'found'
  readonly target: Character | Mobile
  readonly words: string
}

/**
 * Whom a line like `ask old innkeeper about rooms` is meant for. The parser cannot know where a
 * name ends, so `who` grows by words of the speech for as long as somebody here fits it.
 */
export function addressed(context: Context, who: string, words: string): Address | Refused {
  const { world, actor, room } = context
  if (isSelf(actor, who)) return refuse('self', 'You mutter to yourself, and nobody minds.')
  const present = beingsIn(world, room.id, actor.id)
  const split = splitName(world, who, words, present)
  const found = find(world, split.name, present, {
    none: (noun) => `You see nobody called ${noun} here.`,
  })
  if (found.kind === 'refused') return found
  const [target, second] = found.entities
  if (second) return refuse('which-one', 'One at a time; whom do you mean?')
  return target
    ? { kind: 'found', target, words: split.words }
    : refuse('not-here', `You see nobody called ${who} here.`)
}

/** Longest name that is looked for, in words. */
const nameWordsMax = 4

function splitName(
  world: WorldReader,
  who: string,
  words: string,
  present: readonly (Character | Mobile)[],
): { name: string; words: string } {
  let name = who
  let left = words
  for (let taken = 1; taken < nameWordsMax; taken += 1) {
    const next = /^\S{3,}(?=\s)/.exec(left)?.[0]
    const longer = `${name} ${next}`
    if (!next || !present.some((being) => fits(world, being, readNoun(longer).words))) break
    name = longer
    left = left.slice(next.length).trimStart()
  }
  return { name, words: left }
}

export function isSelf(actor: Character | Mobile, who: string): boolean {
  const name = who.toLowerCase()
  return name === 'me' || name === 'myself' || name === 'self' || name === actor.name.toLowerCase()
}
