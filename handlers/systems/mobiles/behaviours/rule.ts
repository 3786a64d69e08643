/** What a mobile does by one of its behaviours: one rule for every kind that world files know. */
import type { Character, Mobile } from '../../../../schema/entities.ts'
import type { Behaviour, BehaviourKind } from '../../../../schema/world-file.ts'
import type { Act } from '../../../define-system.ts'
import type { Sight } from '../sight.ts'

export interface BehaviourRule<K extends BehaviourKind> {
  /**
   * The acts when the turn of the mobile comes; the first behaviour with acts is done. Null for a
   * behaviour that does nothing by itself and is looked for elsewhere.
   */
  readonly turn: ((sight: Sight, behaviour: Behaviour<K>) => readonly Act[]) | null
  /** What it does for coin when somebody asks for it; nothing is done without an order or a yes. */
  readonly service?: Service<K>
}

export interface Service<K extends BehaviourKind> {
  /** Whether it takes coin; what is free is not asked for. */
  readonly isFor: (behaviour: Behaviour<K>) => boolean
  /** A line that orders it, without courtesies and names. */
  readonly order: RegExp
  /** Words that a line about it has. */
  readonly about: readonly string[]
  /** The answer to a line that is about it and orders nothing. */
  readonly price: (behaviour: Behaviour<K>) => string
  readonly serve: (asked: Asked, behaviour: Behaviour<K>) => readonly Act[]
}

/** Words that a character says to a mobile. */
export interface Asked {
  readonly mobile: Mobile
  readonly speaker: Character
  readonly words: string
  /** Whispered: nobody else hears the answer. */
  readonly private: boolean
  /** The request of the words, which the answer names; empty when nobody waits. */
  readonly request: string
}
