/**
 * The world file: what a builder writes in YAML and what the running game keeps as definitions.
 *
 * Inside a file, things of a zone are called by local names (`quay`); reading turns them into
 * complete ids (`harbour.quay`), fills in defaults and normalises the short forms. The result is
 * plain JSON with whole numbers only.
 */
export type * from './world-file/ability.ts'
export type { Action } from './world-file/action.ts'
export type { Arrival, Lesson } from './world-file/arrival.ts'
export type { Behaviour, BehaviourKind } from './world-file/behaviours.ts'
export { behaviours, declarationOf } from './world-file/behaviours.ts'
export { checkWorld, findClashes, hintsOf } from './world-file/check.ts'
export type { AppliedEffect, Dice, Modifiers, VitalChange, WearSlot } from './world-file/common.ts'
export { blowVerb } from './world-file/common.ts'
export type { ClassicMobile } from './world-file/define-behaviour.ts'
export type * from './world-file/document.ts'
export {
  emptyWorld,
  mergeWorld,
  readDefinition,
  sharedSections,
  worldFileSchema,
  zoneSections,
} from './world-file/document.ts'
export type * from './world-file/item.ts'
export type * from './world-file/mobile.ts'
export type * from './world-file/persona.ts'
export type { Problem } from './world-file/problem.ts'
export { problemLine, problemsOf, spellingsOf } from './world-file/problem.ts'
export type * from './world-file/reset.ts'
export type * from './world-file/room.ts'
export type * from './world-file/script.ts'
export type * from './world-file/story.ts'
export { weathers } from './world-file/story.ts'
