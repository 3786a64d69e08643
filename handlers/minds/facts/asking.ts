/** What a dossier is made from: who is asked, by whom, in which words. */
import type { Character, Mobile, Room } from '../../../schema/entities.ts'
import type { Fact } from '../../../schema/jobs/dossier.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { MobilePrototype } from '../../../schema/world-file.ts'
import type { Moment } from '../../decision.ts'

export interface Asking {
  readonly world: WorldReader
  readonly now: Moment
  readonly mobile: Mobile
  readonly prototype: MobilePrototype
  readonly room: Room
  readonly speaker: Character
  readonly words: string
}

/** A fact, cut to what a dossier holds. */
export function fact(
  id: string,
  text: string,
  more: Partial<Omit<Fact, 'id' | 'text'>> = {},
): Fact {
  const about = (more.about ?? []).filter((word) => word.length <= 40).slice(0, 16)
  return {
    id: id.slice(0, 120),
    text: text.slice(0, 400),
    ...(more.own ? { own: more.own.slice(0, 600) } : {}),
    about,
  }
}

/** The first sentence of a longer text. */
export function firstSentence(text: string): string {
  return /^.{20,}?[.!?](?=\s|$)/su.exec(text)?.[0] ?? text.slice(0, 240)
}

/** A name inside a sentence: "the Rusted Lantern", "a watchman". */
export function inSentence(name: string): string {
  return /^(?:The|A|An)\s/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
}
