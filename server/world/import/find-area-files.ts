import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, posix, relative } from 'node:path'
import { readBounded } from '../../platform/file-bounds.ts'
import type { Damage } from './damage.ts'
import type { Container } from './dialect-table.ts'

/** The kinds of area files, in the order in which they are read: zones first. */
const areaFileKinds = ['zon', 'wld', 'mob', 'obj', 'shp', 'trg', 'qst', 'are'] as const
export type AreaFileKind = (typeof areaFileKinds)[number]

export type AreaFile = {
  /** Path on disk. */
  readonly path: string
  /** Path below what was asked for, with `/`; the name used in messages. */
  readonly name: string
  readonly kind: AreaFileKind
}

/** How many folders below the given one are searched (`lib/world/wld` from above `lib`). */
const depthMax = 4
/** No library anybody has seen comes near; a folder with more is not one. */
const filesMax = 20_000

/** Lists that name the files in use: CircleMUD's `index` in each folder, Merc's `area.lst`. */
const listNames: Readonly<Record<Container, string>> = { circle: 'index', are: 'area.lst' }

type Found = {
  readonly container: Container
  readonly files: AreaFile[]
  readonly damage: Damage[]
}

/**
 * The area files at `path`: a folder of them, or one file with its siblings of the same stem.
 * Where a folder has a list of the files in use, only those are taken; a listed file that is
 * missing is damage. Without a wish the container is taken of which there are more files.
 */
export async function findAreaFiles(path: string, wish?: Container): Promise<Found> {
  const info = await stat(path).catch(() => undefined)
  if (info === undefined) {
    const damage = [{ file: path, line: 1, message: 'there is no such file' }]
    return { container: wish ?? 'are', files: [], damage }
  }
  const root = info.isDirectory() ? path : dirname(path)
  const names = info.isDirectory() ? await namesBelow(root, '', 0) : await withSiblings(path)
  const container = wish ?? containerOf(names)
  const damage: Damage[] = []
  const used = info.isDirectory() ? await inUse(root, names, container, damage) : names
  const files = used
    .map((name) => ({ path: join(root, name), name, kind: kindOf(name) }))
    .filter((file): file is AreaFile => isWanted(file.kind, container))
    .sort(compareFiles)
  if (files.length === 0 && damage.length === 0) {
    const kinds = container === 'are' ? '.are' : areaFileKinds.slice(0, -1).join(', .')
    damage.push({ file: path, line: 1, message: `there are no area files here (${kinds})` })
  }
  return { container, files, damage }
}

/** Files below `folder`, as paths below `root` with `/`. */
async function namesBelow(root: string, folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    const name = posix.join(folder, entry.name)
    if (entry.isFile()) found.push(name)
    else if (entry.isDirectory() && depth < depthMax) {
      found.push(...(await namesBelow(root, name, depth + 1)))
    }
    if (found.length > filesMax) return found.slice(0, filesMax)
  }
  return found
}

function containerOf(names: readonly string[]): Container {
  const areas = names.filter((name) => kindOf(name) === 'are').length
  return areas * 2 > names.filter((name) => kindOf(name) !== undefined).length ? 'are' : 'circle'
}

/** Leaves out what a list does not name. A list holds for its folder, an area list also below it. */
async function inUse(
  root: string,
  names: readonly string[],
  container: Container,
  damage: Damage[],
): Promise<string[]> {
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]))
  const lists = names.filter((name) => basename(name).toLowerCase() === listNames[container])
  const listed = new Set<string>()
  for (const list of lists) {
    for (const { name, line } of await readList(join(root, list))) {
      const found = foldersFrom(posix.dirname(list))
        .map((folder) => byLowerCase.get(posix.join(folder, name).toLowerCase()))
        .find((one) => one !== undefined)
      if (found !== undefined) listed.add(found)
      // Lists may name files that hold no areas, such as help texts; those may be missing.
      else if (kindOf(name) !== undefined) {
        const message = `the list names ${name}, which is not there`
        damage.push({ file: relative(root, join(root, list)), line, message })
      }
    }
  }
  const folders = lists.map((list) => posix.dirname(list))
  return names.filter(
    (name) => listed.has(name) || !folders.some((f) => holdsFor(f, name, container)),
  )
}

/** A folder and those above it: servers name files from the folder in which they run. */
function foldersFrom(folder: string): string[] {
  return folder === '.' ? ['.'] : [folder, ...foldersFrom(posix.dirname(folder))]
}

function holdsFor(folder: string, name: string, container: Container): boolean {
  const own = posix.dirname(name)
  if (own === folder) return true
  return container === 'are' && (folder === '.' || own.startsWith(`${folder}/`))
}

async function readList(path: string): Promise<{ name: string; line: number }[]> {
  const lines = (await readBounded(path)).toString('latin1').split(/\r\n|\n\r|\r|\n/)
  const end = lines.findIndex((line) => line.trim().startsWith('$'))
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line, index) => ({ name: line.trim().replaceAll('\\', '/'), line: index + 1 }))
    .filter(({ name }) => name !== '' && !/^[*#]/.test(name))
}

async function withSiblings(path: string): Promise<string[]> {
  const stemOf = (name: string) => name.replace(/\.[a-z]+$/i, '')
  const own = basename(path)
  if (kindOf(own) === 'are') return [own]
  const names = await readdir(dirname(path))
  return names.filter((name) => stemOf(name) === stemOf(own) && kindOf(name) !== 'are')
}

function kindOf(path: string): AreaFileKind | undefined {
  return areaFileKinds.find((kind) => path.toLowerCase().endsWith(`.${kind}`))
}

function isWanted(kind: AreaFileKind | undefined, container: Container): boolean {
  return kind !== undefined && (kind === 'are') === (container === 'are')
}

function compareFiles(a: AreaFile, b: AreaFile): number {
  const byKind = areaFileKinds.indexOf(a.kind) - areaFileKinds.indexOf(b.kind)
  return byKind || a.name.localeCompare(b.name, 'en', { numeric: true })
}
