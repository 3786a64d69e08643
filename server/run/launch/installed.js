/**
 * Tells whether `node_modules` is what `package-lock.json` asks for. A stamp with the lock file's
 * digest makes the ordinary case one comparison; without a stamp (somebody ran `npm ci` by hand) npm's
 * own record of what it installed is compared, package by package.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 */

/** Reads a JSON file; undefined when there is none or it is cut short. @returns {any} */
export const readJson = (/** @type {string} */ path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // It is not there yet, or its writer was killed.
    return undefined
  }
}

const stampPath = (/** @type {string} */ root) => join(root, 'node_modules', '.mudstream-stamp')

/** What the stamp must say: the lock file's digest and for which machine it was installed. */
export const stampOf = (/** @type {string} */ root) => {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const digest = createHash('sha256').update(lock).digest('hex')
  return `${digest} ${process.platform}-${process.arch}\n`
}

/** Notes that the packages match the lock file. A checkout that may not be written goes without. */
export const writeStamp = (/** @type {string} */ root) => {
  const draft = `${stampPath(root)}.${process.pid}`
  try {
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(draft, stampOf(root))
    renameSync(draft, stampPath(root))
  } catch {
    // The checkout is read-only; the next start compares package by package again.
  }
}

const libc = () => {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (
    process.report?.getReport()
  )
  return report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
}

const fits = (/** @type {string[] | undefined} */ rules, /** @type {string} */ mine) => {
  if (rules === undefined || rules.length === 0) return true
  if (rules.includes(`!${mine}`)) return false
  const wanted = rules.filter((rule) => !rule.startsWith('!'))
  return wanted.length === 0 || wanted.includes(mine)
}

/** Whether npm would install a package on this machine. */
export const belongsHere = (/** @type {LockedPackage} */ locked) =>
  fits(locked.os, process.platform) &&
  fits(locked.cpu, process.arch) &&
  (process.platform !== 'linux' || fits(locked.libc, libc()))

/**
 * Compares a lock file with npm's record of what is installed.
 * @param {Record<string, LockedPackage>} locked `packages` of package-lock.json
 * @param {Record<string, LockedPackage>} installed `packages` of node_modules/.package-lock.json
 */
export const sameSet = (locked, installed) => {
  for (const [path, wanted] of Object.entries(locked)) {
    if (path === '') continue
    const found = installed[path]
    if (found === undefined) {
      // Optional packages that name a platform are the binaries; those must be here when they belong
      // here. Others are missing when whatever asked for them does not belong here itself.
      const isBinary = wanted.os !== undefined || wanted.cpu !== undefined
      if (wanted.optional === true && !(isBinary && belongsHere(wanted))) continue
      return false
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return false
  }
  return Object.keys(installed).every((path) => locked[path] !== undefined)
}

/** Whether the packages of a checkout are installed as its lock file says. */
export const isInstalled = (/** @type {string} */ root) => {
  try {
    if (readFileSync(stampPath(root), 'utf8') === stampOf(root)) return true
  } catch {
    // There is no stamp; npm's record is asked.
  }
  const locked = readJson(join(root, 'package-lock.json'))?.packages
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (locked === undefined || installed === undefined || !sameSet(locked, installed)) return false
  writeStamp(root)
  return true
}
