/** Words for the keepers of the world: faults, wishes, complaints. */
import { type RemarkKind, remarkLeft } from '../../schema/events/people.ts'
import { cleanSpeech } from '../../schema/text.ts'
import { accept, type Context, type Decision, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'

/** A verb that tells the keepers something about the game. */
export function remarkVerb(
  kind: Exclude<RemarkKind, 'report'>,
  brief: string,
  example: string,
): CommandType {
  return defineCommand({
    verb: kind,
    always: true,
    priority: 80,
    arguments: [{ name: 'words', kind: 'rest' }],
    help: { group: 'self', brief, examples: [`${kind} ${example}`] },
    decide: (context, { words }) => leaveRemark(context, kind, words),
  })
}

/** `whom`: the name of whom a complaint is about. */
export function leaveRemark(
  { actor, room }: Context,
  kind: RemarkKind,
  typed: string,
  whom?: string,
): Decision {
  const words = cleanSpeech(typed)
  if (actor.kind !== 'character') return reject('not-a-player', 'That is for players.')
  if (!words) return reject('usage', `Try “${kind}” and what it is.`)
  const about = whom === undefined ? {} : { whom }
  return accept(remarkLeft({ character: actor.id, room: room.id, kind, words, ...about }))
}
