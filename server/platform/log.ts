/**
 * The log. Lines go to standard error, because standard output carries only the one line that says
 * that the system is ready. JSON for machines; readable when a person looks at a terminal.
 */
import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { PinoPretty } from 'pino-pretty'
import type { Config } from './config.ts'

export type { Logger } from 'pino'

/**
 * Fields that must never appear, wherever they are nested up to two levels deep. Player text is kept
 * out of the log by not passing it in; these are the last line of defence for secrets.
 */
const secretFields = [
  'password',
  'token',
  'resume',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'llmApiKey',
  'ownerPassword',
  'natsUrl',
  'databaseUrl',
]

const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])

/** Where log lines may go instead of standard error; tests pass a stream of their own. */
export type LogTarget = { readonly stream: DestinationStream; readonly pretty: boolean }

const standardError = (): LogTarget => ({
  // Synchronous, so that the last line before an exit is never lost.
  stream: destination({ fd: 2, sync: true }),
  pretty: process.stderr.isTTY === true,
})

/**
 * Opens the log of one process.
 * @param name the role or program part, shown as `name`
 * @param fields bound to every line, for example `{ instance: 'gw1' }`
 */
export const openLog = (
  config: Pick<Config, 'logLevel'>,
  name: string,
  fields: Readonly<Record<string, string | number>> = {},
  target: LogTarget = standardError(),
): Logger => {
  const stream = target.pretty
    ? PinoPretty({
        colorize: true,
        translateTime: 'HH:MM:ss.l',
        ignore: 'pid,hostname',
        destination: target.stream as NodeJS.WritableStream & DestinationStream,
        sync: true,
      })
    : target.stream
  return pino(
    {
      name,
      level: config.logLevel,
      redact: { paths: redactedPaths, censor: '********' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  ).child(fields)
}
