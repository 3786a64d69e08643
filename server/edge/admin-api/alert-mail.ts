/** Mails alerts to those admins who have confirmed an address, where the settings name a mail server. */
import type { SloAlert } from '../../../schema/admin.ts'
import type { Db } from '../../platform/database.ts'
import type { Mailer } from '../accounts/mailer.ts'
import { wordsOf } from './webhook.ts'

/** Resolves when everybody's mail was taken; rejects with the error of the store or the mail server. */
export async function mailAlert(
  alert: SloAlert,
  parts: { readonly db: Db; readonly mailer: Mailer; readonly world: string },
): Promise<void> {
  const { db, mailer, world } = parts
  const admins = await db
    .selectFrom('accounts')
    .select('email')
    .where('role', 'in', ['admin', 'owner'])
    .where('email_confirmed', '=', true)
    .execute()
  const words = wordsOf(alert, world)
  const lines = [words, '', 'The admin page says more. The runbook has a paragraph for each alert.']
  for (const { email } of admins) if (email !== null) await mailer.send(email, words, lines)
}
