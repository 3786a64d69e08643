/** Event streams end with the right by which they were opened. */
import type { FastifyRequest } from 'fastify'
import type { RightsWatch } from '../session/rights.ts'
import type { SseChannel } from './sse.ts'

/**
 * Ends the stream once its caller is signed out or kept out, and when its role changes: what a stream may
 * show was decided when it was opened, and its client comes back by itself.
 */
export function holdStream(
  channel: SseChannel,
  { account, visitor }: Pick<FastifyRequest, 'account' | 'visitor'>,
  rights: Pick<RightsWatch, 'hold'>,
): void {
  const { signIn: id, id: of, name, role } = account
  const release = rights.hold({
    by: 'sign-in',
    id,
    account: of,
    name,
    ...visitor,
    end({ code, reason }) {
      channel.event('bye', JSON.stringify({ code, reason }))
      channel.end()
    },
    role(now) {
      if (now !== role) channel.end()
    },
  })
  channel.onEnd(release)
}
