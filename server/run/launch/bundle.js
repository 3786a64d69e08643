/**
 * One file for each part of the program instead of some thousand: `.cache/bundle/<digest>`, made when the
 * code on disk has changed. Node reads it in a third of the time and keeps a third less in memory. What
 * runs is the same code; stack traces name the sources (`source-names.ts`).
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

const folders = ['schema', 'handlers', 'server', 'workers']
/** The system that runs may still read the one before. */
const keptBuilds = 3
/** Binaries: taken from `node_modules`. */
const leftOut = ['@node-rs/argon2', 'pg-native']

const sourcesIn = (/** @type {string} */ folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[jt]sx?$/.test(path))
    .map((path) => join(folder, path))

/** Changes with every change of a source or a package. */
const digestOf = (/** @type {string} */ root) => {
  const digest = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const path of folders.flatMap((folder) => sourcesIn(join(root, folder))).sort()) {
    const { size, mtimeMs } = statSync(path)
    digest.update(`${relative(root, path)} ${size} ${mtimeMs}\n`)
  }
  return digest.digest('hex').slice(0, 16)
}

/** Sources go on finding what lies beside them on disk. @type {import('esbuild').Plugin} */
const ownPlaces = {
  name: 'own-places',
  setup(build) {
    build.onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
      const loader = path.endsWith('.ts') ? 'ts' : 'js'
      // A map without lines: what packages do needs none, and the maps of packages are the largest.
      if (path.includes(`${sep}node_modules${sep}`)) return { contents: contents + noLines, loader }
      const place = JSON.stringify(pathToFileURL(path).href)
      return { contents: contents.replaceAll('import.meta.url', place), loader }
    })
  },
}
/**
 * A package that is loaded only where it is asked for is large, and stays in `node_modules`. A bundled one of
 * the older kind would have no names to import either, only `default`. @type {import('esbuild').Plugin}
 */
const loadedLater = {
  name: 'loaded-later',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

const emptyMap = Buffer.from('{"version":3,"sources":[""],"mappings":"A"}').toString('base64')
const noLines = `\n//# sourceMappingURL=data:application/json;base64,${emptyMap}`

const build = async (/** @type {string} */ root, /** @type {string} */ outdir) => {
  const esbuild = await import('esbuild')
  const draft = `${outdir}.${process.pid}`
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [join(root, 'server', 'main.ts')],
      outdir: draft,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      external: leftOut,
      sourcemap: true,
      sourcesContent: false,
      minifyWhitespace: true,
      logLevel: 'silent',
      // Packages of the older kind ask for Node's own modules by a function.
      banner: {
        js: "import{createRequire as bundleRequire}from'node:module';const require=bundleRequire(import.meta.url);",
      },
      plugins: [loadedLater, ownPlaces],
    })
    try {
      renameSync(draft, outdir)
    } catch (error) {
      // Another start made the same one first.
      if (!existsSync(join(outdir, 'main.mjs'))) throw error
    }
  } finally {
    rmSync(draft, { recursive: true, force: true })
    await esbuild.stop()
  }
}

const dropOld = (/** @type {string} */ place) => {
  const age = (/** @type {string} */ path) => statSync(path).mtimeMs
  const builds = readdirSync(place).map((name) => join(place, name))
  for (const old of builds.sort((a, b) => age(b) - age(a)).slice(keptBuilds)) {
    rmSync(old, { recursive: true, force: true })
  }
}

const placeOf = (/** @type {string} */ root) => join(root, '.cache', 'bundle')

const canBuild = (/** @type {string} */ root) => existsSync(join(root, 'node_modules', 'esbuild'))

/**
 * The bundle of the code on disk, if there is one already.
 * @param {string} root
 * @returns {string | undefined}
 */
export const builtProgram = (root) => {
  if (!canBuild(root)) return undefined
  const program = join(placeOf(root), digestOf(root), 'main.mjs')
  return existsSync(program) ? program : undefined
}

/**
 * The program to run for the code on disk: its bundle, made when there is none; or its sources where that
 * cannot be.
 * @param {string} root
 * @param {(words: string) => void} say
 * @returns {Promise<string>}
 */
export const programFor = async (root, say) => {
  const sources = join(root, 'server', 'main.ts')
  if (!canBuild(root)) return sources
  try {
    const built = builtProgram(root)
    if (built !== undefined) return built
    const folder = join(placeOf(root), digestOf(root))
    await build(root, folder)
    dropOld(placeOf(root))
    return join(folder, 'main.mjs')
  } catch (error) {
    say(`running from the sources: ${error instanceof Error ? error.message : String(error)}`)
    return sources
  }
}
