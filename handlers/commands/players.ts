/** Verbs that only players have a use for. */
import type { Character } from '../../schema/entities.ts'
import { type Context, type Decision, reject } from '../decision.ts'

/** The rule of such a verb; it gets the argument `text`, or an empty string without one. */
export function forPlayers(rule: (context: Context, actor: Character, text: string) => Decision) {
  return (context: Context, args: { readonly text: string | undefined }): Decision =>
    context.actor.kind === 'character'
      ? rule(context, context.actor, args.text ?? '')
      : reject('not-a-player', 'That is for players.')
}
