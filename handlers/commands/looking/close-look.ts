/** Looking at something or somebody: private, no event. */
import { described } from '../../../schema/answers/things.ts'
import { answer, type Context, type Decision } from '../../decision.ts'
import { examineThing } from '../../examine.ts'
import { lookAround } from '../../scene.ts'

/** What the actor sees on a close look at what `phrase` means. */
export function lookAt(context: Context, phrase: string): Decision {
  if (/^(around|here|room)$/i.test(phrase)) return answer(lookAround(context.world, context.actor))
  const found = examineThing(context, phrase)
  return found.kind === 'refused' ? found.decision : answer(described({ text: found.text }))
}
