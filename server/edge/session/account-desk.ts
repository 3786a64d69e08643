/**
 * What people do about their own accounts, the same by HTTP and by typed words: whoever asks is known, and
 * what changes is written down and told to every gateway. Every method rejects while the store is away.
 */
import type { AccountId, SessionId } from '../../../schema/ids.ts'
import type { Created, PlayedBy } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import type { AccountChange, AccountJournal } from '../accounts/journal.ts'
import type { Mailer } from '../accounts/mailer.ts'
import type { ResetResult } from '../accounts/resets.ts'
import type { ListedSignIn, SignedInAccount, Visitor } from '../accounts/tokens.ts'
import type { RightsWatch } from './rights.ts'
import type { GatewaySignIn } from './sign-in.ts'

/** Why something was not done: a word for programs and words for people. */
export interface Denied {
  readonly code: string
  readonly why: string
  /** Seconds until another try is taken. */
  readonly retryAfter?: number
}

export interface AccountDesk {
  /** The account that a session is played by, with its sign-in; null for guests. */
  ofSession(session: SessionId): Promise<SignedInAccount | null>
  /** A token alone does not change what would keep its owner out: the present password is asked for. */
  checkPassword(who: SignedInAccount, password: string, from: Visitor): Promise<Denied | null>
  /** Chooses another password. Every other sign-in of the account ends. */
  changePassword(
    who: SignedInAccount,
    given: { readonly current: string; readonly next: string },
    from: Visitor,
  ): Promise<Denied | null>
  /** Sends a link to the account's confirmed address, if all of that is there. Tells nobody whether. */
  sendReset(name: string, from: Visitor): Promise<void>
  chooseByLink(secret: string, next: string): Promise<ResetResult>
  /** The path of a link by which the person of that name chooses a new password. */
  makeResetLink(name: string): Promise<string | null>
  /** Keeps an address for mail and sends it a link to be confirmed by; null takes it away. */
  setAddress(who: SignedInAccount, email: string | null): Promise<Denied | null>
  /** False when the link is no good any more. */
  confirmAddress(secret: string): Promise<boolean>
  list(who: SignedInAccount): Promise<readonly ListedSignIn[]>
  /** Ends one sign-in; false when there is none of that id. */
  end(who: SignedInAccount, id: string): Promise<boolean>
  endAll(who: SignedInAccount, except?: string): Promise<void>
  characters(account: AccountId): Promise<readonly PlayedBy[]>
  addCharacter(who: SignedInAccount, name: string): Promise<Created>
  /** The person is forgotten, and nobody can undo it. */
  leave(who: SignedInAccount): Promise<Denied | null>
}

export interface DeskParts {
  readonly identity: Identity
  readonly signIn: Pick<GatewaySignIn, 'check' | 'mayAsk'>
  readonly rights: Pick<RightsWatch, 'changed'>
  readonly journal: AccountJournal
  readonly mailer: Mailer | undefined
  /** Where people outside see the game; empty: links are paths. */
  readonly publicUrl: string
  readonly onTrouble: (where: string, error: unknown) => void
}

export function createAccountDesk(parts: DeskParts): AccountDesk {
  const { accounts, tokens } = parts.identity
  const told = changed(parts)
  return {
    ...passwordDesk(parts),
    ofSession: (session) => tokens.ofSession(session),
    list: (who) => tokens.list(who.id),
    async end(who, id) {
      if (!(await tokens.end(who.id, id))) return false
      told('signed-out', who.id, { signIn: id })
      return true
    },
    async endAll(who, except) {
      await tokens.endAll(who.id, except)
      told('signed-out-everywhere', who.id)
    },
    characters: (account) => accounts.charactersOf(account),
    async addCharacter(who, name) {
      const made = await accounts.addCharacter(who.id, name)
      if (made.ok) parts.journal.changed('character-added', { account: who.id })
      return made
    },
    async leave(who) {
      if (who.role === 'owner') {
        return { code: 'not-allowed', why: 'The owner of the world cannot be forgotten.' }
      }
      await accounts.leave(who.id)
      told('leaving', who.id)
      return null
    },
  }
}

