/** Claims a guest: first in the store of accounts, then in the world. */
import type { Command } from '../../../schema/envelope.ts'
import type { SessionId } from '../../../schema/ids.ts'
import { type Clock, randomId } from '../../platform/ambient.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { Visitor } from '../accounts/tokens.ts'
import type { Checked, Claim, CommandBus } from './ports.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

const againMs = 1_000

export interface ClaimParts {
  readonly identity: Pick<Identity, 'claims'>
  readonly throttle: Pick<SignInThrottle, 'forgive'>
  readonly bus: CommandBus
  readonly clock: Pick<Clock, 'now' | 'sleep'>
}

/** Rejects with the database's error while it is away; then nothing is claimed. */
export async function claimGuest(
  parts: ClaimParts,
  session: SessionId,
  { name, password, from }: Claim & { readonly from: Visitor },
): Promise<Checked> {
  const { identity, throttle } = parts
  const made = await identity.claims.claim(session, name, password, from)
  if (!made) return { ok: false, code: 'bad-frame', why: 'You have a name of your own already.' }
  if (!made.ok) return made
  await throttle.forgive('', from.address)
  void tellWorld(parts, made.account)
  return made
}

/**
 * Told until it is stored. Should this process end before that, the world learns the name when the
 * session is resumed, or when the account signs in.
 */
async function tellWorld({ bus, clock }: ClaimParts, account: Account): Promise<void> {
  const { id, name, role, character } = account
  const system = { session: `o${randomId(22)}`, n: 1, name: 'guest-claimed', at: clock.now() }
  const command: Command = { t: 'system', ...system, data: { character, name, role, account: id } }
  while ((await bus.publish(command)) !== 'stored') await clock.sleep(againMs)
}
