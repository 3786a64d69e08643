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
  /** The acts when somebody asks for a service; undefined when the words do not ask for it. */
  readonly service?: (asked: Asked, behaviour: Behaviour<K>) => readonly Act[] | undefined
}

/** Words that a character says to a mobile. */
export interface Asked {
  readonly mobile: Mobile
  readonly speaker: Character
  readonly words: string
  /** Whispered: nobody else hears the answer. */
  readonly private: boolean
}
