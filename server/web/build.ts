/** Bundles the play page: hashed names, compressed once, and a list of what there is to serve. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'

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
  /** Where the page's files go below the site's root; `''` or a name with a slash at its end. */
  readonly base: string
}

const manifestName = 'manifest.json'
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const packed = {
  br: (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  gz: (content: Buffer) => promisify(gzip)(content, { level: 9 }),
}
const playPage: Page = {
  sourceDir: dirname(fileURLToPath(import.meta.url)),
  entry: 'client.tsx',
  base: '',
}

/** Builds the play page into `outDir`. Throws esbuild's own error when a source does not compile. */
export const buildWeb = (outDir: string): Promise<Manifest> => buildPage(playPage, outDir)

/** The build in `outDir` if it is newer than every source, else a new one. */
export async function ensureWeb(outDir: string): Promise<Manifest> {
  const known = await readManifest(outDir)
  if (known && known.builtAtMs >= (await newestSourceMs(playPage.sourceDir))) return known
  return buildWeb(outDir)
}

/**
 * Builds one page. The folder is made beside `outDir` and moved into place, so that a server
 * never serves half a build.
 */
export async function buildPage(page: Page, outDir: string): Promise<Manifest> {
  const builtAtMs = Date.now()
  const bundle = await build({
    entryPoints: [join(page.sourceDir, page.entry)],
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
  const sources = bundle.outputFiles.map((file) => ({
    name: basename(file.path),
    content: Buffer.from(file.contents),
  }))
  sources.push({ name: 'icon.svg', content: await readFile(join(page.sourceDir, 'icon.svg')) })
  const named = sources.map(({ name, content }) => ({
    name,
    content,
    path: `${page.base}assets/${hashedName(name, content)}`,
  }))
  let html = await readFile(join(page.sourceDir, 'index.html'), 'utf8')
  for (const { name, path } of named) html = html.replaceAll(`%${name}%`, `/${path}`)

  const stage = `${outDir}.${process.pid}.new`
  await rm(stage, { recursive: true, force: true })
  const assets = await Promise.all(
    named.map(({ path, content }) => put(stage, path, content, true)),
  )
  const index = await put(stage, `${page.base}index.html`, Buffer.from(html), false)
  const files = [index, ...assets]
  const manifest: Manifest = {
    builtAtMs,
    files,
    firstLoadBytes: files.reduce((sum, file) => sum + file.brotliBytes, 0),
  }
  await writeFile(join(stage, manifestName), JSON.stringify(manifest, undefined, 2))
  await rm(outDir, { recursive: true, force: true })
  await rename(stage, outDir)
  return manifest
}

function hashedName(name: string, content: Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const extension = extname(name)
  return `${basename(name, extension)}-${hash}${extension}`
}

async function put(
  outDir: string,
  path: string,
  content: Buffer,
  immutable: boolean,
): Promise<WebFile> {
  const target = join(outDir, path)
  const [br, gz] = await Promise.all([packed.br(content), packed.gz(content)])
  await mkdir(dirname(target), { recursive: true })
  await Promise.all([
    writeFile(target, content),
    writeFile(`${target}.br`, br),
    writeFile(`${target}.gz`, gz),
  ])
  return {
    path,
    type: types[extname(path)] ?? 'application/octet-stream',
    bytes: content.length,
    gzipBytes: gz.length,
    brotliBytes: br.length,
    immutable,
  }
}

async function readManifest(outDir: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(outDir, manifestName), 'utf8'))
  } catch {
    return undefined
  }
}

async function newestSourceMs(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const times = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs),
  )
  return Math.max(0, ...times)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, firstLoadBytes } = await buildWeb(process.argv[2] ?? '.cache/web')
  for (const { path, bytes, gzipBytes, brotliBytes } of files) {
    console.log(`${path}  ${bytes} bytes, gzip ${gzipBytes}, brotli ${brotliBytes}`)
  }
  console.log(`first load ${(firstLoadBytes / 1024).toFixed(1)} KiB`)
}
