/**
 * The folder that holds everything an embedded Mudstream owns: databases, streams, secrets, logs.
 * Only its owner may look inside, and only one Mudstream at a time may use it.
 *
 * Invariant: the process that holds `lock.json` is alive, or the lock is free to take. A lock names its
 * process by number and start time, so a number that was given to another program frees it.
 */
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { randomId, systemClock } from '../../platform/ambient.ts'
import { identify, isAlive, type ProcessIdentity } from './processes.ts'

/** The process that uses the folder, and its address once it is ready. */
type Lock = ProcessIdentity & { readonly since: string; readonly address?: string }

/** A process started from this folder that must not outlive its owner. */
export type RecordedProcess = ProcessIdentity & { readonly name: string }

/** An opened data folder. */
export type DataDir = {
  readonly path: string
  /** Processes that a previous, killed owner left behind. */
  readonly leftovers: readonly RecordedProcess[]
  /** Makes a folder inside, for the owner only. */
  folder(name: string): string
  /** Remembers the living processes, so that the next start can end those that outlive this one. */
  record(processes: readonly RecordedProcess[]): void
  /** Tells a second start where the running one can be reached. */
  announce(address: string): void
  /** Gives the folder back. */
  release(): void
}

/** Thrown when another process uses the folder; the message says which. */
export type DataDirInUse = Error & { readonly holder: ProcessIdentity }

/** Tells "in use" from other errors. */
export const isDataDirInUse = (error: unknown): error is DataDirInUse =>
  error instanceof Error && error.name === 'DataDirInUse'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Reads a small JSON file; undefined when it is missing or was cut short by a crash. */
export const readJson = <T>(path: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Writes a file that only its owner may read, whole or not at all. What means nothing after the machine
 * has gone down need not be `kept` by the disk before this returns.
 */
export const writePrivately = (path: string, content: string, { kept = true } = {}): void => {
  const draft = `${path}.${process.pid}.${randomId(8)}`
  writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: kept })
  renameSync(draft, path)
}

const ownerOnly = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR'].includes(codeOf(error))) throw error
    throw new Error(
      `The data folder ${path} cannot be used (${codeOf(error)}). It may belong to another user; ` +
        'set MUD_DATA_DIR to a folder of your own.',
      { cause: error },
    )
  }
}

const inUse = (path: string, holder: Lock): DataDirInUse => {
  const where = holder.address === undefined ? '' : `, reachable at ${holder.address}`
  const error = new Error(
    `Mudstream is already running on ${path}: process ${holder.pid}, since ${holder.since}${where}. ` +
      'Stop it first, or set MUD_DATA_DIR to another folder.',
  )
  error.name = 'DataDirInUse'
  return Object.assign(error, { holder })
}

/** Takes the lock or throws. Linking a finished file is atomic: no reader ever sees half a lock. */
const takeLock = (path: string, mine: Lock): void => {
  const lockPath = join(path, 'lock.json')
  const draft = join(path, `lock.${mine.pid}.${randomId(8)}`)
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600, flag: 'wx' })
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        linkSync(draft, lockPath)
        return
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      breakStaleLock(path, lockPath)
    }
    throw new Error(`The lock of ${path} could not be taken; too many starts at once.`)
  } finally {
    unlinkSync(draft)
  }
}

/**
 * Moves a dead owner's lock out of the way. Several starts may try at once: the move succeeds for one,
 * and if that one finds it has moved a living lock that appeared in between, it puts it back.
 */
const breakStaleLock = (path: string, lockPath: string): void => {
  const holder = readJson<Lock>(lockPath)
  if (holder !== undefined && isAlive(holder)) throw inUse(path, holder)
  const aside = join(path, `lock.stale.${randomId(8)}`)
  try {
    renameSync(lockPath, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  const moved = readJson<Lock>(aside)
  if (moved !== undefined && isAlive(moved)) linkSync(aside, lockPath)
  rmSync(aside, { force: true })
}

/**
 * Opens the data folder for this process: creates it, closes it to others, takes its lock.
 * @throws DataDirInUse when another living process holds it
 */
export const openDataDir = (place: string): DataDir => {
  const path = resolve(place)
  ownerOnly(path)
  const self = identify(process.pid)
  if (self === undefined) throw new Error('This system does not say when a process started.')
  const mine: Lock = { ...self, since: new Date(systemClock.now()).toISOString() }
  takeLock(path, mine)
  const recordPath = join(path, 'processes.json')
  const recorded = readJson<RecordedProcess[]>(recordPath) ?? []
  return {
    path,
    leftovers: recorded.filter(isAlive),
    folder: (name) => {
      const folder = join(path, name)
      ownerOnly(folder)
      return folder
    },
    record: (processes) =>
      writePrivately(recordPath, `${JSON.stringify(processes)}\n`, { kept: false }),
    announce: (address) =>
      writePrivately(join(path, 'lock.json'), JSON.stringify({ ...mine, address }), {
        kept: false,
      }),
    release: () => {
      rmSync(recordPath, { force: true })
      rmSync(join(path, 'lock.json'), { force: true })
    },
  }
}
