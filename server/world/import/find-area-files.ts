import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import type { Dialect, Place } from './area-model.ts'
import type { Damage } from './damage.ts'

/** The kinds of area files, in the order in which they are read: zones first. */
export const areaFileKinds = ['zon', 'wld', 'mob', 'obj', 'shp', 'trg', 'qst', 'are'] as const
export type AreaFileKind = (typeof areaFileKinds)[number]

export type AreaFile = {
  /** Path on disk. */
  readonly path: string
  /** Path below what was asked for; the name used in messages. */
  readonly name: string
  readonly kind: AreaFileKind
}

/** How many folders below the given one are searched (`lib/world/wld` from above `lib`). */
const depthMax = 4

/** Lists that name the files in use: CircleMUD's `index` in each folder, ROM's `area.lst`. */
const listNames: Readonly<Record<Dialect, string>> = {
  diku: 'index',
  tbamud: 'index',
  rom: 'area.lst',
}

/**
 * The area files at `path`: a folder of them, or one file with its siblings of the same stem.
 * Where a folder has a list of the files in use, only those are taken; a listed file that is
 * missing is damage.
 */
export async function findAreaFiles(path: string, format: Dialect) {
  const info = await stat(path).catch(() => undefined)
  if (info === undefined) {
    return { files: [], damage: [{ file: path, line: 1, message: 'there is no such file' }] }
  }
  const root = info.isDirectory() ? path : dirname(path)
  const search: Search = { root, format, found: [], damage: [] }
  const { found, damage } = search
  if (info.isDirectory()) await collect(search, root, 0)
  else found.push(...(await withSiblings(path, format)))
  const files = found
    .map((file) => ({ path: file, name: relative(root, file), kind: kindOf(file) }))
    .filter((file): file is AreaFile => isWanted(file.kind, format))
    .sort((a, b) => compareFiles(a, b))
  if (files.length === 0 && damage.length === 0) {
    damage.push({ file: path, line: 1, message: `there are no ${format} area files` })
  }
  return { files, damage }
}

/** A search below one folder, and what it has come to. */
type Search = {
  readonly root: string
  readonly format: Dialect
  /** Paths on disk. */
  readonly found: string[]
  readonly damage: Damage[]
}

async function collect(search: Search, folder: string, depth: number): Promise<void> {
  const { root, format, found, damage } = search
  const entries = await readdir(folder, { withFileTypes: true })
  const listName = listNames[format]
  const list = entries.some((entry) => entry.isFile() && entry.name === listName)
    ? await readList(join(folder, listName))
    : undefined
  const names = new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name))
  for (const { name, line } of list ?? []) {
    // Lists may name files that hold no areas, such as ROM's help texts; those may be missing.
    if (names.has(name) || kindOf(name) === undefined) continue
    const place: Place = { file: relative(root, join(folder, listName)), line }
    damage.push({ ...place, message: `the list names ${name}, which is not there` })
  }
  const listed = list === undefined ? undefined : new Set(list.map(({ name }) => name))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < depthMax) {
      await collect(search, path, depth + 1)
    } else if (entry.isFile() && (listed?.has(entry.name) ?? true)) found.push(path)
  }
}

async function readList(path: string): Promise<{ name: string; line: number }[]> {
  const lines = (await readFile(path, 'latin1')).split(/\r?\n/)
  const end = lines.findIndex((line) => line.trim().startsWith('$'))
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line, index) => ({ name: line.trim(), line: index + 1 }))
    .filter(({ name }) => name !== '')
}

async function withSiblings(path: string, format: Dialect): Promise<string[]> {
  if (format === 'rom') return [path]
  const stem = basename(path).replace(/\.[a-z]+$/, '')
  const names = await readdir(dirname(path))
  return names
    .filter((name) => name.replace(/\.[a-z]+$/, '') === stem)
    .map((name) => join(dirname(path), name))
}

function kindOf(path: string): AreaFileKind | undefined {
  return areaFileKinds.find((kind) => path.endsWith(`.${kind}`))
}

function isWanted(kind: AreaFileKind | undefined, format: Dialect): boolean {
  return kind !== undefined && (kind === 'are') === (format === 'rom')
}

function compareFiles(a: AreaFile, b: AreaFile): number {
  const byKind = areaFileKinds.indexOf(a.kind) - areaFileKinds.indexOf(b.kind)
  return byKind || a.name.localeCompare(b.name, 'en', { numeric: true })
}

/** A file's text: UTF-8 where it is that, Latin-1 as the old servers wrote it otherwise. */
export async function readAreaText(path: string): Promise<string> {
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8, therefore one byte is one character.
    return bytes.toString('latin1')
  }
}
