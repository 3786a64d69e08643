/** Mail to people: what is needed to come back in, and nothing else. */
import type { Config } from '../../platform/config.ts'

export interface Mailer {
  /** Resolves when a mail server has taken it; rejects when none did. */
  send(to: string, subject: string, lines: readonly string[]): Promise<void>
}

/** Where the settings name no mail server, or not from whom and for which address, nothing is sent. */
export async function openMailer({
  smtpUrl,
  mailFrom,
  publicUrl,
}: Pick<Config, 'smtpUrl' | 'mailFrom' | 'publicUrl'>): Promise<Mailer | undefined> {
  if (smtpUrl === undefined || mailFrom === undefined || publicUrl === undefined) return undefined
  // Few installations send mail.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport(smtpUrl)
  return {
    async send(to, subject, lines) {
      await transport.sendMail({ from: mailFrom, to, subject, text: `${lines.join('\n')}\n` })
    },
  }
}
