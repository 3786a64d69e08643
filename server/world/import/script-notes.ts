import type { Scripted } from './area-model.ts'
import { countOtherScripts } from './translate-scripts.ts'
import type { Translation } from './translation.ts'

/** What remains of scripts at a room or an object. */
export function scriptNotes(translation: Translation, owner: Scripted): string[] {
  const { reporter } = translation
  countOtherScripts(translation, owner)
  if (owner.triggers.length > 0) {
    reporter.approximated('attached scripts kept as inert notes', owner.at)
  }
  for (const { at } of owner.programs) reporter.approximated('program kept as a note', at)
  return [
    ...owner.triggers.map(({ vnum, on, argument }) =>
      `script ${vnum} ${on === '' ? '' : `on ${on} ${argument}`}`.trim(),
    ),
    ...owner.programs.map(({ on, argument, commands }) => `program ${on} ${argument}\n${commands}`),
  ]
}
