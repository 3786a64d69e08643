/**
 * The log. Lines go to standard error, because standard output carries only the one line that says
 * that the system is ready. JSON for machines; readable when a person looks at a terminal.
 */
import { isatty } from 'node:tty'
import {
  type DestinationStream,
  type Logger,
  type LoggerOptions,
  pino,
  stdTimeFunctions,
} from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Config } from './config.ts'
import { type LogOutput, standardErrorOutput } from './log-output.ts'

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

const prettyOptions = {
  colorize: true,
  translateTime: 'HH:MM:ss.l',
  ignore: 'pid,hostname',
} as const

/** The same output with every line made readable. */
const prettified = (output: LogOutput): DestinationStream & Pick<LogOutput, 'flushSync'> => {
  const pretty = prettyFactory(prettyOptions)
  return {
    write: (line) => output.write(pretty(line)),
    flushSync: () => output.flushSync(),
  }
}

const optionsOf = (level: string, name: string): LoggerOptions => ({
  name,
  level,
  redact: { paths: redactedPaths, censor: '********' },
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
})

/**
 * Opens the log of one process on standard error: it never waits, drops lines that nobody reads, says
 * how many there were, and is flushed at a fatal line and when the process ends.
 * @param name the role or program part, shown as `name`
 * @param fields bound to every line, for example `{ instance: 'gw1' }`
 * @param stream where to write instead; tests pass one of their own
 */
export const openLog = (
  config: Pick<Config, 'logLevel'>,
  name: string,
  fields: Readonly<Record<string, string | number>> = {},
  stream?: DestinationStream,
): Logger => {
  const options = optionsOf(config.logLevel, name)
  if (stream) return pino(options, stream).child(fields)
  const output = standardErrorOutput()
  // Asking `process.stderr` would change the descriptor for other processes that share it.
  const isTerminal = isatty(2)
  const log = pino(options, isTerminal ? prettified(output) : output).child(fields)
  output.onDropped = (lines) =>
    log.error({ event: 'log-lines-dropped', lines }, 'lines were dropped, nobody read the log')
  return log
}
