/** Reads world files: YAML in, checked definitions and problems with file, line and column out. */
import { readdir, readFile } from 'node:fs/promises'
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

/** The text of a world file and its name, which appears in problems. */
export type WorldText = { file: string; text: string }

type Parsed = { file: string; yaml: Document; counter: LineCounter }

/** The `.yaml` files of a folder, in the order of their names. Throws when the folder cannot be read. */
export async function worldTexts(dir: string): Promise<WorldText[]> {
  const names = (await readdir(dir)).filter((name) => /\.ya?ml$/.test(name)).sort()
  return await Promise.all(
    names.map(async (file) => ({ file, text: await readFile(join(dir, file), 'utf8') })),
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
  hints: Problem[]
  documents: NamedDocument[]
} {
  const parsed = texts.map(parseText)
  const problems: Problem[] = []
  const documents: NamedDocument[] = []
  for (const one of parsed) {
    const faults = syntaxProblems(one)
    if (faults.length > 0) {
      problems.push(...faults)
      continue
    }
    const result = worldFileSchema.safeParse(one.yaml.toJS() ?? {})
    if (result.success) documents.push({ file: one.file, document: result.data })
    else problems.push(...problemsOf(result.error, one.file))
  }
  const world = mergeWorld(documents)
  problems.push(...findClashes(documents))
  // A file that could not be read would make everything that refers to it look wrong.
  if (documents.length === texts.length) problems.push(...checkWorld(world))
  const places = new Map(parsed.map((one) => [one.file, one]))
  const place = (problem: Problem) => placed(problem, places)
  const hints = problems.length === 0 ? hintsOf(world) : []
  return { world, documents, problems: problems.map(place), hints: hints.map(place) }
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

function placed(problem: Problem, places: ReadonlyMap<string, Parsed>): Problem {
  const parsed = places.get(problem.file)
  if (parsed === undefined || problem.line !== undefined) return problem
  const { line, col } = parsed.counter.linePos(offsetOf(parsed.yaml.contents, problem.path))
  return { ...problem, line, column: col }
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
