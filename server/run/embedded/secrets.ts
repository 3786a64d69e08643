/**
 * Passwords between the parts of an embedded Mudstream. They are drawn at the first start, kept in
 * one file that only its owner may read, and never shown.
 */
import { join } from 'node:path'
import { randomKey } from '../../platform/ambient.ts'
import { readJson, writePrivately } from './data-dir.ts'

/** Logins of the embedded NATS server. */
export const natsLogins = ['gateway', 'tick', 'worker', 'admin'] as const
/** Logins of the embedded Postgres; the database knows each as `mud_<name>`. */
export const postgresLogins = ['owner', 'gateway', 'tick', 'worker', 'admin'] as const

/** A login of NATS. */
export type NatsLogin = (typeof natsLogins)[number]
/** A login of Postgres. */
export type PostgresLogin = (typeof postgresLogins)[number]

/** Every password, by server and login. */
export type Secrets = {
  readonly nats: Readonly<Record<NatsLogin, string>>
  readonly postgres: Readonly<Record<PostgresLogin, string>>
}

// 192 random bits; base64url needs no quoting in an address, in SQL or in the configuration of NATS.
const draw = (): string => randomKey(24).toString('base64url')

const complete = <Name extends string>(
  names: readonly Name[],
  known: Partial<Record<Name, string>> | undefined,
): Record<Name, string> =>
  Object.fromEntries(names.map((name) => [name, known?.[name] ?? draw()])) as Record<Name, string>

/** Reads the passwords kept in the data folder; what is missing is drawn and written down. */
export const readSecrets = (dataDir: string): Secrets => {
  const path = join(dataDir, 'secrets.json')
  const known = readJson<Partial<Secrets>>(path)
  const secrets = {
    nats: complete(natsLogins, known?.nats),
    postgres: complete(postgresLogins, known?.postgres),
  }
  const content = `${JSON.stringify(secrets, null, 2)}\n`
  if (JSON.stringify(known) !== JSON.stringify(secrets)) writePrivately(path, content)
  return secrets
}
