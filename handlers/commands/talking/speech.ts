/** What all ways of speaking share: cleaning the words, and finding whom they are meant for. */

import { described } from '../../../schema/answers/things.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { speechUttered } from '../../../schema/events/speech.ts'
import { tellKept, tellsRecord } from '../../../schema/events/tells.ts'
import { escapeMarkup } from '../../../schema/markup.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { mark, named } from '../../../schema/words.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { silenced } from '../../company.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { find, fits, isSelf, othersHere, type Refused, readNoun, refuse } from '../../nouns.ts'
import { slurred } from '../../rules/drink.ts'

type Way = 'say' | 'whisper' | 'tell' | 'shout' | 'emote' | 'ask'

/** Says `words` in some way; refuses them when nothing is left after cleaning. */
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
  const { world, actor } = context
  if (isSelf(actor, who)) return refuse('self', 'You mutter to yourself, and nobody minds.')
  const present = othersHere(world, actor)
  const split = splitName(world, who, words, present)
  const found = find(world, split.name, present, {
    none: (noun) => `You see nobody called ${noun} here.`,
  })
  if (found.kind === 'refused') return found
  const [target, second] = found.entities
  if (second) return refuse('which-one', 'One at a time; whom do you mean?')
  return { kind: 'found', target, words: split.words }
}

/** The longest name that is tried, in words. */
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

/** It can be read again by `history tell`, and by whoever has lost its link. */
function kept({ world, actor }: Context, { id }: Character, events: readonly NewEvent[]) {
  // The record is changed by the event, and has to be here by then.
  world.need(tellsRecord(id))
  return events.flatMap((event) =>
    speechUttered.is(event) ? [tellKept({ from: actor.id, to: id, words: event.data.words })] : [],
  )
}

/** Tells a character something, wherever it is, and warns when its player may not hear it. */
export function tellTo(context: Context, listener: Character, words: string): Decision {
  if (listener.ignores?.includes(context.actor.id)) {
    return reject('ignored', `${listener.name} does not want to hear from you.`)
  }
  const spoken = speak(context, 'tell', words, listener)
  if (spoken.kind !== 'accept') return spoken
  const decision = {
    ...spoken,
    events: [...spoken.events, ...kept(context, listener, spoken.events)],
  }
  if (listener.away !== undefined) {
    const why = `{dim}${mark(named(context.world, listener.id))} is away: ${escapeMarkup(listener.away)}.{/}`
    return { ...decision, answer: () => [described({ text: why })] }
  }
  if (listener.linkLostBeat === undefined) return decision
  const note = `{dim}${mark(named(context.world, listener.id))} stares into the distance and may not hear you.{/}`
  return { ...decision, answer: () => [described({ text: note })] }
}