/** Writes down a change, and lets every gateway look at the account again. */
function changed({ rights, journal }: DeskParts) {
  return (change: AccountChange, account: AccountId, more = {}) => {
    rights.changed(account)
    journal.changed(change, { account, ...more })
  }
}

type PasswordDesk = Pick<
  AccountDesk,
  | 'checkPassword'
  | 'changePassword'
  | 'sendReset'
  | 'chooseByLink'
  | 'makeResetLink'
  | 'setAddress'
  | 'confirmAddress'
>

function passwordDesk(parts: DeskParts): PasswordDesk {
  const { accounts, tokens, resets } = parts.identity
  const told = changed(parts)
  return {
    checkPassword: (who, password, from) => checkPassword(parts, who, password, from),
    async changePassword(who, { current, next }, from) {
      const denied = await checkPassword(parts, who, current, from)
      if (denied) return denied
      const problem = await accounts.changePassword(who, next, who.signIn)
      if (!problem) told('password-changed', who.id)
      return problem
    },
    async sendReset(name, from) {
      if (await parts.signIn.mayAsk(name, from)) await mailReset(parts, name)
    },
    async chooseByLink(secret, next) {
      const chosen = await resets.choose(secret, next)
      if (chosen.ok) told('password-changed', chosen.account, { by: 'link' })
      return chosen
    },
    async makeResetLink(name) {
      const account = await accounts.byName(name)
      if (!account) return null
      return resetLink(parts, (await tokens.issue(account, 'reset')).token)
    },
    setAddress: (who, email) => setAddress(parts, who, email),
    confirmAddress: (secret) => resets.confirmAddress(secret),
  }
}

async function checkPassword(
  { identity, signIn }: DeskParts,
  { id, name }: SignedInAccount,
  password: string,
  from: Visitor,
): Promise<Denied | null> {
  if (!(await identity.accounts.hasPassword(id))) return null
  const checked = await signIn.check(name, password, from)
  if (checked.ok) return null
  if (checked.retryAfter !== undefined) return checked
  return { code: 'bad-credentials', why: 'That is not your present password.' }
}

const resetLink = ({ publicUrl }: DeskParts, secret: string) => `${publicUrl}/?reset=${secret}`

async function mailReset(parts: DeskParts, name: string): Promise<void> {
  const { identity, mailer, onTrouble } = parts
  const account = await identity.accounts.byName(name)
  const address = account && (await identity.resets.addressOf(account.id))
  if (!mailer || !account || !address?.confirmed) return
  const { token } = await identity.tokens.issue(account, 'mailed-reset')
  // Whoever asks must not see by the time whether there was anything to send.
  mailer
    .send(address.email, 'A new password', [
      `Somebody, probably you, wants a new password for ${account.name}.`,
      'Within an hour you can choose one here:',
      '',
      resetLink(parts, token),
      '',
      'If it was not you, do nothing: your password stays as it is.',
    ])
    .catch((error: unknown) => onTrouble('mail', error))
}

async function setAddress(
  { identity, mailer, publicUrl }: DeskParts,
  who: SignedInAccount,
  email: string | null,
): Promise<Denied | null> {
  if (!mailer)
    return { code: 'no-mail', why: 'This game sends no mail. Ask an admin when you need help.' }
  await identity.resets.setAddress(who.id, email)
  if (email === null) return null
  const { token } = await identity.tokens.issue(who, 'confirm-email')
  await mailer.send(email, 'Is this your address?', [
    `Somebody, probably you, wants mail about the account of ${who.name} to come here.`,
    'If that is right, follow this link within a day:',
    '',
    `${publicUrl}/?confirm=${token}`,
    '',
    'If it was not you, do nothing.',
  ])
  return null
}
