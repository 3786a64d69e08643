/** Each action in words, for the admin who has to confirm it. */
import type { AdminAction } from '../../../schema/admin-actions.ts'

type Body = Readonly<Record<string, unknown>>

/** Null: the name of the action and its target say it all. An action that is missing does not compile. */
const words: Readonly<Record<AdminAction, ((body: Body) => string) | null>> = {
  kick: null,
  mute: null,
  broadcast: (body) => `Say to everybody: “${body['words']}”`,
  role: null,
  'reset-link': ({ target }) => `Make a link by which ${target} chooses a new password`,
  ban: null,
  unban: null,
  note: ({ target, words: said }) => `Note about ${target}: “${said}”`,
  'log-level': null,
  setting: ({ target }) => `Set ${target} in all processes, for as long as they run`,
  drain: null,
  lane: ({ target, paused }) => `${paused ? 'Pause' : 'Resume'} the lane ${target}`,
  reverse: ({ events }) => `Reverse the chosen events: ${String(events)}`,
  dead: ({ target, deed }) => `${deed} the job ${target}`,
}

export function sentence(action: AdminAction, body: Body): string {
  return words[action]?.(body) ?? `${action} ${body['target']}`
}
