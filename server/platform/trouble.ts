/**
 * What is wrong with the other side, and what to do about it, in words. It is the one place where the errors of
 * libraries and of the system become sentences for whoever runs this; their own texts say too little.
 */
import { ownOf } from '../../schema/own.ts'
import { coerceError, withCauses } from './errors.ts'

interface WhatAndHow {
  /** As it stands in a table behind the name of a server. */
  readonly what: string
  readonly todo: string
}

/** What cannot be reached or refuses, and the setting that says where it is. */
export interface OtherSide {
  readonly who: 'NATS' | 'Postgres'
  /** Only its hosts are shown. */
  readonly url: string
}

const startIt = 'Start it, or name another one by SETTING.'
const wait = 'Try again in a moment.'
const otherLogin = 'See the login in SETTING.'
const freeSpace = 'Make room on its disk.'

/** By SQLSTATE, code of Node or of the NATS client, or by what a library says without any; the first that fits. */
const troubles: readonly (readonly [codes: RegExp, what: string, todo: string])[] = [
  [/^(CONNECTION_REFUSED|ECONNREFUSED)$/, 'nobody listens there', startIt],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'nobody knows this name', 'See the host in SETTING.'],
  [/^E(HOST|NET)UNREACH$/, 'no way leads there', 'See the host in SETTING, and the network.'],
  [/^(28P01|28000|AUTHORIZATION_VIOLATION)$/, 'it refuses this name and password', otherLogin],
  [/^Authorization Violation/i, 'it refuses this name and password', otherLogin],
  [/^(PERMISSIONS_VIOLATION|42501)$/, 'this login may not do that', 'Use one with more rights.'],
  [/^Permissions Violation/i, 'this login may not do that', 'Use one with more rights.'],
  [/^3D000$/, 'it has no such database', 'Make it, or see the name in SETTING.'],
  [/^57P03$/, 'it is starting or stopping', wait],
  [/^53300$/, 'it takes no more connections', 'Raise its max_connections.'],
  [/^(53100|10047)$/, 'its disk is full', freeSpace],
  [/^(42P01|42883|3F000|10059)$/, 'it is not set up', 'Run mudstream setup.'],
  [/^(503|10039|10076)$/, 'it keeps no streams', 'Run mudstream setup, or start all its servers.'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_(TLS|SSL)|^EPROTO$/,
    'its certificate is not trusted',
    'Set NODE_EXTRA_CA_CERTS to the file of the authority that signed it.',
  ],
  [/does not support SSL/, 'it speaks no TLS', 'See the options in SETTING.'],
  [
    /^(TIMEOUT|TimeoutError|CONNECTION_TIMEOUT|ETIMEDOUT|08001|timeout e.*|Query read timeout)$/,
    'it does not answer',
    'See whether it runs, and whether its machine is busy.',
  ],
  [
    /^(57P0[12]|08.*|ECONNRESET|EPIPE|CONNECTION_CLOSED|CONNECTION_DRAINING|DISCONNECT)$/,
    'it has closed the connection',
    wait,
  ],
  [/^Connection terminated/, 'it has closed the connection', wait],
  [/^ENOSPC$/, 'the disk is full', freeSpace],
]

function troubleOf(thrown: unknown): WhatAndHow | undefined {
  const signs = withCauses(thrown).flatMap((error) => {
    const code: unknown = 'code' in error ? error.code : undefined
    const inner = 'api_error' in error ? (error.api_error as { err_code?: unknown }).err_code : ''
    return [String(code ?? ''), String(inner ?? ''), error.name, error.message]
  })
  const found = troubles.find(([codes]) => signs.some((sign) => codes.test(sign)))
  return found && { what: found[1], todo: found[2] }
}

/** What is wrong with a server, behind its name in a table or a list. */
export const whatIsWrong = (thrown: unknown): string =>
  troubleOf(thrown)?.what ?? coerceError(thrown).message

/** Its message is for a person. */
class Trouble extends Error {}

/** The same as an error whose message says who it is and what to do; what is none of its troubles stays as it is. */
export function asTrouble(thrown: unknown, { who, url }: OtherSide): Error {
  const trouble = thrown instanceof Trouble ? undefined : troubleOf(thrown)
  if (!trouble) return coerceError(thrown)
  const setting = who === 'NATS' ? 'MUD_NATS_URL' : 'MUD_DATABASE_URL'
  const words = `${who} at ${hostsOf(url)}: ${trouble.what}. ${trouble.todo}`
  return new Trouble(words.replace('SETTING', setting), { cause: thrown })
}

/** Hosts and ports, without login. */
const hostsOf = (url: string): string =>
  url
    .split(',')
    .map((one) => one.replace(/^.*:\/\//, '').replace(/^.*@/, ''))
    .map((one) => one.replace(/\/.*$/, ''))
    .join(', ')

/** Errors of the system about files, for a person. */
const fileWords: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no file or folder ${path}.`,
  EACCES: (path) => `${path} may not be read or written by this user: see its owner and rights.`,
  EPERM: (path) => `${path} may not be changed by this user: see its owner and rights.`,
  EROFS: (path) => `${path} is on a disk that cannot be written.`,
  ENOTDIR: (path) => `A folder is needed on the way to ${path}, and there is a file.`,
  EISDIR: (path) => `A file is needed, and ${path} is a folder.`,
  EEXIST: (path) => `${path} is there already: name another one, or move it away.`,
  ENOSPC: (path) => `${path} cannot be written: the disk is full. Make room on it.`,
}

/** Whatever was thrown, for a person at a terminal. */
export function terminalWords(thrown: unknown): string {
  const { code = '', path = '', message } = coerceError(thrown) as NodeJS.ErrnoException
  const words = path === '' ? undefined : ownOf(fileWords, code)
  return words ? words(path) : message
}
