/** What each action will do, in words for the admin who is about to confirm it. */
import type { AdminAction } from '../../../schema/admin-actions.ts'

type Body = Readonly<Record<string, unknown>>

const words: Readonly<Record<AdminAction, (body: Body) => string>> = {
  kick: ({ target }) => `kick ${target}`,
  mute: ({ target }) => `mute ${target}`,
  broadcast: (body) => `Say to everybody: “${body['words']}”`,
  role: ({ target }) => `role ${target}`,
  ban: ({ target }) => `ban ${target}`,
  unban: ({ target }) => `unban ${target}`,
  'log-level': ({ target }) => `log-level ${target}`,
  drain: ({ target }) => `drain ${target}`,
  lane: ({ target, paused }) => `${paused ? 'Pause' : 'Resume'} the lane ${target}`,
  reverse: ({ events }) => `Reverse the chosen events: ${String(events)}`,
  dead: ({ target, deed }) => `${deed} the job ${target}`,
}

export function sentence(action: AdminAction, body: Body): string {
  return words[action](body)
}
