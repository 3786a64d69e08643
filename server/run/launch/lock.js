/**
 * Lets only one start at a time install something into a checkout. The lock is a file that appears
 * whole (by linking a finished one) and names its process; a dead process' lock is moved aside.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 200

const codeOf = (/** @type {unknown} */ error) =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Number and start time: a number alone may have been given to somebody else. */
const identityOf = (/** @type {number} */ pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return isRunning(pid) ? `${pid} -` : undefined
  }
}

const isRunning = (/** @type {number} */ pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not allowed to signal it means that it exists.
    return codeOf(error) === 'EPERM'
  }
}

const read = (/** @type {string} */ path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const isHeld = (/** @type {string | undefined} */ holder) =>
  holder !== undefined && identityOf(Number(holder.split(' ')[0])) === holder

/** Moves a dead holder's lock away; puts it back if a living one slipped in between. */
const breakStale = (/** @type {string} */ path) => {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
    if (isHeld(read(aside))) linkSync(aside, path)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error
  }
  rmSync(aside, { force: true })
}

/**
 * Runs `work` while nobody else runs theirs in the same folder.
 * @template T
 * @param {string} folder where the lock lies; made if missing
 * @param {(words: string) => void} say told once when we have to wait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const withLock = async (folder, say, work) => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'launch.lock')
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, identityOf(process.pid) ?? `${process.pid} -`, { flag: 'wx' })
  let told = false
  try {
    for (;;) {
      try {
        linkSync(draft, path)
        break
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const holder = read(path)
      if (holder !== undefined && !isHeld(holder)) {
        breakStale(path)
        continue
      }
      if (!told) say('another start is installing; waiting for it')
      told = true
      await delay(pollMs)
    }
    try {
      return await work()
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(draft, { force: true })
  }
}
