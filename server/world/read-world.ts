/** Reads world files: YAML in, checked definitions and problems with file, line and column out. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
} from 'yaml'
import {
  checkWorld,
  findClashes,
  hintsOf,
  mergeWorld,
  type NamedDocument,
  type Problem,
  problemsOf,
  spellingsOf,
  type World,
  worldFileSchema,
} from '../../schema/world-file.ts'
import { readBounded } from '../platform/file-bounds.ts'

/** The text of a world file and its name, which appears in problems. */
export type WorldText = { file: string; text: string }

type Parsed = { file: string; yaml: Document; counter: LineCounter }

/** The `.yaml` files of a folder, in the order of their names. Throws when the folder cannot be read. */
export async function worldTexts(dir: string): Promise<WorldText[]> {
  const names = (await readdir(dir)).filter((name) => /\.ya?ml$/.test(name)).sort()
  return await Promise.all(
    names.map(async (file) => ({
      file,
      text: (await readBounded(join(dir, file))).toString('utf8'),
    })),
  )
}

/**
 * Reads the world files of a folder. `problems` is empty when the world may be used, `hints` then says
 * what to look at once more; each names file, line and column and what was expected. Throws only when the
 * folder cannot be read.
 */
export async function readWorld(dir: string): Promise<{
  world: World
  problems: Problem[]
  hints: Problem[]
}> {
  return readWorldTexts(await worldTexts(dir))
}

/** The same for files that are already in memory. */
export function readWorldTexts(texts: readonly WorldText[]): {
  world: World
  problems: Problem[]
  /** Found when they are asked for. */
  readonly hints: Problem[]
  documents: NamedDocument[]
} {
  const problems: Problem[] = []
  const documents: NamedDocument[] = []
  for (const text of texts) {
    const read = readText(text)
    if (Array.isArray(read)) problems.push(...read)
    else documents.push(read)
  }
  const world = mergeWorld(documents)
  problems.push(...findClashes(documents))
  // A file that could not be read would make everything that refers to it look wrong.
  if (documents.length === texts.length) problems.push(...checkWorld(world))
  const place = placing(texts)
  return {
    world,
    documents,
    problems: problems.map(place),
    get hints() {
      return problems.length === 0 ? hintsOf(world).map(place) : []
    },
  }
}

/** What a file says, or what is wrong with it. Of a large world its text alone fits into memory well. */
function readText(text: WorldText): NamedDocument | Problem[] {
  const parsed = parseText(text)
  const faults = syntaxProblems(parsed)
  if (faults.length > 0) return faults
  const { file, yaml } = parsed
  const result = worldFileSchema.safeParse(yaml.toJS() ?? {})
  return result.success ? { file, document: result.data } : problemsOf(result.error, file)
}

function parseText({ file, text }: WorldText): Parsed {
  const counter = new LineCounter()
  const yaml = parseDocument(text, { lineCounter: counter, uniqueKeys: true })
  return { file, yaml, counter }
}

function syntaxProblems({ file, yaml, counter }: Parsed): Problem[] {
  // After one mistake a YAML parser complains about everything that follows, so few are shown.
  return [...yaml.errors, ...yaml.warnings].slice(0, 5).map((error) => {
    const { line, col } = counter.linePos(error.pos[0])
    const message = error.message.split('\n', 1)[0]?.replace(/ at line \d+.*$/, '') ?? error.code
    return { file, path: [], message, line, column: col }
  })
}

/** Says of problems where they stand. Files in which there are some are parsed once more for that. */
function placing(texts: readonly WorldText[]): (problem: Problem) => Problem {
  const places = new Map<string, Parsed>()
  const parsedOf = (file: string): Parsed | undefined => {
    const known = places.get(file)
    const text = known ? undefined : texts.find((one) => one.file === file)
    if (!text) return known
    const parsed = parseText(text)
    places.set(file, parsed)
    return parsed
  }
  return (problem) => {
    const parsed = problem.line === undefined ? parsedOf(problem.file) : undefined
    if (!parsed) return problem
    const { line, col } = parsed.counter.linePos(offsetOf(parsed.yaml.contents, problem.path))
    return { ...problem, line, column: col }
  }
}

/** Where the deepest part of `path` that stands in the file begins. */
function offsetOf(root: unknown, path: readonly (string | number)[]): number {
  let node: unknown = root
  let offset = startOf(root) ?? 0
  for (const step of path) {
    const found = childOf(node, step)
    if (found === undefined) return offset
    offset = startOf(found.key) ?? startOf(found.value) ?? offset
    node = found.value
  }
  return offset
}

function childOf(
  node: unknown,
  step: string | number,
): { key: unknown; value: unknown } | undefined {
  if (!isCollection(node)) return undefined
  if (!isMap(node)) {
    const value = typeof step === 'number' ? node.items[step] : undefined
    return value === undefined || isPair(value) ? undefined : { key: value, value }
  }
  for (const spelling of spellingsOf(step)) {
    const pair = node.items.find(
      ({ key }) => (isScalar(key) ? String(key.value) : key) === String(spelling),
    )
    if (pair !== undefined) return { key: pair.key, value: pair.value }
  }
  return undefined
}

function startOf(node: unknown): number | undefined {
  if (node === null || typeof node !== 'object' || !('range' in node)) return undefined
  return (node as { range?: [number, number, number] | null }).range?.[0]
}
