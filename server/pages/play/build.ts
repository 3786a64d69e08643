/** Bundles a page: hashed names, files compressed once, and a manifest of the files to serve. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type WebFile = {
  /** Path below the output folder and below the site's root, such as `assets/client-1a2b3c4d.js`. */
  readonly path: string
  readonly type: string
  readonly bytes: number
  readonly gzipBytes: number
  readonly brotliBytes: number
  /** The name changes with the content, so browsers may keep the file for ever. */
  readonly immutable: boolean
}
export type Manifest = {
  readonly builtAtMs: number
  readonly files: readonly WebFile[]
  /** All that a first visit loads, in bytes after brotli. */
  readonly firstLoadBytes: number
}
export type Page = {
  /** Folder that holds `entry`, `index.html` and what they use. */
  readonly sourceDir: string
  readonly entry: string
  /** Files that keep their names and lie beside `index.html`; a script is bundled like the others. */
  readonly beside?: readonly string[]
  /** Where the page's files go below the site's root; `''` or a name with a slash at its end. */
  readonly base: string
}

const manifestName = 'manifest.json'
const staleAfterMs = 86_400_000
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}
const packed = {
  br: (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  gz: (content: Buffer) => promisify(gzip)(content, { level: 9 }),
}
const playPage: Page = {
  sourceDir: dirname(fileURLToPath(import.meta.url)),
  entry: 'client.tsx',
  beside: ['service-worker.ts', 'offline.html', 'manifest.webmanifest'],
  base: '',
}

/** Loaded only where something has to be built; it keeps a process of its own from then on. */
let builder: Promise<typeof import('esbuild')> | undefined

/** Ends that process. Nothing may be under way; the next build starts another. */
export const endBuilder = async (): Promise<void> => (await builder)?.stop()

/** Builds the play page into `outDir`. Throws esbuild's own error when a source does not compile. */
export const buildWeb = (outDir: string): Promise<Manifest> => buildPage(playPage, outDir)

/** The play page's build in `outDir` if it is newer than every source, else a new one. */
export const ensureWeb = (outDir: string): Promise<Manifest> => ensurePage(playPage, outDir)

/** The page's build in `outDir` if it is newer than every source, else a new one. */
export async function ensurePage(page: Page, outDir: string): Promise<Manifest> {
  const known = await readManifest(join(outDir, page.base))
  if (known && known.builtAtMs >= (await newestSourceMs(page.sourceDir))) return known
  return buildPage(page, outDir)
}

/**
 * Builds one page into `outDir`, beside what is there. Every file appears whole and the page only
 * after what it names, so other processes may serve or build from the same folder meanwhile.
 */
export async function buildPage(page: Page, outDir: string): Promise<Manifest> {
  const builtAtMs = Date.now()
  const { beside = [] } = page
  const own = beside.filter((name) => name.endsWith('.ts'))
  const bundled = await bundle(page, [page.entry, ...own])
  const isOwn = (name: string) => own.some((source) => scriptOf(source) === name)
  const sources = bundled.filter(({ name }) => !isOwn(name))
  sources.push({ name: 'icon.svg', content: await readFile(join(page.sourceDir, 'icon.svg')) })
  const named = sources.map(({ name, content }) => ({
    name,
    content,
    path: `${page.base}assets/${hashedName(name, content)}`,
    immutable: true,
  }))
  const withNames = (content: Buffer) =>
    named.reduce((text, { name, path }) => text.replaceAll(`%${name}%`, `/${path}`), `${content}`)
  const texts = ['index.html', ...beside.filter((name) => !own.includes(name))].map(
    async (name) => ({ name, content: await readFile(join(page.sourceDir, name)) }),
  )
  const plain = [...(await Promise.all(texts)), ...bundled.filter(({ name }) => isOwn(name))].map(
    ({ name, content }) => ({
      path: `${page.base}${name}`,
      content: Buffer.from(withNames(content)),
      immutable: false,
    }),
  )
  // What names others comes after them.
  const assets = await Promise.all(named.map((file) => put(outDir, file)))
  const files = [...(await Promise.all(plain.map((file) => put(outDir, file)))), ...assets]
  const manifest: Manifest = {
    builtAtMs,
    files,
    firstLoadBytes: files.reduce((sum, file) => sum + file.brotliBytes, 0),
  }
  await place(
    join(outDir, page.base, manifestName),
    Buffer.from(JSON.stringify(manifest, undefined, 2)),
  )
  await removeStale(join(outDir, page.base, 'assets'), builtAtMs)
  return manifest
}

const scriptOf = (source: string): string => `${basename(source, extname(source))}.js`

/** The scripts of `entries` and their styles. Throws esbuild's own error. */
async function bundle(page: Page, entries: readonly string[]) {
  builder ??= import('esbuild')
  const { outputFiles } = await (await builder).build({
    entryPoints: entries.map((entry) => join(page.sourceDir, entry)),
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outdir: 'out',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: {},
  })
  return outputFiles.map((file) => ({
    name: basename(file.path),
    content: Buffer.from(file.contents),
  }))
}

function hashedName(name: string, content: Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8)
  const extension = extname(name)
  return `${basename(name, extension)}-${hash}${extension}`
}

type Built = Pick<WebFile, 'path' | 'immutable'> & { readonly content: Buffer }

async function put(outDir: string, { path, content, immutable }: Built): Promise<WebFile> {
  const target = join(outDir, path)
  const [br, gz] = await Promise.all([packed.br(content), packed.gz(content)])
  await Promise.all([place(`${target}.br`, br), place(`${target}.gz`, gz)])
  await place(target, content)
  return {
    path,
    type: types[extname(path)] ?? 'application/octet-stream',
    bytes: content.length,
    gzipBytes: gz.length,
    brotliBytes: br.length,
    immutable,
  }
}

/** Writes a file under its name in one step. */
async function place(target: string, content: Buffer): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const draft = `${target}.${process.pid}.${randomUUID()}.tmp`
  await writeFile(draft, content)
  await rename(draft, target)
}

/** Old builds stay for a day, for pages that are still open and ask for their parts. */
async function removeStale(assetsDir: string, nowMs: number): Promise<void> {
  for (const { path, mtimeMs } of await filesBelow(assetsDir)) {
    if (nowMs - mtimeMs > staleAfterMs) await rm(path, { force: true })
  }
}

async function filesBelow(dir: string): Promise<{ path: string; mtimeMs: number }[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (file) => {
      const path = join(file.parentPath, file.name)
      // Another process may delete old files at the same time; a file that is gone counts as new.
      const mtimeMs = await stat(path).then(
        (found) => found.mtimeMs,
        () => Number.POSITIVE_INFINITY,
      )
      return { path, mtimeMs }
    }),
  )
}

async function readManifest(dir: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, manifestName), 'utf8'))
  } catch {
    return undefined
  }
}

async function newestSourceMs(dir: string): Promise<number> {
  return Math.max(0, ...(await filesBelow(dir)).map(({ mtimeMs }) => mtimeMs))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, firstLoadBytes } = await buildWeb(process.argv[2] ?? '.cache/web')
  for (const { path, bytes, gzipBytes, brotliBytes } of files) {
    console.log(`${path}  ${bytes} bytes, gzip ${gzipBytes}, brotli ${brotliBytes}`)
  }
  console.log(`first load ${(firstLoadBytes / 1024).toFixed(1)} KiB`)
}
